import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.ledger import digests
from zhiji.core.ledger.commitment import commit, opens
from zhiji.core.ledger.errors import LedgerError


def test_sm3_gives_the_second_answer_of_the_standard():
    expected = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    assert digests.digest("sm3", b"abcd" * 16).hex() == expected


@given(st.lists(st.binary(max_size=200)))
def test_both_sources_of_sm3_agree_in_any_pieces(pieces):
    other, both = digests._CryptographySm3(), digests.DoubleDigest()
    for piece in pieces:
        other.update(piece)
        both.update(piece)
    whole = b"".join(pieces)
    assert both.digests() == digests.digests(whole)
    assert other.copy().digest() == other.digest() == digests.digest("sm3", whole)


@given(st.binary(), st.binary(min_size=32, max_size=32))
def test_a_commitment_opens_with_its_own_content_and_salt_only(content, salt):
    commitment = commit(content, salt=salt)
    assert opens(commitment, content, salt=salt)
    assert not opens(commitment, content + b"\x00", salt=salt)
    assert not opens(commitment, content, salt=salt[::-1] + b"\x00")
    assert not opens(digests.Digests(commitment.sha256, commitment.sha256), content, salt=salt)


def test_a_short_salt_is_refused():
    with pytest.raises(LedgerError, match="32"):
        commit(b"content", salt=b"short")

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.ledger.samples import COURT, LOG, NOTARY, TIME, cosigned, head
from zhiji.core.ledger.checkpoint import open_checkpoint
from zhiji.core.ledger.cosignature import Cosignature, cosignatures
from zhiji.core.ledger.errors import NoteError
from zhiji.core.ledger.keys import CosignerKey, SigningKey, parse_verifier_key
from zhiji.core.ledger.note import Note, parse_note, parse_signatures

WITNESSES = [COURT.verifier, NOTARY.verifier]


@given(st.integers(0, 2**63 - 1))
def test_a_cosignature_says_who_and_when(time):
    note = parse_note(str(cosigned(COURT, time=time)).encode())
    assert cosignatures(note, WITNESSES) == (Cosignature(COURT.verifier, time),)


def test_a_note_without_witnesses_has_no_cosignatures():
    assert cosignatures(cosigned(), WITNESSES) == ()


def test_witnesses_nobody_knows_are_ignored():
    assert cosignatures(cosigned(COURT, NOTARY), [NOTARY.verifier]) == (Cosignature(NOTARY.verifier, TIME),)


def test_of_two_by_one_witness_the_newest_counts():
    old, new = COURT.cosign(head().text, time=5), COURT.cosign(head().text, time=9)
    for lines in ((old, new), (new, old)):
        assert cosignatures(Note(head().text, lines), WITNESSES) == (Cosignature(COURT.verifier, 9),)


def test_a_cosignature_on_another_checkpoint_does_not_hold():
    line = COURT.cosign(head(5).text, time=TIME)
    with pytest.raises(NoteError, match=COURT.name):
        cosignatures(Note(head().text, (line,)), WITNESSES)


def test_a_plain_signature_of_a_witness_is_no_cosignature():
    plain = SigningKey(COURT.name, COURT.seed)
    note = Note(head().text, (plain.sign(head().text),))
    assert cosignatures(note, [COURT.verifier]) == ()
    assert cosignatures(note, [plain.verifier]) == ()


def test_a_cosignature_does_not_make_a_checkpoint_the_logs_own():
    same_name = CosignerKey(LOG.name, b"\x03" * 32)
    note = Note(head().text, (same_name.cosign(head().text, time=TIME),))
    with pytest.raises(NoteError, match="可信密钥"):
        open_checkpoint(str(note).encode(), [same_name.verifier, LOG.verifier])


@pytest.mark.parametrize("end", [4, 5, 12, 13, 40, 75])
def test_a_truncated_cosignature_does_not_hold(end):
    line = COURT.cosign(head().text, time=TIME)
    cut = type(line)(line.name, line.key_id, line.signature[: end - 4] or b"\x00")
    with pytest.raises(NoteError):
        cosignatures(Note(head().text, (cut,)), WITNESSES)


def test_a_time_beyond_63_bits_does_not_hold():
    line = COURT.cosign(head().text, time=2**63)
    with pytest.raises(NoteError):
        cosignatures(Note(head().text, (line,)), WITNESSES)


def test_the_key_of_a_witness_is_a_vkey_of_its_own_kind():
    vkey = str(COURT.verifier)
    assert parse_verifier_key(vkey) == COURT.verifier
    assert COURT.verifier.key_id != SigningKey(COURT.name, COURT.seed).verifier.key_id
    assert repr(COURT) == "CosignerKey(name='court.example/w')"


def test_the_answer_of_a_witness_is_read_line_by_line():
    lines = cosigned(COURT, NOTARY).signatures[1:]
    assert parse_signatures("".join(map(str, lines))) == lines


@pytest.mark.parametrize("answer", ["", "\n", "text\n", "— a AAAAAAA=", "— a AAAAAAA=\n\n", "— a AAAAAAA=\nx\n"])
def test_an_answer_beside_the_grammar_is_refused(answer):
    with pytest.raises(NoteError):
        parse_signatures(answer)

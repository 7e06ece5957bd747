import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.core.ledger.checkpoint import Checkpoint, open_checkpoint, origin_of, parse_checkpoint
from zhiji.core.ledger.errors import NoteError
from zhiji.core.ledger.keys import SigningKey, parse_verifier_key
from zhiji.core.ledger.note import Note, parse_note

# The example of the C2SP signed-note specification.
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
KEY, OTHER = SigningKey("office.example/log", bytes(32)), SigningKey("witness.example", b"\x01" * 32)
HEAD = Checkpoint(KEY.name, 42, b"\x07" * 32)


def signed(text, *keys):
    return str(Note(text, tuple(key.sign(text) for key in keys))).encode()


def test_the_example_of_the_specification_verifies():
    key = parse_verifier_key(VKEY)
    note = parse_note(NOTE.encode())
    assert note.signers([key]) == (key,)
    assert note.text == "This is an example message.\n"
    assert str(note) == NOTE
    assert str(key) == VKEY


def test_a_key_with_a_plus_in_its_base64_is_read():
    vkeys = [str(SigningKey("a", bytes([i]) * 32).verifier) for i in range(64)]
    with_plus = [vkey for vkey in vkeys if vkey.count("+") > 2]
    assert with_plus
    assert [str(parse_verifier_key(vkey)) for vkey in with_plus] == with_plus


def test_a_private_key_never_shows_itself():
    assert repr(KEY) == "SigningKey(name='office.example/log')"


def test_signatures_of_unknown_keys_are_ignored_and_known_ones_named():
    note = parse_note(signed(HEAD.text, OTHER, KEY))
    assert note.signers([KEY.verifier]) == (KEY.verifier,)
    assert set(note.signers([KEY.verifier, OTHER.verifier])) == {KEY.verifier, OTHER.verifier}


def test_a_note_without_a_known_signature_is_refused():
    with pytest.raises(NoteError, match="可信密钥"):
        parse_note(signed(HEAD.text, OTHER)).signers([KEY.verifier])


def test_one_false_signature_of_a_known_key_spoils_the_note():
    true, false = KEY.sign(HEAD.text), OTHER.sign("something else\n")
    with pytest.raises(NoteError, match=OTHER.name):
        Note(HEAD.text, (true, false)).signers([KEY.verifier, OTHER.verifier])


@pytest.mark.parametrize("position", range(len(NOTE.encode())))
def test_any_changed_byte_of_a_note_is_refused(position):
    data = bytearray(NOTE.encode())
    data[position] ^= 1
    with pytest.raises(NoteError):
        parse_note(bytes(data)).signers([parse_verifier_key(VKEY)])


@pytest.mark.parametrize("end", range(len(NOTE.encode())))
def test_a_truncated_note_is_refused(end):
    with pytest.raises(NoteError):
        parse_note(NOTE.encode()[:end]).signers([parse_verifier_key(VKEY)])


@pytest.mark.parametrize("end", range(len(VKEY)))
def test_a_truncated_key_is_refused(end):
    with pytest.raises(NoteError):
        parse_verifier_key(VKEY[:end])


@pytest.mark.parametrize("position", range(len(VKEY)))
def test_any_changed_byte_of_a_key_is_refused(position):
    changed = VKEY[:position] + chr(ord(VKEY[position]) ^ 1) + VKEY[position + 1 :]
    with pytest.raises(NoteError):
        parse_verifier_key(changed)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n", b"\n\n", b"text\n", b"text\n\n", b"\n\n\xe2\x80\x94 a AAAAAAA=\n", b"text\n\n- a AAAAAAA=\n",
        "text\n\n— a AAAAAAA=".encode(), "text\n\n— a  AAAAAAA=\n".encode(), "text\n\n— a b AAAAAAA=\n".encode(),
        "text\n\n— a+b AAAAAAA=\n".encode(), "text\n\n— a\u3000b AAAAAAA=\n".encode(), "text\n\n— a AAAAAAA\n".encode(),
        "text\n\n— a AAAAAAB=\n".encode(), "text\n\n— a AAAAAA==\n".encode(), "text\n\n— a AAAA-AA=\n".encode(),
        "te\txt\n\n— a AAAAAAA=\n".encode(), "te\rxt\n\n— a AAAAAAA=\n".encode(), "text\n\n— a\x01 AAAAAAA=\n".encode(),
        "text\n\n— a AAAAAAA=\n\n".encode(), b"\xff\n\n", ("text\n\n" + "— a AAAAAAA=\n" * 101).encode(),
    ],
    ids=repr,
)  # fmt: skip
def test_anything_beside_the_grammar_is_refused(data):
    with pytest.raises(NoteError):
        parse_note(data)


@pytest.mark.parametrize("text", ["", "\n", "no newline", "tab\t\n", "nul\x00\n"])
def test_a_text_that_no_note_can_hold_is_not_signed(text):
    with pytest.raises(NoteError):
        KEY.sign(text)


@pytest.mark.parametrize("vkey", ["", "a", "a+b", "+530d903a+AA", "a b+530d903a+AA", "a+530d903a+!", "a+00000000+Ag=="])
def test_what_is_no_key_is_refused(vkey):
    with pytest.raises(NoteError):
        parse_verifier_key(vkey)


@given(st.integers(0, 10**18), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_comes_back_from_its_note(size, root):
    checkpoint = Checkpoint(KEY.name, size, root)
    assert open_checkpoint(signed(checkpoint.text, KEY), [KEY.verifier]) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "", "a\n1\n", "\n1\n" + "A" * 43 + "=\n", "a\n01\n" + "A" * 43 + "=\n", "a\n-1\n" + "A" * 43 + "=\n",
        "a\n+1\n" + "A" * 43 + "=\n", "a\n1 \n" + "A" * 43 + "=\n", "a\n\u0661\n" + "A" * 43 + "=\n", "a\n1\nAAAA\n",
        "a\n1\n" + "A" * 43 + "=\nextension\n", "a\n1\n" + "A" * 43 + "=", "a\n1\n" + "A" * 42 + "B=\n",
    ],
    ids=repr,
)  # fmt: skip
def test_a_checkpoint_beside_the_grammar_is_refused(text):
    with pytest.raises(NoteError):
        parse_checkpoint(text)


def test_a_checkpoint_is_not_taken_from_the_key_of_another_origin():
    text = Checkpoint(OTHER.name, 42, bytes(32)).text
    with pytest.raises(NoteError, match="可信密钥"):
        open_checkpoint(signed(text, KEY), [KEY.verifier, OTHER.verifier])


def test_the_two_trees_have_two_origins():
    assert (origin_of("log", "sha256"), origin_of("log", "sm3")) == ("log", "log/sm3")

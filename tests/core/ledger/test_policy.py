import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.ledger.samples import COURT, LOG, NOTARY, TIME, cosigned, head
from zhiji.core.ledger.checkpoint import Checkpoint
from zhiji.core.ledger.cosignature import Cosignature
from zhiji.core.ledger.errors import LedgerError, NoteError, PolicyError
from zhiji.core.ledger.keys import CosignerKey, SigningKey
from zhiji.core.ledger.policy import Group, Policy, parse_policy

KEYS = [CosignerKey(f"w{i}.example", bytes([i + 1]) * 32).verifier for i in range(6)]
X, Y = KEYS[:3], KEYS[3:]
TWO_LEVELS = f"""
# the example of the specification
log {LOG.verifier} https://office.example/
\twitness X1  {X[0]}
witness X2 {X[1]} https://w1.example/
witness X3 {X[2]}\t
group X-witnesses 2 X1 X2 X3

witness Y1 {Y[0]}
witness Y2 {Y[1]}
witness Y3 {Y[2]}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""
PLAIN = f"log {LOG.verifier}\nwitness court {COURT.verifier}\nwitness notary {NOTARY.verifier}\n"
NAMES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")


def read(text):
    return parse_policy(text.encode())


@pytest.mark.parametrize("present", list(itertools.product([False, True], repeat=6)))
def test_the_example_of_the_specification_means_what_it_says(present):
    names = {name for name, there in zip(NAMES, present, strict=True) if there}
    wanted = len(names & {"X1", "X2", "X3"}) >= 2 and len(names & {"Y1", "Y2", "Y3"}) >= 1
    assert read(TWO_LEVELS).is_met_by(names) is wanted


def test_a_policy_comes_back_from_its_text():
    policy = read(TWO_LEVELS)
    assert parse_policy(str(policy).encode()) == policy
    assert policy.logs[0].url == "https://office.example/"
    assert policy.witnesses["X2"].url == "https://w1.example/"
    assert policy.groups["Y-witnesses"] == Group(1, ("Y1", "Y2", "Y3"))


def test_a_checkpoint_that_enough_witnesses_cosigned_is_accepted():
    policy = read(PLAIN + "group both all court notary\nquorum both\n")
    accepted = policy.accept(str(cosigned(COURT, NOTARY)).encode())
    assert accepted.checkpoint == head()
    assert accepted.signers == (LOG.verifier,)
    assert accepted.cosignatures == (Cosignature(COURT.verifier, TIME), Cosignature(NOTARY.verifier, TIME))


def test_a_checkpoint_that_too_few_witnesses_cosigned_is_refused_with_their_names():
    policy = read(PLAIN + "group both all court notary\nquorum both\n")
    with pytest.raises(PolicyError, match=r"both.*court"):
        policy.accept(str(cosigned(COURT)).encode())


def test_a_quorum_of_none_still_wants_the_log():
    policy = read(PLAIN + "quorum none\n")
    assert policy.accept(str(cosigned()).encode()).cosignatures == ()
    with pytest.raises(NoteError, match="可信密钥"):
        policy.accept(str(cosigned(COURT, log=SigningKey("else.example", bytes(32)))).encode())


def test_one_witness_alone_can_be_the_quorum():
    policy = read(PLAIN + "quorum notary\n")
    assert policy.accept(str(cosigned(NOTARY)).encode())
    with pytest.raises(PolicyError, match="有效的见证签名：court"):
        policy.accept(str(cosigned(COURT)).encode())


def test_a_log_may_be_known_from_elsewhere():
    policy = read(f"witness court {COURT.verifier}\nquorum court\n")
    note = str(cosigned(COURT)).encode()
    with pytest.raises(NoteError):
        policy.accept(note)
    assert policy.accept(note, logs=[LOG.verifier]).signers == (LOG.verifier,)


def test_a_log_speaks_for_its_own_origin_only():
    other = Checkpoint("other.example", 11, bytes(32)).text
    with pytest.raises(NoteError, match="可信密钥"):
        read(PLAIN + "quorum none\n").accept(str(cosigned(text=other)).encode())


def test_a_false_cosignature_spoils_the_checkpoint_even_where_nobody_needs_it():
    note = str(cosigned(COURT)) + str(NOTARY.cosign(head(5).text, time=TIME))
    with pytest.raises(NoteError, match="不成立"):
        read(PLAIN + "quorum court\n").accept(note.encode())


def test_names_may_be_any_bytes():
    name = "法院".encode() + b"\xff"
    text = b"witness %b %b\nquorum %b\n" % (name, str(COURT.verifier).encode(), name)
    policy = parse_policy(text)
    assert policy.accept(str(cosigned(COURT)).encode(), logs=[LOG.verifier])
    assert str(policy).encode(errors="surrogateescape") == text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "缺少 quorum"), ("quorum", "项数"), ("quorum a b", "项数"), ("quorum nobody", "没有定义"), ("logs x", "不认识"),
        ("quorum court\nquorum court", "只能写一次"), ("witness none {new}", "已被使用"), ("witness court {new}", "已被使用"),
        ("witness again {court}", "重复"), ("witness other {log}", "0x04"), ("log {log}", "重复"), ("log {court}", "0x01"),
        ("log nonsense", "三段"), ("group g any", "项数"), ("group g 0 court", "门槛"), ("group g 3 court notary", "门槛"),
        ("group g 01 court", "门槛"), ("group g some court", "门槛"), ("group g any court court", "只能入组一次"),
        ("group g any court\ngroup h any court", "只能入组一次"), ("group g any g", "没有定义"), ("group court any notary", "已被使用"),
        ("group none any court", "已被使用"), ("group g any none", "没有定义"), ("quorum g\ngroup g any court", "没有定义"),
        ("quorum court\r", "控制字符"), ("quorum\x00court", "控制字符"), ("quorum court\x7f", "控制字符"), ("quorum\x0bcourt", "控制字符"),
    ],
)  # fmt: skip
def test_a_policy_beside_the_grammar_is_refused_in_words(line, told):
    filled = line.format(new=KEYS[5], court=COURT.verifier, log=LOG.verifier)
    with pytest.raises(PolicyError, match=told):
        read(PLAIN + filled)


def test_the_error_names_the_line():
    with pytest.raises(PolicyError, match="第 2 行"):
        read("# a comment\nquorum nobody\n")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_policy_or_the_one_error(data):
    try:
        policy = parse_policy(data)
    except LedgerError:
        return
    assert isinstance(policy, Policy)

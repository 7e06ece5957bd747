"""Against a real authority, `openssl ts`, and a verifier of another house, rfc3161-client."""

from __future__ import annotations

import pytest
import rfc3161_client
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client.errors import VerificationError

from tests.authority import Issued, OpensslAuthority
from zhiji.core.ledger.timestamp import Request, TimestampError, Trust, check_token, der, token_in
from zhiji.core.ledger.timestamp.certificates import Certificate

TEXT = b"zhiji.local/1\n7\nAAAA\n"
NONCE = 2**63 + 5
ROOT = Issued("根", ca=True)
MIDDLE = Issued("中间", ROOT, ca=True)
SIGNER = Issued("时间戳服务器", MIDDLE)
TRUST = Trust((Certificate(ROOT.der),))


@pytest.mark.parametrize("chain", [(MIDDLE, ROOT), (ROOT, MIDDLE)], ids=["up", "down"])
@pytest.mark.parametrize("hash_name", ["sha256", "sha512", "sm3"])
def test_a_real_authority_is_understood_in_whatever_order_its_chain_comes(tmp_path, chain, hash_name):
    authority = OpensslAuthority(tmp_path, SIGNER, chain)
    token = token_in(authority.reply(Request(TEXT, hash_name, NONCE).encode()))
    assert check_token(token, TEXT, TRUST, nonce=NONCE).authority == "时间戳服务器"


def test_certificates_named_by_sha1_are_understood(tmp_path):
    authority = OpensslAuthority(tmp_path, SIGNER, [MIDDLE], ess="sha1")
    token = token_in(authority.reply(Request(TEXT, "sha256", NONCE).encode()))
    assert check_token(token, TEXT, TRUST).policy == "1.2.3.4.1"


def test_a_policy_can_be_asked_for(tmp_path):
    authority = OpensslAuthority(tmp_path, SIGNER, [MIDDLE])
    token = token_in(authority.reply(Request(TEXT, "sha256", NONCE, policy="1.2.3.4.2").encode()))
    assert check_token(token, TEXT, TRUST).policy == "1.2.3.4.2"
    with pytest.raises(TimestampError, match="不支持的策略"):
        token_in(authority.reply(Request(TEXT, "sha256", NONCE, policy="1.2.3.4.9").encode()))


def test_an_answer_without_a_token_gives_the_reason(tmp_path):
    authority = OpensslAuthority(tmp_path, SIGNER, [MIDDLE])
    with pytest.raises(TimestampError, match="没有签发"):
        token_in(authority.reply(b"no request"))
    with pytest.raises(TimestampError):
        token_in(der.encode(der.SEQUENCE, der.encode(der.SEQUENCE, der.encode_integer(0))))


def test_another_verifier_agrees(tmp_path):
    """Only without a chain: it refuses certificates that are not sorted as DER wants them."""
    alone = Issued("时间戳服务器", ROOT)
    answer = OpensslAuthority(tmp_path, alone).reply(Request(TEXT, "sha256", NONCE).encode())
    theirs = rfc3161_client.decode_timestamp_response(answer)
    verifier = rfc3161_client.VerifierBuilder(roots=[ROOT.certificate]).nonce(NONCE).build()
    assert verifier.verify_message(theirs, TEXT)
    stamp = check_token(token_in(answer), TEXT, TRUST, nonce=NONCE)
    assert stamp.time == theirs.tst_info.gen_time
    for text, trust in ((b"another", TRUST), (TEXT, Trust((Certificate(MIDDLE.der),)))):
        roots = [ROOT.certificate if trust is TRUST else MIDDLE.certificate]
        with pytest.raises(VerificationError):
            rfc3161_client.VerifierBuilder(roots=roots).build().verify_message(theirs, text)
        with pytest.raises(TimestampError):
            check_token(token_in(answer), text, trust)
    assert alone.certificate.public_bytes(Encoding.DER) in answer

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.authority import FROM, Issued
from tests.tokens import AT, TEXT, Making, Sm2Authority, attribute
from zhiji.core.ledger.timestamp import TimestampError, Trust, check_token, der
from zhiji.core.ledger.timestamp.certificates import Certificate, read_pem

ROOT = Issued("根", ca=True)
MIDDLE = Issued("中间", ROOT, ca=True)
SIGNER = Issued("时间戳服务器", MIDDLE)
TRUST = Trust((Certificate(ROOT.der),))


def making(**wrong):
    return Making(SIGNER, [MIDDLE], **wrong)


def refused(token, match, trust=TRUST, **extra):
    with pytest.raises(TimestampError, match=match):
        check_token(token, TEXT, trust, **extra)


def test_a_sound_token_says_when_and_by_whom():
    stamp = check_token(making(nonce=5).build(), TEXT, TRUST, nonce=5)
    assert (stamp.time, stamp.authority, stamp.serial, stamp.policy) == (AT, "时间戳服务器", 42, "1.2.3.4.1")


@pytest.mark.parametrize(
    "key", [rsa.generate_private_key(65537, 2048), ed25519.Ed25519PrivateKey.generate()], ids=["rsa", "ed25519"]
)
def test_other_signatures_hold_too(key):
    signer = Issued("时间戳服务器", ROOT, key=key)
    assert check_token(Making(signer).build(), TEXT, TRUST).time == AT


@pytest.mark.parametrize("old_key_name", [False, True])
@pytest.mark.parametrize("content_type", ["1.2.840.113549.1.7.2", "1.2.156.10197.6.1.4.2.2"])
def test_a_token_of_chinese_algorithms_holds(old_key_name, content_type):
    """GM/T 0033-2023 with SM2 and SM3; both ways of naming the key, both content types."""
    signer = Sm2Authority(old_key_name=old_key_name)
    token = Making(signer, hash_name="sm3", content_type=content_type).build()
    stamp = check_token(token, TEXT, Trust((Certificate(signer.der),)))
    assert (stamp.time, stamp.authority) == (AT, "国密时间戳")


def test_an_sm2_signature_under_another_identity_does_not_hold():
    signer = Sm2Authority(identity=b"")
    token, root = Making(signer, hash_name="sm3").build(), (Certificate(signer.der),)
    refused(token, "签名不成立", Trust(root))
    assert check_token(token, TEXT, Trust(root, identity=b"")).time == AT


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"text": b"another\n"}, "摘要不符"),
        ({"signed": b"another"}, "签名不成立"),
        ({"drop": ("type",)}, "没有说明内容种类"),
        ({"drop": ("digest",)}, "内容被改动过"),
        ({"drop": ("certificate",)}, "没有指明签名证书"),
        ({"named": b"another"}, "没有带上所指明的签名证书"),
        ({"stated": "1.3.101.112"}, "算法与签名属性"),
        ({"extra": (attribute("1.2.840.113549.1.9.3", der.encode_oid("1.2.3")),)}, "签名属性重复"),
        ({"time": b"20260309010203.0Z"}, "时刻写法"),
        ({"time": b"20261309010203Z"}, "时刻写法"),
        ({"time": b"20190309010203Z"}, "有效期"),
        ({"content_type": "1.2.840.113549.1.7.1"}, "不是签名数据"),
        ({"extra_info": der.encode(der.context(1))}, "不认识的扩展"),
        ({"extra_info": der.encode(der.BOOLEAN, b"\1")}, "布尔值"),
    ],
    ids=lambda value: "".join(value) if isinstance(value, dict) else "",
)
def test_whatever_is_wrong_is_refused_and_named(wrong, match):
    refused(making(**wrong).build(), match)


def test_a_token_that_answers_another_request_is_refused():
    refused(making(nonce=5).build(), "随机数不符", nonce=6)
    refused(making().build(), "随机数不符", nonce=6)


def test_only_the_policies_that_are_trusted_are_accepted():
    refused(making().build(), "策略", Trust(TRUST.roots, frozenset({"1.2.3"})))


@pytest.mark.parametrize(
    "signer",
    [
        Issued("不关键", ROOT, critical=False),
        Issued("还作他用", ROOT, usage=[ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CLIENT_AUTH]),
        Issued("另作他用", ROOT, usage=[ExtendedKeyUsageOID.SERVER_AUTH]),
        Issued("没有写", ROOT, usage=()),
    ],
    ids=lambda signer: signer.subject,
)
def test_a_certificate_that_is_not_for_time_stamps_alone_is_refused(signer):
    refused(Making(signer).build(), "专用于时间戳")


def test_a_chain_that_does_not_reach_a_trusted_root_is_refused():
    stranger = Issued("根", ca=True)
    refused(Making(Issued("时间戳服务器", stranger), [stranger]).build(), "连不到")
    refused(Making(SIGNER).build(), "连不到")


def test_an_authority_must_be_one_and_may_not_reach_further_than_it_may():
    no_authority = Issued("普通", ROOT)
    refused(Making(Issued("时间戳服务器", no_authority), [no_authority]).build(), "连不到")
    short = Issued("根", ca=True, path_length=0)
    middle = Issued("中间", short, ca=True)
    trust = Trust((Certificate(short.der),))
    refused(Making(Issued("时间戳服务器", middle), [middle]).build(), "连不到", trust)
    assert check_token(Making(Issued("时间戳服务器", short)).build(), TEXT, trust).time == AT


def test_every_certificate_of_the_chain_must_be_valid_at_the_stamped_moment():
    ended = Issued("中间", ROOT, ca=True, end=FROM + timedelta(days=1))
    refused(Making(Issued("时间戳服务器", ended), [ended]).build(), "有效期")


def test_every_changed_bit_is_refused_or_lies_outside_what_is_signed():
    """Certificates that nobody needs and the signer's own name for himself are not under the signature."""
    token = making().build()
    sound = check_token(token, TEXT, TRUST)
    survived = 0
    for place in range(len(token)):
        changed = bytearray(token)
        changed[place] ^= 1 << place % 8
        try:
            assert check_token(bytes(changed), TEXT, TRUST) == sound
        except TimestampError:
            continue
        survived += 1
    assert survived < 40


def test_any_beginning_of_a_token_is_refused():
    token = making().build()
    for end in range(0, len(token), 7):
        refused(token[:end], "时间戳")


def test_roots_are_read_from_pem():
    assert read_pem(ROOT.pem + MIDDLE.pem) == (Certificate(ROOT.der), Certificate(MIDDLE.der))
    with pytest.raises(TimestampError, match="PEM"):
        read_pem("no certificate")


def test_times_are_read_to_the_microsecond():
    token = making(time=b"20260309010203.1234567Z").build()
    assert check_token(token, TEXT, TRUST).time == datetime(2026, 3, 9, 1, 2, 3, 123456, UTC)

"""Time stamps in a volume, of a real authority and of one that errs on purpose; both verifiers are asked."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.authority import FROM, Issued, OpensslAuthority
from tests.tokens import Making, Sm2Authority, attribute
from tests.verify.sample import office_with_case, write_volume
from tests.verify.test_agreement import first_answer
from tests.verify.test_tampering import contents

from zhiji.archive.anchors import Anchor
from zhiji.core.ledger.note import parse_note
from zhiji.core.ledger.timestamp import Request, der, token_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.verify.second import Second

ROOT = Issued("根", ca=True)
MIDDLE = Issued("中间", ROOT, ca=True)
SIGNER = Issued("时间戳服务器", MIDDLE)
CHINESE = Sm2Authority()
OTHER_IDENTITY = Sm2Authority(identity=b"zhiji")


def trust_file(*authorities: Any) -> bytes:
    lines = [f"tsa a{n} {base64.b64encode(one.der).decode()}\n" for n, one in enumerate(authorities)]
    return ("zhiji-trust/1\n# 时间戳机构\n" + "".join(lines)).encode()


TRUST = trust_file(ROOT, CHINESE)


def stamped_volume(folder: Path, tokens: Callable[[bytes], Sequence[bytes]]) -> dict[str, bytes]:
    """The files of a volume with these tokens over one checkpoint."""
    office = office_with_case()
    note = office.checkpoint("sha256")
    office.anchors.append(Anchor("sha256", note, tuple(tokens(parse_note(note).text.encode()))))
    return contents(write_volume(folder / "volume", office))


def answers(second: Second, files: dict[str, bytes], *policies: bytes) -> dict[str, Any]:
    """What both say."""
    one = first_answer(files, list(policies))
    assert second.verify(files, policies=policies) == one
    return one


def bad_stamps(answer: dict[str, Any]) -> list[str]:
    return [finding["where"] for finding in answer["findings"] if finding["code"] == "TIMESTAMP_BAD"]


def test_tokens_of_a_real_authority_hold_in_whatever_order_their_certificates_come(
    tmp_path: Path, second: Second
) -> None:
    def tokens(text: bytes) -> list[bytes]:
        made = []
        for number, (chain, ess, name) in enumerate(
            [((MIDDLE, ROOT), "sha256", "sha256"), ((ROOT, MIDDLE), "sha1", "sha512"), ((MIDDLE,), "sha256", "sm3")]
        ):
            folder = tmp_path / f"tsa{number}"
            folder.mkdir()
            authority = OpensslAuthority(folder, SIGNER, chain, ess=ess)
            made.append(token_in(authority.reply(Request(text, name, number + 1).encode())))
        return made

    answer = answers(second, stamped_volume(tmp_path, tokens), TRUST)
    assert answer["holds"]
    assert [stamp["name"] for stamp in answer["stamps"]] == ["a0", "a0", "a0"]


@pytest.mark.parametrize("old_key_name", [False, True])
@pytest.mark.parametrize("content_type", ["1.2.840.113549.1.7.2", "1.2.156.10197.6.1.4.2.2"])
def test_tokens_of_chinese_algorithms_hold(
    tmp_path: Path, second: Second, *, old_key_name: bool, content_type: str
) -> None:
    signer = Sm2Authority(old_key_name=old_key_name)
    files = stamped_volume(
        tmp_path, lambda text: [Making(signer, text=text, hash_name="sm3", content_type=content_type).build()]
    )
    answer = answers(second, files, trust_file(signer))
    assert [stamp["at"] for stamp in answer["stamps"]] == ["2026-03-09T01:02:03Z"]


def test_an_authority_signs_under_the_identity_that_its_reader_knows(tmp_path: Path, second: Second) -> None:
    files = stamped_volume(tmp_path, lambda text: [Making(OTHER_IDENTITY, text=text, hash_name="sm3").build()])
    known = f"zhiji-trust/1\ntsa a {base64.b64encode(OTHER_IDENTITY.der).decode()}".encode()
    assert answers(second, files, known + b" zhiji")["stamps"]
    assert bad_stamps(answers(second, files, known)) == ["anchors/5-sha256.0.tst"]


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 2048),
        ed25519.Ed25519PrivateKey.generate(),
        ec.generate_private_key(ec.SECP384R1()),
    ],
    ids=["rsa", "ed25519", "p384"],
)
def test_other_keys_hold_too(tmp_path: Path, second: Second, key: Any) -> None:
    signer = Issued("时间戳服务器", ROOT, key=key)
    answer = answers(second, stamped_volume(tmp_path, lambda text: [Making(signer, text=text).build()]), TRUST)
    assert (answer["holds"], len(answer["stamps"])) == (True, 1)


def reissued(signer: Issued, key: rsa.RSAPrivateKey) -> Issued:
    """The signer's certificate, signed with RSASSA-PSS."""
    old = signer.certificate
    built = x509.CertificateBuilder(old.issuer, old.subject, old.public_key(), 7, FROM, old.not_valid_after_utc)
    for extension in old.extensions:
        built = built.add_extension(extension.value, extension.critical)
    how = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    signer.certificate = built.sign(key, hashes.SHA256(), rsa_padding=how)
    return signer


def test_a_certificate_signed_with_pss_leads_to_its_root(tmp_path: Path, second: Second) -> None:
    key = rsa.generate_private_key(65537, 2048)
    root = Issued("根", ca=True, key=key)
    signer = reissued(Issued("时间戳服务器", root), key)
    files = stamped_volume(tmp_path, lambda text: [Making(signer, text=text).build()])
    assert len(answers(second, files, trust_file(root))["stamps"]) == 1


WRONG: list[dict[str, Any]] = [
    {"text": b"another\n"},
    {"signed": b"another"},
    {"drop": ("type",)},
    {"drop": ("digest",)},
    {"drop": ("certificate",)},
    {"named": b"another"},
    {"stated": "1.3.101.112"},
    {"extra": (attribute("1.2.840.113549.1.9.3", der.encode_oid("1.2.3")),)},
    {"time": b"20260309010203.0Z"},
    {"time": b"20260230010203Z"},
    {"time": b"20190309010203Z"},
    {"content_type": "1.2.840.113549.1.7.1"},
    {"extra_info": der.encode(der.context(1))},
]
UNFIT = [
    Issued("不关键", ROOT, critical=False),
    Issued("还作他用", ROOT, usage=[ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CLIENT_AUTH]),
    Issued("另作他用", ROOT, usage=[ExtendedKeyUsageOID.SERVER_AUTH]),
    Issued("没有写", ROOT, usage=()),
]


def test_whatever_is_wrong_with_a_token_is_found(tmp_path: Path, second: Second) -> None:
    def tokens(text: bytes) -> list[bytes]:
        made = [Making(SIGNER, [MIDDLE], **{"text": text, **wrong}).build() for wrong in WRONG]
        made += [Making(signer, text=text).build() for signer in UNFIT]
        sound = Making(SIGNER, [MIDDLE], text=text).build()
        return [*made, b"", sound[:-1], sound + b"\0", b"\x30\x80" + sound]

    files = stamped_volume(tmp_path, tokens)
    expected = {f"anchors/5-sha256.{number}.tst" for number in range(len(WRONG) + len(UNFIT) + 4)}
    assert set(bad_stamps(answers(second, files, TRUST))) == expected


def test_a_chain_that_does_not_reach_a_trusted_root_proves_no_time(tmp_path: Path, second: Second) -> None:
    stranger, ordinary, short = Issued("根", ca=True), Issued("普通", ROOT), Issued("短", ca=True, path_length=0)
    ended = Issued("到期", ROOT, ca=True, end=FROM.replace(year=2021))
    below = Issued("中间", short, ca=True)

    def tokens(text: bytes) -> list[bytes]:
        chains = [(Issued("时间戳服务器", issuer), [issuer]) for issuer in (stranger, ordinary, ended, below)]
        return [Making(signer, chain, text=text).build() for signer, chain in [*chains, (SIGNER, [])]]

    answer = answers(second, stamped_volume(tmp_path, tokens), trust_file(ROOT, short))
    assert (answer["holds"], answer["stamps"]) == (True, [])
    [said] = [finding for finding in answer["findings"] if finding["code"] == "TIMESTAMP_UNKNOWN"]
    assert " 5 个" in said["sentence"]


def test_every_changed_bit_of_a_token_is_said_alike_and_gives_no_other_time(tmp_path: Path, second: Second) -> None:
    def tokens(text: bytes) -> list[bytes]:
        sound = Making(SIGNER, [MIDDLE], text=text).build()
        places = range(0, len(sound), len(sound) // 150)
        return [sound[:place] + bytes([sound[place] ^ 1 << place % 8]) + sound[place + 1 :] for place in places][:199]

    answer = answers(second, stamped_volume(tmp_path, tokens), TRUST)
    assert {stamp["at"] for stamp in answer["stamps"]} <= {"2026-03-09T01:02:03Z"}
    assert len(bad_stamps(answer)) > 100


def test_a_token_without_its_checkpoint_and_a_stranger_in_the_folder_are_named(tmp_path: Path, second: Second) -> None:
    files = stamped_volume(tmp_path, lambda text: [Making(SIGNER, [MIDDLE], text=text).build()])
    files["anchors/4-sha256.0.tst"] = files["anchors/5-sha256.0.tst"]
    files["anchors/notes"] = b""
    found = {(finding["code"], finding["where"]) for finding in answers(second, files, TRUST)["findings"]}
    assert {("TIMESTAMP_BAD", "anchors/4-sha256.0.tst"), ("LEDGER_BAD", "anchors/notes")} <= found

"""A time-stamp authority: a certificate authority of our own above `openssl ts`, answered over HTTP on loopback."""

from __future__ import annotations

import subprocess
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FROM = datetime(2020, 1, 1, tzinfo=UTC)
CONFIG = """
[tsa]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.2
digests = sha256, sha384, sha512{sm3}
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = {ess}
"""


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


class Issued:
    """A certificate and its key. `by`: who signs it, itself if nobody."""

    def __init__(self, subject, by=None, *, ca=False, usage=(ExtendedKeyUsageOID.TIME_STAMPING,), key=None, **extra):
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        issuer = by or self
        built = x509.CertificateBuilder(name(by.subject if by else subject), name(subject), self.key.public_key())
        built = built.serial_number(x509.random_serial_number())
        built = built.not_valid_before(extra.get("start", FROM)).not_valid_after(
            extra.get("end", FROM + timedelta(days=36500))
        )
        built = built.add_extension(x509.BasicConstraints(ca, extra.get("path_length")), critical=True)
        if usage and not ca:
            built = built.add_extension(x509.ExtendedKeyUsage(usage), critical=extra.get("critical", True))
        algorithm = (
            None if not hasattr(issuer.key, "curve") and not hasattr(issuer.key, "key_size") else hashes.SHA256()
        )
        self.subject = subject
        self.certificate = built.sign(issuer.key, algorithm)

    @property
    def pem(self):
        return pem(self.certificate)

    @property
    def der(self):
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def key_pem(self):
        encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        return self.key.private_bytes(encoding, form, serialization.NoEncryption()).decode()


class OpensslAuthority:
    """Answers requests by `openssl ts -reply`. `chain`: certificates that go along, in this order."""

    def __init__(self, folder, signer, chain=(), ess="sha256"):
        self.folder = folder
        (folder / "tsa.conf").write_text(CONFIG.format(folder=folder, ess=ess, sm3=", sm3"))
        (folder / "serial").write_text("01\n")
        (folder / "signer.pem").write_text(signer.pem)
        (folder / "key.pem").write_text(signer.key_pem)
        (folder / "chain.pem").write_text("".join(one.pem for one in chain))

    def reply(self, request, *options):
        (self.folder / "request.tsq").write_bytes(request)
        chain = ["-chain", "chain.pem"] if (self.folder / "chain.pem").read_text() else []
        command = ["openssl", "ts", "-reply", "-config", "tsa.conf", "-section", "tsa", "-queryfile", "request.tsq"]
        command += ["-signer", "signer.pem", "-inkey", "key.pem", *chain, *options, "-out", "answer.tsr"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "answer.tsr").read_bytes()


@contextmanager
def serving(answer, *, path="/", content_type="application/timestamp-reply"):
    """Address of a server whose POSTs are answered by `answer(body)`: bytes, or (status, content type, bytes)."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found = answer(body)
            status, kind, content = found if isinstance(found, tuple) else (200, content_type, found)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{path}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

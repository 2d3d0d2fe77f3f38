"""A real time-stamp authority on loopback, made with `openssl ts`."""

from __future__ import annotations

import http.server
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tilstede.record.timestamp import StampError

_CONFIG = """
[ tsa ]
default_tsa = here
[ here ]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
signer_digest = sha256
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""

_EXTENSIONS = """
[ root ]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[ tsa ]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[ server ]
basicConstraints = CA:FALSE
extendedKeyUsage = critical, serverAuth
"""


class Authority:
    """``address`` answers RFC 3161 queries; ``root`` is the certificate to trust."""

    def __init__(self, folder: Path, *, curve: bool = False) -> None:
        self.folder = folder
        self.root = folder / "root.pem"
        self.address = ""
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))
        (folder / "extensions.cnf").write_text(_EXTENSIONS)
        self._certificate("root", "root", curve=curve)
        self._certificate("tsa", "tsa", curve=curve)

    def _certificate(self, name: str, kind: str, *, curve: bool) -> None:
        key = (
            ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
            if curve
            else ["-newkey", "rsa:2048"]
        )
        request = self.folder / f"{name}.csr"
        self._openssl(
            *("req", "-new", *key, "-nodes", "-keyout", f"{name}.key", "-out", request),
            *("-subj", f"/O=Fjordvik/CN={name}"),
        )
        signer = (
            ["-signkey", "root.key"]
            if kind == "root"
            else ["-CA", "root.pem", "-CAkey", "root.key"]
        )
        self._openssl(
            *("x509", "-req", "-in", request, *signer, "-days", "30", "-out", f"{name}.pem"),
            *(
                "-extfile",
                "extensions.cnf",
                "-extensions",
                kind,
                "-set_serial",
                str(hash(name) & 0xFFFF),
            ),
        )

    def _openssl(self, *arguments: object) -> bytes:
        command = ["openssl", *map(str, arguments)]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True).stdout

    def answer(self, query: bytes) -> bytes:
        """The DER answer to a DER query."""
        (self.folder / "query").write_bytes(query)
        self._openssl(
            *("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply")
        )
        return (self.folder / "reply").read_bytes()


@contextmanager
def served(authority: Authority) -> Iterator[Authority]:
    """The authority on an address of its own."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(authority.answer(query))

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        authority.address = f"http://127.0.0.1:{server.server_port}/tsr"
        yield authority
        server.shutdown()


def ask(address: str, query: bytes) -> bytes:
    """POST as RFC 3161 § 3.4 says."""
    headers = {"Content-Type": "application/timestamp-query"}
    request = urllib.request.Request(address, query, headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read()
    except urllib.error.URLError as error:
        raise StampError(f"no answer: {error}") from error

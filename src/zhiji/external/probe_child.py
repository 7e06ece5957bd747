"""The child process of `probe_process`: reads paths as lines of JSON, answers with what it found in each file."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from zhiji.external.probe_media import inspect

MEMORY = 4 << 30
"""Bytes of address space: a picture that claims to be endless fails here and not in the server."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin.buffer:
        answer = inspect(Path(json.loads(line))).to_document()
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()

"""python -m tests.external.signer.doomed PREPARED FOLDER ACT: a copy of PREPARED for each system step of the act, left as SIGKILL at that
step leaves it, and last one where the act was done to its end: FOLDER/1, FOLDER/2 …
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from tests.external.signer.growing import proof, root
from zhiji.external.signer import FolderVault, LocalSigner

STEPS = ("open", "os.", "fcntl.", "tempfile.", "shutil.")
ACTS = {
    "first key": lambda signer: signer.name,
    "sign": lambda signer: signer.sign_checkpoint("sha256", 12, root(12), proof(5, 12)),
    "prepare": lambda signer: signer.prepare(),
    "new era": lambda signer: signer.prepare("office.example/era2"),
    "activate": lambda signer: signer.activate(),
}


def main(prepared, folder, act):
    LocalSigner(FolderVault(Path(folder, "warm")), with_sm2=False).prepare()  # loads what is loaded at first use
    step = 1
    while shot(shutil.copytree(prepared, Path(folder, str(step))), act, step):
        step += 1


def shot(folder, act, step):
    """Whether the act came as far as that step, where it died."""
    child = os.fork()
    if not child:
        die_at(step)
        ACTS[act](LocalSigner(FolderVault(folder), with_sm2=False))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def die_at(step):
    passed = 0

    def count(event, _arguments):
        nonlocal passed
        passed += event.startswith(STEPS)
        if passed == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


if __name__ == "__main__":
    main(*sys.argv[1:])

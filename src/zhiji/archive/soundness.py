"""An office does not hand out what would not hold: what a row altered by hand, or a broken database, makes of an export."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import DatabaseError

from zhiji.archive.errors import CaseAlteredError
from zhiji.trail.errors import TrailError
from zhiji.verify import volume_verifier

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WHAT_TO_DO = "没有导出案卷；请运行 zhiji audit 核查，用备份恢复后再导出"


@contextmanager
def readable(number: str) -> Iterator[None]:
    """Whatever comes of rows that the product cannot have written is one sentence. Raises CaseAlteredError."""
    try:
        yield
    except (DatabaseError, TrailError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise CaseAlteredError(
            f"案件 {number} 的数据读不出来或不合规定（{type(error).__name__}），多半在系统之外被改动过，{_WHAT_TO_DO}。"
        ) from error


def refuse_unsound(folder: Path, number: str) -> None:
    """Lets the verifier that lies in the volume judge it, as its receiver will. Raises CaseAlteredError."""
    wrong = [finding for finding in volume_verifier.verify(str(folder)).findings if not finding.is_note]
    if wrong:
        raise CaseAlteredError(f"案件 {number} 的案卷包没有通过核验（{wrong[0].sentence[:-1]}），{_WHAT_TO_DO}。")

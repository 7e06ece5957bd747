"""`--law`: national law judged beside the regulation of each case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from zhiji.core.evaluation import compile_regulation
from zhiji.external import laws, library

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.casefile import CaseFile
    from zhiji.core.evaluation import Judge, Judgement
    from zhiji.core.regulations.model import Regulation

ALL = "all"


@dataclass(frozen=True, slots=True)
class Laws:
    """Those asked for, each compiled once; a law speaks of the cases of its own acts."""

    judges: tuple[Judge, ...] = ()

    @classmethod
    def of(cls, laws: tuple[Regulation, ...]) -> Laws:
        vocabulary, calendar = library.vocabulary(), library.working_calendar()
        return cls(tuple(compile_regulation(law, vocabulary, calendar) for law in laws))

    def joined(self, judgement: Judgement, case_file: CaseFile, *, at: datetime) -> Judgement:
        """The judgement, with what the laws say of the case."""
        asked = [judge for judge in self.judges if case_file.case.act in judge.regulation.acts]
        return judgement.joined([judge.judge(case_file, at=at) for judge in asked])


def chosen_laws(_ctx: click.Context, param: click.Parameter, values: tuple[Any, ...]) -> tuple[Regulation, ...]:
    """The option's value, given several times, or once with commas: ids of laws, or `all`."""
    names = [name for value in values for name in re.split(r"[,，、\s]+", value) if name]
    wanted = [law_id for name in names for law_id in (laws.law_ids() if name == ALL else (name,))]
    try:
        return tuple(laws.law(law_id) for law_id in dict.fromkeys(wanted))
    except library.LibraryError as error:
        hint = "；只写 --law 的，写在文件之后，或者写 --law all"
        raise click.BadParameter(f"{error}{hint}", param=param) from None

"""`--law`: national law judged beside the regulation of each case."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from zhiji.core.calendar import local_day
from zhiji.core.evaluation import compile_regulation
from zhiji.core.regulations import Version
from zhiji.external import laws, library

if TYPE_CHECKING:
    from datetime import datetime

    from zhiji.core.casefile import CaseFile
    from zhiji.core.evaluation import Judge, Judgement
    from zhiji.core.regulations.model import Regulation

ALL = "all"


@dataclass(frozen=True, slots=True)
class Laws:
    """Those asked for, each version compiled once; a law speaks of the cases of its own acts, from its first day on."""

    judges: tuple[Judge, ...] = ()

    @classmethod
    def of(cls, versions: tuple[Regulation, ...]) -> Laws:
        vocabulary, calendar = library.vocabulary(), library.working_calendar()
        return cls(tuple(compile_regulation(law, vocabulary, calendar) for law in versions))

    def joined(self, judgement: Judgement, case_file: CaseFile, *, at: datetime) -> Judgement:
        """The judgement, with what the laws say of the case that were in force when it opened."""
        opened, asked = local_day(case_file.case.opened_at), self.speaking_of(case_file)
        return judgement.joined(
            [replace(one.judge(case_file, at=at), versions=(Version.of(one.regulation, opened),)) for one in asked]
        )

    def speaking_of(self, case_file: CaseFile) -> list[Judge]:
        act, opened = case_file.case.act, local_day(case_file.case.opened_at)
        return [one for one in self.judges if act in one.regulation.acts and one.regulation.in_force_on(opened)]


def chosen_laws(_ctx: click.Context, param: click.Parameter, values: tuple[Any, ...]) -> tuple[Regulation, ...]:
    """The option's value, given several times, or once with commas: ids of laws, or `all`. All versions of each."""
    names = [name for value in values for name in re.split(r"[,，、\s]+", value) if name]
    wanted = [law_id for name in names for law_id in (laws.law_ids() if name == ALL else (name,))]
    try:
        return tuple(version for law_id in dict.fromkeys(wanted) for version in laws.versions(law_id))
    except library.LibraryError as error:
        hint = "；只写 --law 的，写在文件之后，或者写 --law all"
        raise click.BadParameter(f"{error}{hint}", param=param) from None

"""Commands that change an office: who acts, when, and how a refusal is said."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from zhiji.trail.actor import Actor

DATA = click.option("--data", type=click.Path(path_type=Path), metavar="文件夹", help="数据文件夹（默认 ./zhiji-data）")


class Refused(click.ClickException):
    """What was asked for does not fit the office."""

    exit_code = 2


class Doer(TypedDict):
    by: Actor
    at: datetime


@contextmanager
def acting(data: Path | None) -> Iterator[Doer]:
    """An open office, and who acts when; what the office refuses becomes one line and exit code 2."""
    from zhiji.cli.office import open_office, operator

    open_office(data)
    from zhiji.archive.errors import ArchiveError
    from zhiji.cases.errors import CaseNotFoundError
    from zhiji.compliance.errors import HolidayError
    from zhiji.external.clock import SystemClock
    from zhiji.external.signer import SignerError
    from zhiji.organisation.errors import OrganisationError
    from zhiji.rulebook.errors import RulebookError
    from zhiji.trail.anchoring.errors import AnchorError
    from zhiji.trail.errors import TrailError

    try:
        yield Doer(by=operator(), at=SystemClock().now())
    except (
        AnchorError,
        ArchiveError,
        CaseNotFoundError,
        HolidayError,
        OrganisationError,
        RulebookError,
        SignerError,
        TrailError,
    ) as error:
        raise Refused(str(error)) from error

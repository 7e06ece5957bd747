"""依法销毁 of single records: contents, salts and files go; row, entries and the reason why stay.

What remains elsewhere: backups and mirrors made before, until they are destroyed or renewed too; volumes that were exported;
on PostgreSQL the dead rows until VACUUM FULL, on a solid disk what its controller keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from zhiji.archive.errors import DestructionError
from zhiji.cases.models import Case
from zhiji.compliance.facts import case_file
from zhiji.compliance.judging import judge
from zhiji.core.calendar import local_day
from zhiji.documents.models import Document
from zhiji.evidence import custody
from zhiji.evidence.models import Intake, Recording, StoredFile
from zhiji.external.probe import Condition, Probe
from zhiji.organisation.permissions import Verb, require
from zhiji.organisation.roles import Role
from zhiji.trail import expunging, tracked
from zhiji.trail.errors import NothingToExpunge
from zhiji.trail.expunging import Warrant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from zhiji.organisation.models import Account
    from zhiji.trail.actions import Receipt
    from zhiji.trail.actor import Actor
    from zhiji.trail.tracked import Tracked

GONE = "（已依法销毁）"
_PROBED = Probe(condition=Condition.DESTROYED, detail="内容已依法销毁，只留下摘要和账目。").to_document()
_EMPTIED: dict[type[Tracked], dict[str, Any]] = {
    Document: {"text": "", "fields": {}, "method": None, "proves": GONE},
    Recording: {"method": None, "proves": GONE},
    Intake: {"name": GONE, "source": ""},
    StoredFile: {"condition": Condition.DESTROYED, "probed": _PROBED},
}
"""What of a row is content. The rest says that the record was, of what kind, when and by whom."""


@dataclass(frozen=True, slots=True)
class Order:
    """basis: article or order, with its number; authority: the office with the right to decide. Neither names a person.

    because_kept_long_enough: the basis is that the retention term ran out, which the rules must bear out.
    """

    basis: str
    authority: str
    because_kept_long_enough: bool = True


def destroy_records(
    case: Case, refs: Sequence[str], order: Order, approvers: tuple[Account, Account], *, by: Actor, at: datetime
) -> list[Receipt]:
    """Destroys the contents of records of a case, all of them or none. Raises DestructionError, NotAllowed."""
    warrant = Warrant(order.basis, order.authority, _approved(approvers))
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case.pk)
        if order.because_kept_long_enough:
            _require_kept_long_enough(case, refs, at)
        receipts = [_destroy(case, _record(case, ref), warrant, by=by, at=at) for ref in refs]
        transaction.on_commit(destroy_files)
    return receipts


def destroy_files() -> int:
    """Removes from the store what rows say was destroyed; how many. Does again what a killed process left undone."""
    names = StoredFile.objects.filter(condition=Condition.DESTROYED).values_list("name", flat=True)
    return sum(custody.store().destroy(name) for name in names.iterator())


def _approved(approvers: tuple[Account, Account]) -> tuple[Actor, Actor]:
    one, other = approvers
    for approver in approvers:
        require(approver, Verb.APPROVE_DESTRUCTION)
    if one.pk == other.pk:
        raise DestructionError("销毁须由两个人分别批准，不能由同一个账号批准两次。")
    if not any(approver.has_role(Role.SUPERVISOR) for approver in approvers):
        raise DestructionError("两位批准人中至少一位须是监督人员：销毁不能只由办案单位自己决定。")
    return one.actor, other.actor


def _require_kept_long_enough(case: Case, refs: Sequence[str], at: datetime) -> None:
    judgement = judge(case_file(case), at=at)
    until = {term.record: term.until for term in judgement.retention} if judgement else {}
    for ref in refs:
        end = until.get(ref)
        if end is None:
            raise DestructionError(
                f"记录 {ref} 没有按年月计算的保存期限，不能以期满为由销毁；有责令的请写明（--order）。"
            )
        if local_day(at) <= end:
            raise DestructionError(f"记录 {ref} 须保存到 {end:%Y-%m-%d}，还没有到期；有责令的请写明（--order）。")


def _record(case: Case, ref: str) -> Document | Recording:
    found = Document.objects.filter(case=case, ref=ref).first() or Recording.objects.filter(case=case, ref=ref).first()
    if found is None:
        raise DestructionError(f"案件 {case.number} 没有编号为“{ref}”的记录，请核对编号。")
    return found


def _destroy(case: Case, record: Document | Recording, warrant: Warrant, *, by: Actor, at: datetime) -> Receipt:
    rows = list(_rows(record))
    places = [place for row in rows for place in expunging.places_of(row, row.version + 1)]
    entries = {place.entry for place in places}
    for file in (row for row in rows if isinstance(row, StoredFile)):
        places += expunging.places_of_openings(sorted(entries), "file", sha256=file.sha256)
    for row in rows:
        tracked.update(row, **_EMPTIED[type(row)])
    try:
        return expunging.expunge(places, warrant, rows=rows, case_key=bytes(case.key), by=by, at=at)
    except NothingToExpunge as error:
        raise DestructionError(f"记录 {record.ref} 的内容先前已经销毁。") from error


def _rows(record: Document | Recording) -> Iterator[Tracked]:
    """The record and, of a recording, how it came and its file, unless the file is somebody else's too."""
    if _is_emptied(record):
        raise DestructionError(f"记录 {record.ref} 的内容先前已经销毁。")
    yield record
    if not isinstance(record, Recording) or record.file is None:
        return
    if record.intake:
        yield record.intake
    others = Recording.objects.filter(file=record.file).exclude(pk=record.pk).exists()
    arrivals = Intake.objects.filter(file=record.file).exclude(recording=record).exists()
    if not others and not arrivals:
        yield record.file


def _is_emptied(record: Document | Recording) -> bool:
    return record.proves == GONE

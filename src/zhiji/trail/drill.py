"""A drill: attacks on the ledger by somebody who has the database at hand, each undone after the audit has looked.

Only for a copy of an office: everything here does what must never happen.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection, models, transaction

from zhiji.core.ledger.canonical import canonical_bytes, parse_canonical
from zhiji.core.ledger.checkpoint import origin_of
from zhiji.core.ledger.commitment import commit
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.entry import EntryType
from zhiji.core.ledger.tree import Edge, leaf_hash
from zhiji.trail import actions, audit, checkpoints, queries, tracked
from zhiji.trail.actor import SYSTEM
from zhiji.trail.errors import TrailError
from zhiji.trail.models import CaseLink, Checkpoint, Entry, Node, Payload, RowVersion, Tombstone
from zhiji.trail.seat_belts import GUARDED, fasten, unfasten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from zhiji.trail.audit import Finding
    from zhiji.trail.tracked import Tracked

FORGED = "（演练改动）"


class NothingToAttack(TrailError):  # noqa: N818
    """The office holds too little for a drill."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is attacked: a row with its newest version, and where the log holds that. kept: checkpoints outside the office."""

    row: Tracked
    column: str
    entry: int
    position: int
    kept: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Attack:
    """One thing that is done. `run` returns when it is done; what it did is rolled back afterwards."""

    name: str
    told: str
    run: Callable[[Target], None]


def choose() -> Target:
    """The oldest newest version of a row with a text that an administrator might want to change. Signs first.

    Raises NothingToAttack.
    """
    kept = tuple(checkpoints.sign().values())
    known = {tracked.table_of(model): model for model in tracked.tracked_models()}
    for version in RowVersion.objects.filter(entry_id__gt=1).order_by("entry_id").iterator():
        model = known.get(version.table)
        column = _text_column(model) if model else None
        if model is None or column is None:
            continue
        row = tracked.rows_of(model).filter(pk=version.row, version=version.version).first()
        if row:
            return Target(row, column, version.entry_id, version.position, kept)
    raise NothingToAttack("这个数据文件夹里还没有可供演练的数据行；请先登记一些数据，或用演示单位演练。")


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back, the signer's memory with it."""
    with tempfile.TemporaryDirectory() as beside:
        kept = Path(shutil.copytree(checkpoints.keys_folder(), Path(beside, "keys")))
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            shutil.rmtree(checkpoints.keys_folder())
            shutil.copytree(kept, checkpoints.keys_folder())


def look(target: Target) -> list[Finding]:
    """What an audit with the checkpoint from outside finds in the ledger and the rows."""
    return list(audit.findings(audit.Tally(), outside=target.kept, sign=False, apps=False))


def edit_row(target: Target) -> None:
    said = getattr(target.row, target.column)
    tracked.rows_of(type(target.row)).filter(pk=target.row.pk).update(**{target.column: f"{said}{FORGED}"})


def edit_payload(target: Target) -> None:
    edit_row(target)
    payload = Payload.objects.filter(entry_id=target.entry, position=target.position)
    document = parse_canonical(bytes(payload.get().data))
    fields = document["fields"] if isinstance(document, dict) else {}
    if isinstance(fields, dict):
        fields[target.column] = f"{fields[target.column]}{FORGED}"
    with _belts_off():
        payload.update(data=canonical_bytes(document))


def edit_entry(target: Target) -> None:
    edit_payload(target)
    payload = Payload.objects.get(entry_id=target.entry, position=target.position)
    pair = commit(bytes(payload.data), salt=bytes(payload.salt))
    document = parse_canonical(queries.line(target.entry).body)
    if isinstance(document, dict) and isinstance(document["c"], list):
        document["c"][target.position] = [pair.sha256.hex(), pair.sm3.hex()]
    with _belts_off():
        Entry.objects.filter(index=target.entry).update(body=canonical_bytes(document))


def recompute(target: Target) -> None:
    edit_entry(target)
    with _belts_off():
        _rehash(target.entry)


def drop_checkpoints(target: Target) -> None:
    recompute(target)
    with _belts_off():
        Checkpoint.objects.filter(size__gt=target.entry).delete()


def sign_again(target: Target) -> None:
    drop_checkpoints(target)
    _forget_what_was_signed()
    _sign_all()


def cut_out_entry(target: Target) -> None:
    with _belts_off():
        for model in (Payload, RowVersion, CaseLink):
            model.objects.filter(entry_id=target.entry).delete()
        Entry.objects.filter(index=target.entry).delete()


def turn_clock_back(_target: Target) -> None:
    """A deed is entered as of a day ago, in the regular way."""
    last = queries.line(queries.size() - 1).entry.at
    actions.record(EntryType.CLOCK_CHECKED, by=SYSTEM, at=last - timedelta(days=1))
    _sign_all()


def restore_yesterday(_target: Target) -> None:
    """The database as it was at half its length, put back without a word."""
    size = queries.size() // 2
    touched = {(one.table, one.row) for one in RowVersion.objects.filter(entry_id__gte=size)}
    with _belts_off():
        for model in (Tombstone, Payload, RowVersion, CaseLink):
            model.objects.filter(entry_id__gte=size).delete()
        Checkpoint.objects.filter(size__gt=size).delete()
        for level in (8, 16, 24):
            Node.objects.filter(level=level, position__gte=size >> level).delete()
        Entry.objects.filter(index__gte=size).delete()
    for table, row in touched:
        _row_as_logged(table, row)


def restore_whole_machine(target: Target) -> None:
    restore_yesterday(target)
    _forget_what_was_signed()
    _sign_all()


LEDGER_ATTACKS = (
    Attack("改一行数据", "直接改数据库里的一行", edit_row),
    Attack("连附件一起改", "再改账本旁边存的原内容", edit_payload),
    Attack("连承诺一起改", "再算出新的承诺，写进账目", edit_entry),
    Attack("连散列一起改", "再重算叶子散列和全部内部节点", recompute),
    Attack("删掉检查点", "再删掉之后签过的检查点", drop_checkpoints),
    Attack("偷来密钥重签", "再抹掉签名器的记忆，用原来的密钥重签全部历史", sign_again),
    Attack("抽掉一条账目", "删去中间一条账目和它的附件", cut_out_entry),
    Attack("拨回时钟", "把系统时间拨回一天，按正常手续补登一件事", turn_clock_back),
    Attack("恢复旧备份", "不声不响换回旧的数据库", restore_yesterday),
    Attack("整机恢复旧备份", "数据库、签名器的记忆一起换回旧的", restore_whole_machine),
)


def _text_column(model: type[Tracked]) -> str | None:
    """A text that people write; keys of other rows and choices are left alone."""
    free = (models.TextField, models.CharField)
    names = [field.name for field in model._meta.concrete_fields if isinstance(field, free)]  # noqa: SLF001
    return next((name for name in ("title", "name", "text") if name in names), None)


@contextmanager
def _belts_off() -> Iterator[None]:
    """As a superuser can have it, and puts it back so that nobody sees it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    unfasten(connection, GUARDED)
    yield
    fasten(connection, GUARDED)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # rows that lean on one another go in any order


def _rehash(index: int) -> None:
    """Leaf, case index and every stored node above an entry, as if it had always said so."""
    body = bytes(Entry.objects.get(index=index).body)
    leaves = {algorithm: leaf_hash(algorithm, body) for algorithm in ALGORITHMS}
    Entry.objects.filter(index=index).update(**{f"leaf_{algorithm}": leaf for algorithm, leaf in leaves.items()})
    CaseLink.objects.filter(entry_id=index).update(leaf=leaves["sha256"])
    for algorithm in ALGORITHMS:
        edge = Edge(algorithm)
        for leaf in Entry.objects.order_by("index").values_list(f"leaf_{algorithm}", flat=True).iterator():
            for level, position, value in edge.push(bytes(leaf)):
                Node.objects.filter(algorithm=algorithm, level=level, position=position).update(hash=value)


def _forget_what_was_signed() -> None:
    for memory in checkpoints.keys_folder().iterdir():
        if memory.suffix != ".key":
            memory.unlink()


def _sign_all() -> None:
    """Signs the log as it stands, by whatever the signer still remembers."""
    signer, size = checkpoints.local_signer(), queries.size()
    for algorithm in ALGORITHMS:
        last = signer.last(algorithm)
        proof = queries.consistency_proof(algorithm, last.size, size) if last and last.size else []
        note = signer.sign_checkpoint(algorithm, size, queries.root(algorithm, size), proof)
        Checkpoint(origin=origin_of(signer.name, algorithm), size=size, note=note).save(force_insert=True)


def _row_as_logged(table: str, row: str) -> None:
    """A row as the log that is left knows it, or gone."""
    model = next(model for model in tracked.tracked_models() if tracked.table_of(model) == table)
    newest = RowVersion.objects.filter(table=table, row=row).order_by("-version").first()
    if newest is None:
        rows = tracked.rows_of(model).filter(pk=row)
        rows._raw_delete(rows.db)  # noqa: SLF001  (without asking what points to it)
        return
    payload = Payload.objects.get(entry_id=newest.entry_id, position=newest.position)
    content = parse_canonical(bytes(payload.data))
    if isinstance(content, dict):
        tracked.restore(content)

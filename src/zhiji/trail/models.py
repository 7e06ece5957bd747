"""The rows of the ledger. They are added, never changed: triggers hold it, the audit proves it.

The log itself is Entry; Node spares recomputing; CaseLink and RowVersion are indexes into the log; Payload holds what
the log only commits to, Tombstone says by which entry some of that was lawfully destroyed. All hashes are 32 raw bytes.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One line of the log. index: from 0, without a gap; body: the exact canonical bytes."""

    index = models.BigIntegerField(primary_key=True)
    body = models.BinaryField()
    leaf_sha256 = models.BinaryField(max_length=32)
    leaf_sm3 = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"#{self.index}"


class Node(models.Model):
    """The root of one complete subtree of 256, 65,536 or 16,777,216 leaves (level 8, 16, 24)."""

    pk = models.CompositePrimaryKey("algorithm", "level", "position")
    algorithm = models.CharField(max_length=8)
    level = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.algorithm} {self.level}/{self.position}"


class Checkpoint(models.Model):
    """A signed note over the head of one of the two trees."""

    pk = models.CompositePrimaryKey("origin", "size")
    origin = models.CharField(max_length=200)
    size = models.BigIntegerField()
    note = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Payload(models.Model):
    """What a commitment of an entry was made of. position: its place in the entry's list."""

    pk = models.CompositePrimaryKey("entry_id", "position")
    entry = models.ForeignKey(Entry, models.PROTECT, db_index=False, related_name="payloads")
    position = models.PositiveIntegerField()
    salt = models.BinaryField(max_length=32)
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"#{self.entry_id}/{self.position}"


class CaseLink(models.Model):
    """The entries of a case in order. leaf: the entry's SHA-256 leaf hash, which the next entry names."""

    pk = models.CompositePrimaryKey("case_key", "seq")
    case_key = models.BinaryField(max_length=32)
    seq = models.PositiveIntegerField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="case_link")
    leaf = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{bytes(self.case_key).hex()[:8]}/{self.seq}"


class RowVersion(models.Model):
    """Which payload holds version n of a row. table: database table; row: its primary key as text."""

    pk = models.CompositePrimaryKey("table", "row", "version")
    table = models.CharField(max_length=100)
    row = models.CharField(max_length=100)
    version = models.PositiveIntegerField()
    entry = models.ForeignKey(Entry, models.PROTECT, db_index=False, related_name="row_versions")
    position = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "position"], name="trail_row_version_payload"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row} v{self.version}"


class Tombstone(models.Model):
    """Stands where a payload was lawfully destroyed. by: the entry that lists it, with basis and authority."""

    pk = models.CompositePrimaryKey("entry_id", "position")
    entry = models.ForeignKey(Entry, models.PROTECT, db_index=False, related_name="tombstones")
    position = models.PositiveIntegerField()
    by = models.ForeignKey(Entry, models.PROTECT, related_name="destroyed")

    def __str__(self) -> str:
        return f"#{self.entry_id}/{self.position}"


LEDGER_MODELS: tuple[type[models.Model], ...] = (Entry, Node, Checkpoint, Payload, CaseLink, RowVersion, Tombstone)

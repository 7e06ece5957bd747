"""The rows of the ledger. They are added, never changed: triggers hold it, the audit proves it.

The log itself is Entry; Node spares recomputing; CaseLink and RowVersion are indexes into the log; Payload holds what
the log only commits to, Tombstone says by which entry some of that was lawfully destroyed. All hashes are 32 raw bytes.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zhiji.trail.tracked import Tracked


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


class Anchor(models.Model):
    """What an outsider gave for a checkpoint. entry: the one that holds the digest of `blob`; at: the outsider's claim.

    blob: a cosignature as the line of a note, or a time-stamp token in DER.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="anchor")
    kind = models.CharField(max_length=12)
    source = models.CharField(max_length=200)
    origin = models.CharField(max_length=200)
    size = models.BigIntegerField()
    at = models.DateTimeField()
    blob = models.BinaryField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["source", "-size"], name="trail_anchor_newest")]

    def __str__(self) -> str:
        return f"{self.source} {self.origin} {self.size}"


class Outsider(Tracked):
    """Who binds the log to the outside. failing_since: the first of the failures that no success has ended."""

    name = models.CharField(max_length=100, unique=True)
    url = models.CharField(max_length=500, blank=True)
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, blank=True)
    refused = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Witness(Outsider):
    """vkey: its public key; url: where it takes checkpoints, empty where files are exchanged. refused: it answered no."""

    vkey = models.CharField(max_length=300)


class TimestampAuthority(Outsider):
    """roots: PEM; policies: accepted OIDs, spaces between; identity: of SM2 signers (GM/T 0009), hex."""

    hash_name = models.CharField(max_length=8)
    roots = models.TextField()
    policies = models.CharField(max_length=500, blank=True)
    identity = models.CharField(max_length=200)


class LedgerReader(Tracked):
    """A machine of the supervising body that mirrors the log. token: SHA-256 of 32 random bytes that only it has, hex."""

    name = models.CharField(max_length=100, unique=True)
    token = models.CharField(max_length=64, unique=True)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class WitnessQuorum(Tracked):
    """One row: how many of the witnesses must have cosigned."""

    count = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return str(self.count)


LEDGER_MODELS: tuple[type[models.Model], ...] = (
    Entry,
    Node,
    Checkpoint,
    Payload,
    CaseLink,
    RowVersion,
    Tombstone,
    Anchor,
)

"""What an export can refuse; each message is one Chinese sentence."""

from __future__ import annotations


class ArchiveError(Exception):
    """Nothing was exported, and nothing of it is left behind."""


class DestructionError(ArchiveError):
    """What was to be destroyed may not be, or is gone already."""


class DrillError(ArchiveError):
    """There is nothing, or no room, to drill on."""


class MirrorError(ArchiveError):
    """A mirror or a backup cannot be written, read or used."""


class TargetError(ArchiveError):
    """The volume cannot be written where it was asked for."""


class CaseAlteredError(ArchiveError):
    """The data of a case are not what was recorded."""


class EvidenceAlteredError(ArchiveError):
    """A stored file is gone or is not what was received."""

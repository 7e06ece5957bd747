"""What can go wrong when the trail is written or read."""

from __future__ import annotations


class TrailError(Exception):
    """Base of the trail's errors. The message is one Chinese sentence."""


class StaleRow(TrailError):  # noqa: N818  (reads as what it is)
    """Somebody else changed the row since it was read."""


class OutsideTransaction(TrailError):  # noqa: N818
    """An entry can only be written inside the transaction of what it records."""


class NoSuchEntry(TrailError):  # noqa: N818
    """The log has no such entry or tree size."""


class KeysUnknown(TrailError):  # noqa: N818
    """The signer's keys are not those that the log knows."""


class NothingToExpunge(TrailError):  # noqa: N818
    """What was to be destroyed is not there."""


class JournalBroken(TrailError):  # noqa: N818
    """A journal of entries does not continue the log it is to be played back into."""

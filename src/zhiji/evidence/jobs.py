"""What happens to evidence by itself."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from zhiji.core.ledger.entry import EntryType
from zhiji.evidence import uploads
from zhiji.evidence.fixity import check_files
from zhiji.evidence.models import StoredFile
from zhiji.external.clock import SystemClock
from zhiji.trail.actions import record
from zhiji.trail.actor import SYSTEM
from zhiji.trail.audit import Tally

log = logging.getLogger(__name__)
RECHECK_AFTER = timedelta(days=1)


def sweep_expired_uploads() -> None:
    """Finish what a killed process left whole; remove what nobody went on with. Safe to run twice at the same time."""
    uploads.sweep(at=SystemClock().now())


def recheck_files() -> None:
    """Re-read every stored file once a day, and enter in the log how many were read and how many do not hold.

    The moment of the last check is a file's, so that a restarted worker does not begin anew.
    """
    now = SystemClock().now()
    stamp = Path(settings.DATA_DIR) / "rechecked"
    if stamp.exists() and now - datetime.fromtimestamp(stamp.stat().st_mtime, UTC) < RECHECK_AFTER:
        return
    stamp.touch()
    tally = Tally()
    faults = list(check_files(tally))
    for fault in faults:
        log.error("证据文件复核：%s（%s）。%s", fault.sentence, fault.where, fault.what_to_do)
    if tally.files:
        facts = {"files": tally.files, "of": StoredFile.objects.count(), "faults": len(faults)}
        with transaction.atomic():
            record(EntryType.FIXITY_CHECKED, by=SYSTEM, at=SystemClock().now(), facts=facts)

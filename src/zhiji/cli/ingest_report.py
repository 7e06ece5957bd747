"""What `zhiji ingest` prints: a line for each file and a sum, or one document `zhiji-ingest/1`."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from zhiji.evidence.folders import Outcome
    from zhiji.evidence.models import StoredFile

FORMAT = "zhiji-ingest/1"
TAKEN, KNOWN, REFUSED = "已收", "重复", "未收"
SOUND = "完好"


class Report:
    """Lines as they come; the document at the end."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._documents: list[dict[str, Any]] = []
        self._statuses: Counter[str] = Counter()
        self._conditions: Counter[str] = Counter()

    @property
    def refused(self) -> int:
        return self._statuses[REFUSED]

    def add(self, outcome: Outcome) -> None:
        document = _document(outcome)
        self._statuses[document["status"]] += 1
        if document["status"] == TAKEN and document["condition"] != SOUND:
            self._conditions[document["condition"]] += 1
        if self._as_json:
            self._documents.append(document)
        else:
            click.echo(_line(document))

    def close(self, passed_over: int) -> None:
        summary = {**{status: self._statuses[status] for status in (TAKEN, KNOWN, REFUSED)}, "跳过": passed_over}
        if self._as_json:
            click.echo(
                json.dumps(
                    {"format": FORMAT, "files": self._documents, "summary": summary}, ensure_ascii=False, indent=1
                )
            )
        else:
            click.echo(_sum(summary, self._conditions))


def _document(outcome: Outcome) -> dict[str, Any]:
    from zhiji.core.calendar import SHANGHAI
    from zhiji.evidence.names import readable_path

    path = readable_path(outcome.found.path)
    if outcome.receipt is None:
        return {"path": path, "status": REFUSED, "problem": outcome.problem}
    intake, receipt = outcome.receipt.intake, outcome.receipt
    return {
        "path": path,
        "status": KNOWN if receipt.known or intake.duplicate else TAKEN,
        "condition": intake.file.condition,
        "detail": _detail(intake.name, intake.file),
        "media_type": intake.file.media_type,
        "size": intake.file.size,
        "sha256": intake.file.sha256,
        "sm3": intake.file.sm3,
        "made_at": intake.made_at.astimezone(SHANGHAI).isoformat(),
        "made_at_from": intake.made_at_from,
        "case": intake.case.number if intake.case else None,
        "recording": receipt.recording.ref if receipt.recording else None,
        "intake": intake.pk,
        "entry": receipt.entry,
    }


def _detail(name: str, file: StoredFile) -> str | None:
    from zhiji.external.media_type import extension_contradicts

    if file.condition == SOUND and extension_contradicts(name, file.media_type):
        return f"扩展名与内容不符，内容是 {file.media_type}。"
    return file.probe.detail or None


def _line(document: dict[str, Any]) -> str:
    if document["status"] == REFUSED:
        return f"{REFUSED}  {document['path']}  {document['problem']}"
    sound = document["condition"] == SOUND
    word = document["status"] if sound or document["status"] == KNOWN else document["condition"]
    return "  ".join(filter(None, (word, document["path"], document["media_type"], document["detail"])))


def _sum(summary: dict[str, int], conditions: Counter[str]) -> str:
    marked = "、".join(f"{condition} {count}" for condition, count in sorted(conditions.items()))
    parts = [f"{TAKEN} {summary[TAKEN]} 个" + (f"（其中{marked}）" if marked else "")]
    parts += [f"{status} {summary[status]} 个" for status in (KNOWN, REFUSED) if summary[status]]
    if summary["跳过"]:
        parts.append(f"跳过隐藏文件、链接和设备 {summary['跳过']} 个")
    return f"{'，'.join(parts)}。"

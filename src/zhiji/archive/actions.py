"""What a person does with a volume: export it."""

from __future__ import annotations

import json
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from zhiji.archive.anchors import write_anchors, write_case_index, write_history, write_tlog_proof
from zhiji.archive.bag import BagWriter
from zhiji.archive.binding import anchors_for
from zhiji.archive.catalogue import Contents, Held, catalogue, file_name
from zhiji.archive.errors import EvidenceAlteredError, TargetError
from zhiji.archive.inventory import Inventory
from zhiji.archive.queries import exhibits
from zhiji.archive.seal import Keys, Proven, volume_opening, write_export_note, write_ledger
from zhiji.archive.soundness import readable, refuse_unsound
from zhiji.archive.start_page import Exported, start_page
from zhiji.cases.models import Case
from zhiji.cases.queries import struck_parts
from zhiji.compliance.facts import case_file, head
from zhiji.compliance.judging import judge
from zhiji.core.casefile import to_document
from zhiji.core.ledger.checkpoint import parse_checkpoint
from zhiji.core.ledger.digests import ALGORITHMS, Digests
from zhiji.core.ledger.entry import EntryType
from zhiji.core.ledger.note import parse_note
from zhiji.documents.issuing import page_of
from zhiji.documents.queries import documents_of
from zhiji.evidence import custody
from zhiji.external import library
from zhiji.external.os_reasons import os_reason
from zhiji.external.signer.protocol import TREES
from zhiji.external.store import StoreError
from zhiji.rulebook.queries import current
from zhiji.trail import actions as trail
from zhiji.trail import case_index, checkpoints, keys, queries
from zhiji.trail.anchoring import queries as anchoring
from zhiji.trail.anchoring import rounds
from zhiji.trail.anchoring.standing import standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from zhiji.archive.queries import Exhibit
    from zhiji.core.casefile.model import CaseFile
    from zhiji.external.signer import Signer
    from zhiji.trail.actor import Actor
    from zhiji.trail.queries import Line


@dataclass(frozen=True, slots=True)
class VolumeReport:
    """A volume that lies at `path`. `entry`: number of the export's entry in the log; `size`: bytes of all `files`."""

    path: Path
    case: str
    files: int
    size: int
    entry: int
    fingerprint: str


def export_volume(case: Case, target: Path, *, by: Actor, at: datetime, signer: Signer | None = None) -> VolumeReport:
    """Writes the case as a sealed volume to `target`, which must not be there, or be an empty folder.

    The export is entered in the log first and a checkpoint signed that covers it; the volume carries both. It appears
    whole or not at all. Not inside a transaction. Raises TargetError, EvidenceAlteredError where a stored file is not
    what came in, CaseAlteredError where its data are not what was recorded: a volume that would not hold is never
    handed out.
    """
    signer = signer or checkpoints.local_signer()
    with _written_beside(target) as folder, readable(case.number):
        export = _Export(case, BagWriter(folder), signer, by, at)
        export.copy_exhibits()
        entry = export.enter()
        export.seal(entry)
        refuse_unsound(folder, case.number)
    return VolumeReport(
        path=target,
        case=case.number,
        files=len(export.bag.sizes),
        size=sum(export.bag.sizes.values()),
        entry=entry,
        fingerprint=export.exported.fingerprint,
    )


@contextmanager
def _written_beside(target: Path) -> Iterator[Path]:
    """A new folder that takes the place of `target` at the end, or is gone."""
    folder = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    try:
        if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
            raise TargetError(f"{target} 已经存在，案卷包不覆盖任何东西；请换一个还没有的文件夹。")
        folder.mkdir(parents=True)
        yield folder
        folder.rename(target)
    except OSError as error:
        raise TargetError(
            f"案卷包写不到 {target}（{os_reason(error)}）；请检查磁盘空间和写入权限后重新导出。"
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Export:
    """One export under way: a case, a bag, and who does it when."""

    def __init__(self, case: Case, bag: BagWriter, signer: Signer, by: Actor, at: datetime) -> None:
        self.case, self.bag, self.signer, self.by, self.at = case, bag, signer, by, at
        beside = [(name, key) for name, purpose in TREES.items() for key in signer.verifiers(purpose)[1:]]
        self.keys = Keys(signer.verifier(), signer.verifier("sm3"), signer.verifier("export"), tuple(beside))
        self.exported = Exported(at, by.name, self.keys.sha256, _judged_by(case), standing(now=at))
        self.index = -1  # number of the case index's entry, once it is written

    def copy_exhibits(self) -> None:
        """Copies the files of the case that are not in the bag yet: most of them before the log is locked."""
        for exhibit in exhibits(self.case):
            if f"data/{exhibit.path}" not in self.bag.sizes:
                self._copy(exhibit)

    def _copy(self, exhibit: Exhibit) -> None:
        file = exhibit.file
        known = f"证据“{exhibit.name}”（{exhibit.record or '未编入记录'}）"
        try:
            found = self.bag.copy(f"data/{exhibit.path}", custody.store().read(file.name))
        except StoreError as error:
            raise EvidenceAlteredError(f"{known}读不出来，没有导出案卷：{error}") from error
        if found != Digests(bytes.fromhex(file.sha256), bytes.fromhex(file.sm3)):
            raise EvidenceAlteredError(
                f"{known}与入库时登记的摘要不符，没有导出案卷；请运行 zhiji audit 核查，用备份恢复原件后再导出。"
            )

    @transaction.atomic
    def enter(self) -> int:
        """Writes data/ as the case is now and enters the export in the log; the entry's number."""
        self.case = Case.objects.select_for_update().get(pk=self.case.pk)
        self.copy_exhibits()
        self._write_payload(case_file(self.case))
        self.index = case_index.write(at=self.at).index
        opening = volume_opening(self.case.number, self.keys, self.bag.write_payload_manifests())
        key = bytes(self.case.key)
        exported = EntryType.VOLUME_EXPORTED
        return trail.record(exported, by=self.by, at=self.at, case_key=key, openings=[opening]).index

    def _write_surroundings(self, size: int) -> None:
        """The office's own entries that a reader needs: about keys, and the newest case index."""
        about = [line for line in queries.lines_of_case(keys.CHAIN) if line.index < size]
        write_history(self.bag, [_proven(line, size) for line in about])
        index = case_index.prove(bytes(self.case.key), self.index)
        write_case_index(self.bag, _proven(queries.line(self.index), size), index)

    def _write_payload(self, file: CaseFile) -> None:
        stated, judgement = to_document(file), judge(file, at=self.at)
        documents = self._write_documents({record["id"]: record for record in stated["records"]})
        found = list(exhibits(self.case))
        held = {exhibit.record: _held(exhibit) for exhibit in found if exhibit.record is not None}
        items = catalogue(file, Contents(documents, held), library.vocabulary())
        loose = tuple(exhibit for exhibit in found if exhibit.record is None)
        inventory = Inventory(tuple(items), loose, tuple(struck_parts(self.case)))
        self._write_json("case", stated)
        if judgement:
            self._write_json("findings", judgement.to_document())
        self._write_json("catalogue", inventory.to_document())
        self.bag.write("data/index.html", start_page(file, inventory, judgement, self.exported))

    def _write_documents(self, records: Mapping[str, Mapping[str, Any]]) -> Mapping[str, tuple[str, ...]]:
        """Each document as a page and as data; their paths by record id."""
        case = Case.objects.prefetch_related("parties", "officers").get(pk=self.case.pk)
        written = {}
        for document in documents_of(case):
            stem = f"documents/{file_name(document.ref, document.pk)}"
            self.bag.write(f"data/{stem}.html", page_of(document, case))
            self._write_json(stem, {**records[document.ref], "text": document.text})
            written[document.ref] = (f"{stem}.html", f"{stem}.json")
        return written

    def _write_json(self, stem: str, document: Mapping[str, Any]) -> None:
        self.bag.write(f"data/{stem}.json", json.dumps(document, ensure_ascii=False, indent=1) + "\n")

    def seal(self, entry: int) -> None:
        """Adds the log's side, as of a checkpoint that covers the export, and signs the whole."""
        notes = checkpoints.sign(self.signer)
        size = parse_checkpoint(parse_note(notes["sha256"]).text).size
        lines = [line for line in queries.lines_of_case(bytes(self.case.key)) if line.index <= entry]
        proven = [_proven(line, size) for line in lines]
        write_ledger(self.bag, proven, notes, self.keys)
        self._write_surroundings(size)
        write_tlog_proof(self.bag, proven[-1], notes["sha256"])
        self._write_anchors(size, covering=lines[-2].index + 1)
        tags = self.bag.write_tag_manifests(
            {
                "Source-Organization": self.case.unit_name,
                "External-Identifier": self.case.number,
                "External-Description": self.case.title,
                "Bagging-Date": f"{self.at:%Y-%m-%d}",
                "Bag-Software-Agent": "zhiji",
            }
        )
        write_export_note(self.bag, tags, lambda text: self.signer.sign_text("export", text))

    def _write_anchors(self, size: int, *, covering: int) -> None:
        """What outsiders give for this checkpoint now, and gave for earlier ones. covering: all but the export itself."""
        rounds.everybody(at=self.at)
        since = partial(queries.consistency_proof, new=size)
        if anchors := list(anchors_for(size, covering)):
            write_anchors(self.bag, anchors, size=size, consistency=since)
            self.bag.write("anchors/policy.txt", str(anchoring.policy()))


def _proven(line: Line, size: int) -> Proven:
    return Proven(line, {name: queries.inclusion_proof(name, line.index, size) for name in ALGORITHMS})


def _held(exhibit: Exhibit) -> Held:
    file = exhibit.file
    return Held(exhibit.path, file.size, file.media_type, file.probe.duration)


def _judged_by(case: Case) -> str:
    """The names of the regulation and the laws; the regulation's id where the office does not have it."""
    found = current().speaking_of(head(case))
    return "、".join(f"《{one.title}》（{one.reference}）" for one in found) or case.regulation

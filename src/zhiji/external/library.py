"""The data that comes with the product: vocabulary, regulations and their texts, working-day notices.

In an installed wheel it lies in `zhiji/_data`, in a working copy at the top of the repository.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from zhiji.core import regulations
from zhiji.core.calendar import Notice, NoticeError, WorkingCalendar, read_notice
from zhiji.core.regulations.succession import RuleFile
from zhiji.core.vocabulary import Vocabulary, parse_vocabulary

if TYPE_CHECKING:
    from datetime import date

    from zhiji.core.regulations.model import Regulation

PACKAGE = Path(__file__).parents[1]
VOCABULARY_FILE = "vocabulary.yaml"


class LibraryError(LookupError):
    """Something asked for that the library does not hold; the message is a Chinese sentence."""


def data_folder(name: str) -> Path:
    """`rules` or `calendar`."""
    packaged = PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else PACKAGE.parents[1] / name


@lru_cache
def vocabulary() -> Vocabulary:
    return parse_vocabulary((data_folder("rules") / VOCABULARY_FILE).read_text(encoding="utf-8"))


def regulation_ids() -> tuple[str, ...]:
    """In alphabetical order."""
    return ids_in(data_folder("rules"))


def regulation(regulation_id: str, *, on: date | None = None) -> Regulation:
    """The version in force on that day (`applicable`), by default the newest. Raises `LibraryError`."""
    found = versions(regulation_id)
    return regulations.applicable(found, on) if on else found[-1]


def versions(regulation_id: str) -> tuple[Regulation, ...]:
    """Oldest first. Raises `LibraryError` for an unknown id."""
    if regulation_id not in regulation_ids():
        raise LibraryError(f"没有制度“{regulation_id}”，可用：{'、'.join(regulation_ids()) or '无'}")
    return versions_in(data_folder("rules"), regulation_id)


@lru_cache
def ids_in(folder: Path) -> tuple[str, ...]:
    """The regulations of a folder of rule files."""
    names = {file.stem.partition("@")[0] for file in folder.glob("*.yaml") if file.name != VOCABULARY_FILE}
    return tuple(sorted(names))


@lru_cache
def versions_in(folder: Path, regulation_id: str) -> tuple[Regulation, ...]:
    return regulations.in_order(map(regulation_file, files_of(folder, regulation_id)))


def files_of(folder: Path, regulation_id: str) -> list[Path]:
    """<id>.yaml is the newest version, <id>@<day on which it took force>.yaml each earlier one."""
    newest = folder / f"{regulation_id}.yaml"
    return [*sorted(folder.glob(f"{regulation_id}@*.yaml")), *([newest] if newest.is_file() else [])]


def regulation_file(path: Path) -> Regulation:
    """A bureau's own file. Raises `RuleFileError` for its content, OSError and UnicodeDecodeError for the file."""
    return read_rules(path.read_bytes(), source=str(path))


def read_rules(data: bytes, *, source: str) -> Regulation:
    """The bytes of a rule file. Raises `RuleFileError` and UnicodeDecodeError."""
    text = data.decode("utf-8").replace("\r\n", "\n")
    found = regulations.read_regulation(text, vocabulary(), source=source)
    return replace(found, sha256=hashlib.sha256(data).hexdigest())


def succession(path: Path) -> list[RuleFile]:
    """The file with the other versions of its regulation that lie beside it; a file under any other name is alone.

    Raises as `regulation_file` does.
    """
    own = regulation_file(path)
    named = path.stem.partition("@")[0] == own.id
    files = files_of(path.parent, own.id) if named else []
    return [RuleFile(file.stem, str(file), file.read_text(encoding="utf-8"), regulation_file(file)) for file in files]


@lru_cache
def working_calendar() -> WorkingCalendar:
    return WorkingCalendar(_notice(file) for file in sorted(data_folder("calendar").glob("*.yaml")))


def _notice(file: Path) -> Notice:
    try:
        return read_notice(file.read_text(encoding="utf-8"))
    except NoticeError as error:
        raise NoticeError(f"{file}：{error}") from None


def article_text(regulation: Regulation, article: str) -> str:
    """The words of an article as issued, or "" where the library has no text of that version."""
    text = text_of(regulation)
    return regulations.article_text(text, article) if text else ""


def text_of(regulation: Regulation) -> str:
    """The whole text of that version as issued, or "" where the library has none."""
    newest = regulation.id in regulation_ids() and versions(regulation.id)[-1].sha256 == regulation.sha256
    file = data_folder("rules") / "texts" / f"{regulation.id if newest else regulation.reference}.txt"
    return file.read_text(encoding="utf-8") if file.is_file() else ""

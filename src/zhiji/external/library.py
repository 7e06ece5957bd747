"""The data that comes with the product: vocabulary, regulations and their texts, working-day notices.

In an installed wheel it lies in `zhiji/_data`, in a working copy at the top of the repository.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from zhiji.core import regulations
from zhiji.core.calendar import Notice, NoticeError, WorkingCalendar, read_notice
from zhiji.core.vocabulary import Vocabulary, parse_vocabulary

if TYPE_CHECKING:
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


@lru_cache
def regulation_ids() -> tuple[str, ...]:
    """In alphabetical order."""
    files = data_folder("rules").glob("*.yaml")
    return tuple(sorted(file.stem for file in files if file.name != VOCABULARY_FILE))


@lru_cache
def regulation(regulation_id: str) -> Regulation:
    """Raises `LibraryError` for an unknown id."""
    if regulation_id not in regulation_ids():
        raise LibraryError(f"没有制度“{regulation_id}”，可用：{'、'.join(regulation_ids()) or '无'}")
    return regulation_file(data_folder("rules") / f"{regulation_id}.yaml")


def regulation_file(path: Path) -> Regulation:
    """A bureau's own file. Raises `RuleFileError` for its content, OSError and UnicodeDecodeError for the file."""
    return regulations.read_regulation(path.read_text(encoding="utf-8"), vocabulary(), source=str(path))


@lru_cache
def working_calendar() -> WorkingCalendar:
    return WorkingCalendar.from_notices(_notice(file) for file in sorted(data_folder("calendar").glob("*.yaml")))


def _notice(file: Path) -> Notice:
    try:
        return read_notice(file.read_text(encoding="utf-8"))
    except NoticeError as error:
        raise NoticeError(f"{file}：{error}") from None


def article_text(regulation_id: str, article: str) -> str:
    """The words of an article as issued, or "" where the library has no text of the regulation."""
    text = regulation_text(regulation_id)
    return regulations.article_text(text, article) if text else ""


def regulation_text(regulation_id: str) -> str:
    """The whole text as issued, or "" where the library has none."""
    file = data_folder("rules") / "texts" / f"{regulation_id}.txt"
    return file.read_text(encoding="utf-8") if file.is_file() else ""

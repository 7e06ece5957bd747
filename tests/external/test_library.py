from __future__ import annotations

from pathlib import Path

import pytest

from zhiji.external import laws, library
from zhiji.external.library import LibraryError

CALENDAR_PAGE = Path(__file__).parents[2] / "docs/formats/calendar.md"


def test_the_data_lies_beside_the_code_or_in_the_package():
    assert (library.data_folder("rules") / "vocabulary.yaml").is_file()
    assert (library.data_folder("calendar") / "2026.yaml").is_file()


def test_what_was_read_once_is_not_read_again():
    assert library.vocabulary() is library.vocabulary()
    assert library.working_calendar() is library.working_calendar()


def test_the_regulations_are_named_without_the_vocabulary():
    assert "fuzhou-cg" in library.regulation_ids()
    assert "vocabulary" not in library.regulation_ids()


@pytest.mark.parametrize("name", library.regulation_ids())
def test_every_regulation_that_ships_can_be_read(name):
    assert library.regulation(name).id == name


def test_an_unknown_regulation_is_refused_with_those_there_are():
    with pytest.raises(LibraryError, match=r"没有制度“fuzhou”，可用：.*fuzhou-cg"):
        library.regulation("fuzhou")


def test_the_words_of_an_article_can_be_shown():
    assert library.article_text(library.regulation("fuzhou-cg"), "第五条（二）").startswith("第五条")
    assert library.article_text(laws.law("law-penalty"), "第四十五条") == ""


def test_the_notice_in_the_documentation_is_the_one_that_ships():
    assert (library.data_folder("calendar") / "2026.yaml").read_text(encoding="utf-8") in CALENDAR_PAGE.read_text(
        encoding="utf-8"
    )

"""docs/formats/ledger.md, held against the code."""

import re
from pathlib import Path

import pytest

from zhiji.core.ledger.entry import EntryType
from zhiji.trail.audit.findings import _CATALOGUE
from zhiji.trail.models import LEDGER_MODELS

PAGE = Path("docs/formats/ledger.md").read_text("utf-8")


@pytest.mark.parametrize("kind", EntryType)
def test_every_entry_type_is_on_the_page_with_its_label(kind):
    assert f"| `{kind}` | {kind.label} |" in PAGE


def test_the_page_names_no_other_entry_type():
    assert set(re.findall(r"\| `([a-z]+\.[a-z]+)` \|", PAGE)) == {str(kind) for kind in EntryType}


def test_every_finding_is_on_the_page_and_no_other():
    assert set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", PAGE)) == set(_CATALOGUE)


@pytest.mark.parametrize("model", LEDGER_MODELS)
def test_every_table_is_on_the_page(model):
    assert f"`{model._meta.db_table}`" in PAGE

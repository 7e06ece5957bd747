"""The documents that describe the house, held against the house."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "zhiji"
PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/dependencies.md", "docs/glossary.md"]


def packages() -> list[str]:
    return sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


@pytest.mark.parametrize("package", packages())
def test_every_package_stands_on_the_map(package: str) -> None:
    assert re.search(rf"\b{package}\b", (ROOT / "ARCHITECTURE.md").read_text("utf-8"))


@pytest.mark.parametrize("package", packages())
def test_every_package_says_what_it_is_for(package: str) -> None:
    first = (SOURCE / package / "__init__.py").read_text("utf-8").splitlines()[0]
    assert len(first.strip('"')) > 15


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    base = (ROOT / page).parent
    links = re.findall(r"\]\((?!http|#)([^)#]+)", (ROOT / page).read_text("utf-8"))
    assert [link for link in links if not (base / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_targets_named_in_the_pages_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", (ROOT / page).read_text("utf-8")))
    assert named <= targets


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    specs = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["postgres"]]
    for group in project["dependency-groups"].values():
        specs += group
    package_json = json.loads((ROOT / "islands" / "package.json").read_text("utf-8"))
    names = {re.split(r"[\[~=><; ]", spec)[0] for spec in specs}
    names |= {*package_json.get("dependencies", {}), *package_json.get("devDependencies", {})}
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    assert sorted(name for name in names if name.lower() not in text) == []


def test_identifiers_of_the_glossary_are_used() -> None:
    rows = re.findall(
        r"^\| [^|]+ \| ([^|]*`[^|]+) \|", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE
    )
    names = {name for row in rows for name in re.findall(r"`([A-Za-z_]+)`", row)} - {"identifier"}
    situations = ROOT / "tests" / "rules"  # lawyers read these, too
    code = "\n".join(path.read_text("utf-8") for folder in (SOURCE, situations) for path in folder.rglob("*.py"))
    assert len(names) > 30
    assert sorted(name for name in names if not re.search(rf"\b{name}\b", code)) == []


def test_the_core_loads_without_django_or_the_outside() -> None:
    program = (
        "import importlib, pkgutil, sys, zhiji.core\n"
        "for module in pkgutil.walk_packages(zhiji.core.__path__, 'zhiji.core.'): importlib.import_module(module.name)\n"
        "print([name for name in ('django', 'sqlite3', 'socket', 'subprocess', 'zhiji.external') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_module_holds_two_subjects() -> None:
    # The verifier is one file because it travels alone inside a volume.
    excused = {"volume_verifier.py"}
    long = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and path.name not in excused
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}

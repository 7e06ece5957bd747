"""Every page, light and dark, at the desk and on a phone: readable by everybody, nothing sticking out, no error."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import LEGAL, OFFICER, SUPERVISOR, UNIT_HEAD

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}


def addresses(page) -> list[str]:
    """The pages of an office, those of a case for the first one that has a film and a paper."""
    page.goto("/cases/")
    case = page.locator("[data-row] a").first.get_attribute("href")
    page.goto(case)
    records = page.locator("a.mark").evaluate_all("marks => marks.map(mark => mark.getAttribute('href'))")
    event = page.locator(".event h4 a").first
    why = page.locator(".line .why footer a").first.get_attribute("href")
    found = [
        "/",
        "/account",
        "/cases/",
        "/cases/?q=没有这样的案件",
        "/cases/new",
        case,
        f"{case}#time",
        why,
        *dict.fromkeys(records),
    ]
    found += [
        f"{case}/{end}"
        for end in ("trail", "rejudge", "close", "events/new", "documents/new", "upload", "approvals/new")
    ]
    found += [f"{case}/parties/new", f"{case}/officers/new"]
    found += [f"{case}/events/new?type=送达", f"{case}/documents/new?type=立案审批表"]
    found += [event.get_attribute("href")] if event.count() else []
    found += [
        "/intakes/",
        "/regulations/",
        "/regulations/fuzhou-cg",
        "/regulations/fuzhou-cg/第二十四条第二款",
        "/regulations/fuzhou-cg/compare/linyi-kj",
        "/nowhere",
    ]
    return found


def faults(page, address: str) -> list[str]:
    page.goto(address)
    results = Axe().run(page)
    said = [f"{address}: {each['id']} {each['nodes'][0]['html'][:160]}" for each in results.response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return said + ([f"{address}: {wide} px too wide"] if wide > 0 else [])


def collect_errors(page) -> list[str]:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if is_fault(message) else None)
    return errors


def is_fault(message) -> bool:
    """A page that says 404 on purpose is no fault."""
    return message.type == "error" and not re.search(r"status of 40[34]", message.text)


@pytest.mark.parametrize(("device", "theme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
def test_every_page_is_readable_and_fits(new_context, sign_in, device, theme):
    page = new_context(color_scheme=theme, **device).new_page()
    errors = collect_errors(page)
    login = faults(page, "/login")
    sign_in(page, OFFICER)
    assert login + [fault for address in addresses(page) for fault in faults(page, address)] == []
    assert errors == []


@pytest.mark.parametrize(
    ("who", "address"),
    [
        (UNIT_HEAD, "/approvals/"),
        (SUPERVISOR, "/ledger/"),
        (SUPERVISOR, "/ledger/entries/"),
        (SUPERVISOR, "/ledger/checkpoints"),
        (LEGAL, "/holidays/"),
        (LEGAL, "/holidays/2026"),
    ],
)
def test_pages_of_other_roles_too(new_context, sign_in, who, address):
    page = new_context().new_page()
    sign_in(page, who)
    assert faults(page, address) == []
    first = page.locator("[data-row] a").first
    if first.count():
        assert faults(page, first.get_attribute("href")) == []

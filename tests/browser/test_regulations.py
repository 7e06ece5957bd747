"""The legal reviewer takes a law into use, tries a draft on past cases and follows what it would change."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import LEGAL
from tests.browser.test_every_page import DESK, PHONE, collect_errors, faults

from zhiji.external import library

pytestmark = pytest.mark.browser


@pytest.fixture
def draft(tmp_path):
    """The office's regulation, with one more paper for each inspection."""
    text = (library.data_folder("rules") / "fuzhou-cg.yaml").read_text(encoding="utf-8")
    film = "11-2: {要旨: 现场检查同时音像记录, 应有记录: 音像}"
    assert film in text
    path = tmp_path / "草案.yaml"
    more = f"{film}\n        11-20: {{要旨: 现场检查制作勘验笔录, 环节: 现场检查, 应有文书: 现场勘验笔录}}"
    path.write_text(text.replace(film, more), encoding="utf-8")
    return path


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_a_draft_is_tried_on_past_cases(new_context, sign_in, draft, device):
    page = new_context(**device).new_page()
    errors = collect_errors(page)
    sign_in(page, LEGAL)
    page.goto("/regulations/")
    page.get_by_role("link", name="草案比对").click()
    page.get_by_label("草案").set_input_files(draft)
    page.get_by_role("button", name="开始比对").click()
    page.wait_for_url(re.compile(r"/regulations/trials/\d+$"))
    expect(page.get_by_role("heading", name="现场检查制作勘验笔录")).to_be_visible()
    found = [fault for address in (page.url, "/regulations/trials/") for fault in faults(page, address)]
    page.goto("/regulations/trials/")
    page.get_by_role("link", name="福州市城市管理委员会").first.click()
    page.get_by_role("link", name=re.compile(r"^C-\d{4}-\d+$")).first.click()
    page.get_by_role("link", name="按别的版本、别的制度比对").click()
    page.get_by_label("按哪一版").select_option(label="临沂市科学技术局行政执法全过程记录办法")
    page.get_by_role("button", name="比对").click()
    expect(page.get_by_text("只作比较，不改原判定")).to_be_visible()
    assert found + faults(page, page.url) == []
    assert errors == []


def test_a_law_is_taken_into_use_and_seen_in_the_list(page, sign_in):
    sign_in(page, LEGAL)
    assert faults(page, "/regulations/laws/law-coercion") == []
    page.get_by_label("监督检查").check()
    page.get_by_label("行政审批科").check()
    page.get_by_role("button", name="保存").click()
    row = page.get_by_role("row").filter(has_text="中华人民共和国行政强制法")
    expect(row).to_contain_text("监督检查")
    expect(row).to_contain_text("行政审批科")
    assert faults(page, "/regulations/") == []

"""What people come for, done as they do it: an inspection from its recording to its approval, on a real browser."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import KEEPER, UNIT_HEAD

pytestmark = pytest.mark.browser


def open_case(page, title: str) -> str:
    """Three answers; the number of the new case."""
    page.goto("/cases/new")
    page.get_by_label("行政处罚").check()
    page.get_by_label("程序").select_option("普通程序")
    page.get_by_label("案件名称").fill(title)
    page.get_by_label("姓名或名称").fill("榕记小馆")
    page.get_by_label("从哪里来").select_option("案源登记")
    page.get_by_label("另一名承办人").select_option(index=1)
    page.get_by_role("button", name="建立案件").click()
    page.wait_for_url(re.compile(r"/cases/C-\d{4}-\d+$"))
    return page.url.rsplit("/", 1)[1]


def record_event(page, number: str, kind: str) -> None:
    page.goto(f"/cases/{number}/events/new")
    page.get_by_role("link", name=kind, exact=True).first.click()
    page.get_by_role("button", name=f"登记{kind}").click()
    expect(page.get_by_text(f"{kind}已登记")).to_be_visible()


def line(page, gist: str):
    return page.locator(".line").filter(has_text=gist)


def test_from_an_inspection_to_its_film_and_its_approval(page, sign_in, film_file, new_context):
    sign_in(page)
    number = open_case(page, "榕记小馆未正常使用油烟净化设施案")

    record_event(page, number, "现场检查")
    wanted = line(page, "现场检查同时音像记录")
    expect(wanted).to_contain_text(re.compile("待完成|缺失"))

    wanted.get_by_role("link", name="上传音像").click()
    page.locator("input[type=file]").set_input_files(film_file)
    expect(page.locator("[data-queue] li")).to_contain_text("已收讫。SHA-256", timeout=30_000)
    page.get_by_role("link", name="回到清单看结果").click()
    page.locator(".fold.ok summary").filter(has_text="现场检查同时音像记录").first.click()
    expect(line(page, "现场检查同时音像记录").first).to_contain_text("已满足")

    page.locator("a.mark", has_text="录像").click()
    assert_plays_and_seeks(page)
    expect(page.get_by_text("SM3")).to_be_visible()

    record_event(page, number, "立案")
    line(page, "程序启动须经审批").get_by_role("link", name="送审").click()
    page.get_by_label("请批事项").fill("立案")
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("已送承办机构负责人审批")).to_be_visible()

    head = new_context().new_page()
    sign_in(head, UNIT_HEAD)
    head.goto("/approvals/")
    head.get_by_role("link", name=re.compile(f"立案.*{number}")).click()
    head.get_by_label("您的意见").fill("情况属实，同意立案。")
    head.get_by_role("button", name="同意，签名").click()
    expect(head.get_by_text(f"已同意，并记入 {number}")).to_be_visible()

    page.goto(f"/cases/{number}")
    expect(page.get_by_text("承办机构负责人同意")).to_be_visible()


def assert_plays_and_seeks(page) -> None:
    video = page.locator("video")
    until(lambda: video.evaluate("v => v.readyState") >= 2)
    assert video.evaluate("v => v.seekable.length && v.seekable.end(0)") > 1
    video.evaluate("v => { v.muted = true; return v.play() }")
    until(lambda: video.evaluate("v => v.currentTime") > 0.3)
    video.evaluate("v => { v.pause(); v.currentTime = v.duration - 0.5 }")
    until(lambda: not video.evaluate("v => v.seeking"))
    before = page.locator("[data-clock]").inner_text()
    page.get_by_role("button", name="退 5 秒").click()
    expect(page.locator("[data-clock]")).not_to_have_text(before)


def until(holds) -> None:
    """Asked from outside: the page's own policy lets nobody evaluate text inside it."""
    for _ in range(100):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail("等了 10 秒还不成立")


def test_a_document_is_written_and_signed(page, sign_in):
    sign_in(page)
    number = open_case(page, "文书与签名案")
    record_event(page, number, "现场检查")
    line(page, "检查物品或场所，制作现场笔录").get_by_role("link").last.click()
    page.get_by_label("正文").fill("执法人员出示执法证件后开始检查。")
    page.get_by_role("button", name=re.compile("封存")).click()
    page.get_by_role("link", name="登记签名").click()
    page.get_by_label("谁").select_option(label="榕记小馆（当事人）")
    page.get_by_role("button", name="登记签名").click()
    expect(page.frame_locator("iframe").get_by_text("执法人员出示执法证件后开始检查。")).to_be_visible()
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("榕记小馆")


def test_a_double_click_opens_one_case(page, sign_in):
    sign_in(page)
    page.goto("/cases/")
    before = page.get_by_text(re.compile(r"^\d+ 件$")).inner_text()
    page.goto("/cases/new")
    page.get_by_label("监督检查").check()
    page.get_by_label("案件名称").fill("双击检查")
    page.get_by_label("姓名或名称").fill("某商行")
    page.get_by_role("button", name="建立案件").dblclick()
    page.wait_for_url(re.compile(r"/cases/C-"))
    page.goto("/cases/")
    after = page.get_by_text(re.compile(r"^\d+ 件$")).inner_text()
    assert int(after.split()[0]) == int(before.split()[0]) + 1


def test_the_list_is_walked_by_keys(page, sign_in):
    sign_in(page)
    page.goto("/cases/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("[data-row]").nth(1).locator("a")
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cases/C-"))


def test_the_list_narrows_while_one_types(page, sign_in):
    sign_in(page)
    page.goto("/cases/")
    field = page.get_by_label("查找", exact=True)
    field.press_sequentially("没有这样的案件")
    expect(page.get_by_text("没有符合的案件")).to_be_visible()
    expect(page).to_have_url(re.compile("q="))
    expect(field).to_be_focused()


def test_a_line_of_the_workbench_opens_where_it_is_mended(page, sign_in):
    sign_in(page)
    number = open_case(page, "工作台案")
    record_event(page, number, "现场检查")
    page.goto("/")
    page.locator(".due .what a").first.click()
    expect(page.locator(".line details[open]")).to_be_visible()


def test_who_may_keep_a_copy_gets_one(page, sign_in, film_file):
    sign_in(page)
    number = open_case(page, "下载案")
    page.goto(f"/cases/{number}/upload")
    page.locator("input[type=file]").set_input_files(film_file)
    page.get_by_role("link", name="回到清单看结果").click(timeout=30_000)
    page.locator("a.mark", has_text="录像").click()
    expect(page.get_by_role("link", name="下载原件")).to_have_count(0)
    address = page.url
    page.goto("/account")
    page.get_by_role("button", name="退出登录").click()
    sign_in(page, KEEPER)
    page.goto(address)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载原件").click()
    assert download.value.suggested_filename == film_file.name


def test_without_script_a_person_still_reads_and_records(new_context, sign_in):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page)
    number = open_case(page, "没有脚本案")
    record_event(page, number, "现场检查")
    page.locator(".line summary").first.click()
    expect(page.locator(".line details[open] .why").first).to_be_visible()
    page.goto(f"/cases/{number}/upload")
    expect(page.get_by_text("上传大文件需要浏览器脚本")).to_be_visible()

"""verify.html in a real browser, from the disk, without a network: what a court or a party sees."""

from __future__ import annotations

import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.authority import Issued
from tests.tokens import Making
from tests.verify.sample import office_with_case, policy, write_volume

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def volume(tmp_path_factory):
    office = office_with_case()
    office.anchor("court", "notary", stamps=[Making(Issued("时间戳服务器"))])
    return write_volume(tmp_path_factory.mktemp("volume") / "案卷", office)


@pytest.fixture
def opened(browser, volume):
    """The page out of the volume itself; it may ask nobody for anything."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    asked = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto((volume / "verify.html").as_uri())
    yield page
    assert asked == [(volume / "verify.html").as_uri()]
    context.close()


def test_a_folder_is_verified_and_a_changed_byte_is_named(opened, volume, tmp_path):
    opened.get_by_label("选择文件夹").set_input_files(volume)
    opened.get_by_text("✓ 成立").wait_for()
    assert "没有经您确认的外部见证" in opened.locator("main").inner_text()
    changed = volume / "data/case.json"
    sound = changed.read_bytes()
    changed.write_bytes(sound.replace(b"2000", b"2001"))
    opened.get_by_label("选择文件夹").set_input_files(volume)
    opened.get_by_text("✗ 不成立").wait_for()
    assert "data/case.json 的内容与清单记载的 SHA-256、SM3 摘要不符" in opened.locator("main").inner_text()
    changed.write_bytes(sound)


def test_an_archive_and_a_policy_are_taken_too(opened, volume, tmp_path):
    packed = tmp_path / "案卷.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(volume.rglob("*")):
            archive.write(path, path.relative_to(volume.parent))
    trusted = tmp_path / "policy.txt"
    trusted.write_bytes(policy("court", "notary", needed=2))
    opened.get_by_label("选择 ZIP 压缩包").set_input_files(packed)
    opened.get_by_text("✓ 成立").wait_for()
    opened.get_by_label("选择信任策略文件").set_input_files(trusted)
    opened.get_by_text("court，2026").wait_for()


def test_what_is_no_volume_is_said_in_one_sentence(opened, tmp_path):
    (tmp_path / "readme.txt").write_text("x")
    opened.get_by_label("选择文件夹").set_input_files(tmp_path)
    opened.get_by_text("这不是案卷包").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(opened, volume, scheme):
    opened.emulate_media(color_scheme=scheme)
    opened.get_by_label("选择文件夹").set_input_files(volume)
    opened.get_by_text("✓ 成立").wait_for()
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()

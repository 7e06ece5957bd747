"""Takes the pictures of the README from the running product:  python -m docs.pictures

A demonstration office is built in a temporary folder and served on a free port; Chromium photographs it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURES = Path(__file__).resolve().parent / "pictures"
PASSWORD = "zhiji-demo"  # noqa: S105  of the demonstration
OFFICER_OF_TODAY, OFFICER_OF_FAULTS, CASE_OF_FAULTS = "linzhi", "wujun", "C-2026-0004"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def running_demo() -> Iterator[str]:
    """Yield the address of a fresh demonstration office."""
    with tempfile.TemporaryDirectory(prefix="zhiji-pictures-") as folder:
        command = [sys.executable, "-u", "-m", "zhiji", "up", "--demo", "--data", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                yield _announced_address(server)
            finally:
                server.terminate()


def _announced_address(server: subprocess.Popen[str]) -> str:
    for line in server.stdout or ():
        if found := re.search(r"http://\S+", line):
            return found[0].rstrip("/")
    raise SystemExit("演示系统没有启动：请先单独运行 make up 看看它说什么。")


def sign_in(browser: Browser, address: str, name: str, *, phone: bool) -> Page:
    size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 960}
    page = browser.new_context(viewport=size, device_scale_factor=2 if phone else 1.5, locale="zh-CN").new_page()
    page.goto(f"{address}/login")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("button.main")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with running_demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for phone in (False, True):
            suffix = "phone" if phone else "desktop"
            page = sign_in(browser, address, OFFICER_OF_TODAY, phone=phone)
            page.screenshot(path=PICTURES / f"workbench-{suffix}.png")
            page = sign_in(browser, address, OFFICER_OF_FAULTS, phone=phone)
            page.goto(f"{address}/cases/{CASE_OF_FAULTS}")
            page.screenshot(path=PICTURES / f"case-{suffix}.png")
        browser.close()


if __name__ == "__main__":
    main()

"""People come, sign in safely, and are stood in for: done as an office does it, on a real browser."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect
from tests.browser.conftest import PASSWORD
from tests.browser.test_every_page import collect_errors, faults

pytestmark = pytest.mark.browser

OWN = "水部路的榕树-2026"
TOUCH = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def visitor(browser, browser_context_args, site):
    """A browser of its own. By its name, not its number: a passkey belongs to a name."""
    options = {**browser_context_args, "base_url": f"http://localhost:{urlsplit(site).port}"}
    contexts = []

    def visit():
        contexts.append(browser.new_context(**options))
        return contexts[-1].new_page()

    yield visit
    for context in contexts:
        context.close()


def enter(page, username, password):
    page.goto("/login")
    page.get_by_label("账号").fill(username)
    page.get_by_label("口令").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def code(secret, later=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def test_a_new_officer_arrives(visitor, sign_in):
    system = visitor()
    sign_in(system, "xitong")
    system.goto("/office/units/new")
    system.get_by_label("名称").fill("水部执法中队")
    system.get_by_role("button", name="设立").click()
    expect(system.get_by_text("已设机构：水部执法中队")).to_be_visible()

    system.goto("/office/staff/new")
    system.get_by_label("姓名").fill("何新")
    system.get_by_label("所在机构").select_option("水部执法中队")
    system.get_by_label("执法证号").fill("闽A01020399")
    system.get_by_label("有效期至").fill("2030-12-31")
    system.get_by_role("button", name="登记").click()
    expect(system.get_by_role("link", name="何新")).to_be_visible()

    system.goto("/office/accounts/new")
    system.get_by_label("账号").fill("hexin")
    system.get_by_label("姓名").fill("何新")
    system.get_by_label("所在机构").select_option("水部执法中队")
    system.get_by_label("执法人员").select_option("何新（闽A01020399）")
    system.get_by_role("button", name="开设").click()
    password = system.locator(".secret").inner_text()

    security = visitor()
    sign_in(security, "anquan")
    security.goto("/office/accounts/?q=hexin")
    security.get_by_role("link", name="何新").click()
    security.get_by_role("link", name="授予角色").click()
    security.get_by_label("执法人员").check()
    security.get_by_role("button", name="授予").click()
    expect(security.get_by_text("何新的角色：执法人员")).to_be_visible()

    officer = visitor()
    errors = collect_errors(officer)
    enter(officer, "hexin", password)
    expect(officer.get_by_role("heading", name="改口令")).to_be_visible()
    officer.get_by_label("您现在的口令").fill(password)
    officer.get_by_label("新口令", exact=True).fill(OWN)
    officer.get_by_label("新口令再输一遍").fill(OWN)
    officer.get_by_role("button", name="改口令").click()
    officer.get_by_role("link", name="启用验证器").click()
    secret = officer.locator(".secret").inner_text()
    officer.get_by_label("验证器上现在显示的六位数").fill(code(secret))
    officer.get_by_label("您现在的口令").fill(OWN)
    officer.get_by_role("button", name="启用").click()
    expect(officer.locator(".codes li")).to_have_count(10)

    again = visitor()
    enter(again, "hexin", OWN)
    again.get_by_label("验证码").fill(code(secret, later=1))
    again.get_by_role("button", name="继续").click()
    expect(again.get_by_role("link", name=re.compile("何新"))).to_be_visible()
    assert errors == []


def test_a_passkey_signs_in_alone(visitor, sign_in):
    page = visitor()
    errors = collect_errors(page)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCH})
    sign_in(page, "panxiao")
    page.goto("/account/passkeys/new")
    page.get_by_label("给它起个名字").fill("办公室电脑")
    page.get_by_label("您现在的口令").fill(PASSWORD)
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto("/account")
    expect(page.locator("b", has_text="办公室电脑")).to_be_visible()
    page.get_by_role("button", name="退出登录").click()

    page.get_by_role("button", name="用通行密钥").click()
    page.wait_for_url(re.compile(r"/$"))
    page.goto("/account")
    page.get_by_role("button", name="退出登录").click()

    enter(page, "panxiao", PASSWORD)
    page.get_by_role("button", name="用通行密钥").click()
    page.wait_for_url(re.compile(r"/$"))
    assert errors == []


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"}
OFFICE = ["/office/units/", "/office/staff/", "/office/staff/1", "/office/accounts/", "/office/accounts/1"]
FORMS = ["/office/staff/new", "/office/staff/import", "/office/units/new", "/office/accounts/new", "/office/stand-ins/"]
OWN_PAGES = ["/account", "/account/password", "/account/app", "/account/passkeys/new", "/account/codes"]


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desk-light", "phone-dark"])
def test_the_pages_of_the_office_are_readable_and_fit(new_context, sign_in, device):
    page = new_context(**device).new_page()
    errors = collect_errors(page)
    sign_in(page, "xitong")
    assert [fault for address in OFFICE + FORMS + OWN_PAGES for fault in faults(page, address)] == []
    assert errors == []

"""管理, as the administrators and the heads use it."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse
from tests.web.conftest import NOON

from zhiji.organisation import actions, queries
from zhiji.organisation.models import Account, Certificate, Officer, StandIn, Unit
from zhiji.organisation.roles import Role

HEAD = ("姓名", "执法证号", "机构", "有效期自", "有效期至", "执法范围", "发证机关")
TODAY = NOON.date()


def send(client, page, /, *arguments, **said):
    return client.post(reverse(page, args=arguments), said)


def table(*lines):
    return "\n".join(",".join(line) for line in (HEAD, *lines))


def upload(client, content, name="人员.csv"):
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    file.name = name
    return client.post(reverse("staff-import"), {"table": file})


LINE = ("何新", "闽A09", "东街中队", "2026-01-01", "2030-12-31", "行政处罚、行政强制", "福建省司法厅")


def test_a_unit_is_set_up_amended_and_closed(cast, as_):
    client = as_(cast.system)
    send(client, "unit-new", name="水部中队", under=cast.unit.parent_id, letters="鼓城管水")
    unit = Unit.objects.get(name="水部中队")
    assert "鼓城管水" in client.get(reverse("unit-list")).text
    send(client, "unit", unit.pk, name="水部执法中队", under=cast.unit.pk)
    send(client, "unit-close", unit.pk)
    assert Unit.objects.filter(name="水部执法中队", parent=cast.unit, closed_on=TODAY).exists()


def test_a_unit_that_is_still_needed_says_why_it_stays(cast, as_):
    answer = send(as_(cast.system), "unit-close", cast.unit.pk)
    assert "还有下级机构或 3 个在用账号" in answer.text


def test_an_officer_is_registered_with_the_certificate(cast, as_):
    said = {"name": "何新", "unit": cast.unit.pk, "on_staff": "on", "number": "闽A09", "issuer": "福建省司法厅"}
    days = {"valid_from": "2026-01-01", "valid_until": "2030-12-31", "acts": ["行政处罚"]}
    assert send(as_(cast.system), "staff-new", **said, **days).status_code == 302
    certificate = Certificate.objects.get(number="闽A09")
    assert (certificate.acts, certificate.issuer, certificate.officer.valid_until) == (
        ["行政处罚"],
        "福建省司法厅",
        date(2030, 12, 31),
    )


def test_a_badge_that_is_taken_is_said_beside_the_form(cast, as_):
    said = {"name": "何新", "unit": cast.unit.pk, "number": "闽A01001", "valid_until": "2030-12-31"}
    answer = send(as_(cast.system), "staff-new", **said)
    assert "执法证号“闽A01001”已登记" in answer.text
    assert 'value="何新"' in answer.text


def test_certificates_are_renewed_and_ended(cast, as_):
    client, officer = as_(cast.system), cast.lin.officer
    send(client, "certificate-new", officer.pk, number="闽A09", valid_from="2026-01-01", valid_until="2031-01-01")
    first = officer.certificates.get(number="闽A01001")
    send(client, "certificate-end", first.pk, on="2026-03-01", because="换证")
    page = client.get(reverse("staff", args=[officer.pk])).text
    assert "2 份" in page
    assert "2026-03-01 换证" in page
    assert Officer.objects.get(pk=officer.pk).badge == "闽A09"


@pytest.mark.parametrize(
    ("left", "state"),
    [(timedelta(days=-1), "已失效"), (timedelta(0), "三十天内到期"), (timedelta(days=31), "有效")],
)
def test_the_list_warns_of_certificates_that_run_out(cast, as_, left, state):
    new = actions.NewOfficer("何新", "闽A09", cast.unit, TODAY + left)
    actions.register_officer(new, by=cast.system.actor, at=NOON)
    found = as_(cast.system).get(reverse("staff-list"), {"state": state}).text
    assert "何新" in found
    assert ("林执" in found) is (state == "有效")


def test_a_head_sees_the_officers_of_his_units_only(cast, as_):
    page = as_(cast.zheng).get(reverse("staff-list")).text
    assert "林执" in page
    assert "吴泉" not in page
    assert as_(cast.zheng).get(reverse("staff", args=[cast.wu.officer.pk])).status_code == 404
    assert "登记执法人员" not in page


def test_a_table_is_shown_before_it_is_taken_on(cast, as_):
    client = as_(cast.system)
    renewed = ("林执", "闽A01001", "东街中队", "", "2031-12-31", "", "")
    answer = upload(client, table(LINE, renewed))
    assert "新增 1 行，更新执法证 1 行，没有错" in answer.text
    assert not Officer.objects.filter(badge="闽A09").exists()
    client.post(reverse("staff-import"), {"text": table(LINE, renewed)})
    assert Officer.objects.get(badge="闽A09").certificates.get().acts == ["行政处罚", "行政强制"]
    assert Officer.objects.get(badge="闽A01001").valid_until == date(2031, 12, 31)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (("", "闽A09", "东街中队", "", "2030-12-31", "", ""), "没有填姓名"),
        (("何新", "闽A09", "无此队", "", "2030-12-31", "", ""), "没有机构“无此队”"),
        (("何新", "闽A09", "东街中队", "", "2030年", "", ""), "有效期至“2030年”不是日期"),
        (("何新", "闽A09", "东街中队", "", "2030-12-31", "行政奖励", ""), "没有执法行为“行政奖励”"),
        (("何新", "闽A01001", "东街中队", "", "2030-12-31", "", ""), "执法证号已登记在林执名下"),
    ],
)
def test_a_line_that_cannot_be_taken_on_says_why(cast, as_, line, problem):
    client = as_(cast.system)
    answer = upload(client, table((*LINE[:1], "闽A10", *LINE[2:]), line))
    assert problem in answer.text
    assert "有错 1 行" in answer.text
    again = client.post(reverse("staff-import"), {"text": table(line)})
    assert "第 2 行还有错" in again.text
    assert not Officer.objects.filter(name="何新").exists()


def test_the_same_badge_twice_in_a_table_is_found(cast, as_):
    assert "执法证号与第 2 行相同" in upload(as_(cast.system), table(LINE, LINE)).text


def test_a_spreadsheet_is_read_like_a_table(cast, as_):
    book = openpyxl.Workbook()
    for row in (HEAD, (*LINE[:3], date(2026, 1, 1), date(2030, 12, 31), *LINE[5:])):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    assert "新增 1 行，没有错" in upload(as_(cast.system), content.getvalue(), "人员.xlsx").text


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"\x00\x01\xff", "x.csv", "读不出表格"),
        (b"PK\x03\x04", "x.xlsx", "读不出表格"),
        ("姓名,机构\n".encode(), "x.csv", "第一行缺少这些栏：执法证号、有效期至"),
        (b"", "x.csv", "空"),
    ],
)
def test_what_is_no_table_is_said(cast, as_, content, name, sentence):
    assert sentence in upload(as_(cast.system), content, name).text


def test_a_table_saved_by_a_chinese_spreadsheet_is_read(cast, as_):
    assert "新增 1 行" in upload(as_(cast.system), table(LINE).encode("gb18030")).text


def test_an_account_is_opened_without_a_role_and_with_a_password_for_one_use(cast, as_):
    officer = actions.register_officer(
        actions.NewOfficer("何新", "闽A09", cast.unit, date(2030, 12, 31)), by=cast.system.actor, at=NOON
    )
    answer = send(as_(cast.system), "account-new", username="hexin", name="何新", unit=cast.unit.pk, officer=officer.pk)
    password = re.search(r'secret">([^<]+)<', answer.text)[1]
    account = Account.objects.get(username="hexin")
    assert account.check_password(password)
    assert (account.roles, account.must_change, account.officer) == ([], True, officer)


def test_roles_are_granted_by_the_security_administrator_only(cast, as_):
    assert send(as_(cast.system), "account-roles", cast.lin.pk, roles=[Role.HEAD]).status_code == 403
    send(as_(cast.security), "account-roles", cast.lin.pk, roles=[Role.OFFICER, Role.UNIT_HEAD])
    assert Account.objects.get(pk=cast.lin.pk).roles == [Role.OFFICER, Role.UNIT_HEAD]
    page = as_(cast.audit).get(reverse("account-page", args=[cast.lin.pk])).text
    assert "2 项" in page


def test_three_administrators_stay_apart_in_a_sentence(cast, as_):
    answer = send(as_(cast.security), "account-roles", cast.audit.pk, roles=[Role.AUDIT_ADMIN, Role.OFFICER])
    assert "三员分立" in answer.text


def test_a_new_password_is_shown_once_and_kept_nowhere(cast, as_):
    answer = send(as_(cast.system), "account-password", cast.lin.pk)
    password = re.search(r'secret">([^<]+)<', answer.text)[1]
    lin = Account.objects.get(pk=cast.lin.pk)
    assert lin.check_password(password)
    assert lin.must_change
    assert password not in as_(cast.system).get(reverse("account-page", args=[cast.lin.pk])).text


def test_a_closed_account_is_shut_out_at_once_and_comes_back(cast, as_, client):
    signed_in = as_(cast.lin)
    actions.deactivate(cast.lin, by=cast.system.actor, at=NOON)
    assert signed_in.get("/").status_code == 302
    send(as_(cast.system), "account-reopen", cast.lin.pk)
    assert as_(cast.lin).get("/").status_code == 200


def test_accounts_are_found_by_role_and_unit(cast, as_):
    client = as_(cast.system)
    page = client.get(reverse("account-list"), {"role": Role.OFFICER, "unit": cast.unit.pk}).text
    assert "2 个" in page
    assert "郑队" not in page
    actions.deactivate(cast.lin, by=cast.system.actor, at=NOON)
    assert "林执" not in client.get(reverse("account-list")).text
    assert "林执" in client.get(reverse("account-list"), {"closed": "on"}).text


def test_a_stand_in_is_appointed_decides_and_ends(cast, office, as_):
    client = as_(cast.security)
    assert office.request.role == Role.UNIT_HEAD
    people = {"absent": cast.zheng.pk, "substitute": cast.wu.pk, "role": Role.UNIT_HEAD}
    send(client, "stand-in-new", **people, since="2026-03-02T08:00", until="2026-03-04T18:00")
    page = as_(cast.wu).get(reverse("approval-list")).text
    assert office.case.number in page
    assert "承办机构负责人（代郑队）" in page
    send(as_(cast.wu), "approval-decide", office.request.pk, decision="同意", opinion="同意")
    assert office.case.officers.filter(name="吴泉（代郑队）").exists()
    send(as_(cast.security), "stand-in-end", StandIn.objects.get().pk)
    assert as_(cast.wu).get(reverse("case", args=[office.case.number])).status_code == 404


def test_administrators_are_not_offered_as_stand_ins(cast, as_):
    page = as_(cast.security).get(reverse("stand-in-new")).text
    assert "许管（分管负责人）" in page
    assert "审计员（" not in page


def test_a_list_costs_the_same_however_many_there_are(cast, as_, django_assert_max_num_queries):
    client = as_(cast.system)
    for number in range(20):
        new = actions.NewOfficer(f"何{number}", f"闽B{number}", cast.unit, date(2030, 12, 31))
        officer = actions.register_officer(new, by=cast.system.actor, at=NOON)
        password = actions.hash_password("x")
        account = actions.NewAccount(f"he{number}", officer.name, password, (Role.OFFICER,), cast.unit, officer)
        actions.open_account(account, by=cast.system.actor, at=NOON)
    for page in ("unit-list", "staff-list", "account-list", "stand-in-list"):
        with django_assert_max_num_queries(9):
            client.get(reverse(page))


def test_the_tree_of_units_is_drawn_from_the_top(cast, as_):
    actions.add_unit("东街一组", under=cast.unit, by=cast.system.actor, at=NOON)
    page = as_(cast.system).get(reverse("unit-list")).text
    places = [page.index(name) for name in ("管理和综合执法局</a>", "东街中队</a>", "东街一组</a>", "温泉中队</a>")]
    assert places == sorted(places)
    assert queries.units().count() == 4

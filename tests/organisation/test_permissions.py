"""The table of permissions, written out a second time as the people of an office would say it."""

from __future__ import annotations

import pytest

from zhiji.organisation.errors import NotAllowed, RolesExclude
from zhiji.organisation.models import Account
from zhiji.organisation.permissions import PERMISSIONS, Reach, Verb, may, reach, require
from zhiji.organisation.roles import ADMINISTRATORS, Role, require_compatible

# Columns: 执法人员 负责人 法制 分管 机关 记录 监督 系统 安全 审计; 本 own, 科 unit, 下 unit and below, 全 all, – not.
SAID = {
    "查看案件": "科下全全全全全–––",
    "新建案件": "本下––––––––",
    "办理案件": "本下––––––––",
    "审批": "本下全全全–––––",
    "办结案件": "本下––––––––",
    "移交案件": "–下–全全–––––",
    "放行": "–下–全全–––––",
    "归档案件": "本下–––全––––",
    "采集音像": "本下–––全––––",
    "归集音像": "本下–––全––––",
    "查看音像": "科下全全全全全–––",
    "下载音像": "––全––全––––",
    "导出案卷": "––全––全––––",
    "查看制度": "全全全全全全全全全全",
    "管理制度": "––全–––––––",
    "管理放假安排": "––全––––全––",
    "管理文号": "––全––全––––",
    "查看账本": "––––––全––全",
    "查看机构和人员": "–下–全全––全全全",
    "查看账号": "–––––––全全全",
    "管理机构和人员": "–––––––全––",
    "批准依法销毁": "–––全全–全–––",
    "管理账号": "–––––––全––",
    "授予角色": "––––––––全–",
}
REACHES = {"本": Reach.OWN, "科": Reach.UNIT, "下": Reach.BELOW, "全": Reach.ALL, "–": None}
EVERY = [(verb, role, cell) for verb, row in SAID.items() for role, cell in zip(Role, row, strict=True)]


@pytest.mark.parametrize(("verb", "role", "cell"), EVERY)
def test_each_role_reaches_as_far_as_said(verb, role, cell):
    assert reach(Account(roles=[role]), Verb(verb)) is REACHES[cell]


def test_the_table_and_this_page_name_the_same_verbs():
    assert set(SAID) == set(PERMISSIONS) == set(Verb)


def test_of_several_roles_the_farthest_reach_counts():
    assert reach(Account(roles=[Role.OFFICER, Role.HEAD]), Verb.VIEW_CASE) is Reach.ALL


def test_a_closed_account_may_nothing():
    assert not any(may(Account(roles=list(Role), is_active=False), verb) for verb in Verb)


def test_a_refusal_names_who_may():
    with pytest.raises(NotAllowed, match=r"没有“导出案卷”的权限.*记录管理员"):
        require(Account(roles=[Role.OFFICER]), Verb.EXPORT)


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("other", sorted(Role))
def test_an_administrator_holds_no_second_role(administrator, other):
    if administrator == other:
        require_compatible([administrator])
    else:
        with pytest.raises(RolesExclude, match="三员分立"):
            require_compatible([administrator, other])


def test_everybody_else_may_hold_two_roles():
    assert require_compatible([Role.OFFICER, Role.UNIT_HEAD]) is None  # it would raise

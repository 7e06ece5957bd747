from __future__ import annotations

import pytest
from tests.builders import MORNING

from zhiji.core.ledger.entry import EntryType
from zhiji.organisation import actions, queries
from zhiji.organisation.errors import OrganisationError, RolesExclude
from zhiji.organisation.models import Account, Unit
from zhiji.organisation.roles import Role
from zhiji.trail import queries as trail
from zhiji.trail.actor import SYSTEM
from zhiji.trail.errors import StaleRow


def last_entry():
    return trail.line(trail.size() - 1).entry


def test_each_action_leaves_exactly_one_entry(cast):
    by, at = cast.system.actor, MORNING
    done = [
        (lambda: actions.add_unit("水部中队", by=by, at=at), EntryType.ORGANISATION_CHANGED),
        (
            lambda: actions.register_officer(actions.NewOfficer("何新", "闽A09", cast.unit, None), by=by, at=at),
            EntryType.ORGANISATION_CHANGED,
        ),
        (
            lambda: actions.open_account(
                actions.NewAccount("he", "何新", actions.hash_password("x"), (Role.OFFICER,)), by=by, at=at
            ),
            EntryType.ACCOUNT_CHANGED,
        ),
        (lambda: actions.set_roles(cast.lin, [Role.UNIT_HEAD], by=by, at=at), EntryType.ACCOUNT_CHANGED),
        (lambda: actions.set_password(cast.chen, "新口令", by=by, at=at), EntryType.ACCOUNT_CHANGED),
        (lambda: actions.deactivate(cast.wu, by=by, at=at), EntryType.ACCOUNT_CHANGED),
    ]
    for act, kind in done:
        before = trail.size()
        act()
        assert trail.size() == before + 1
        assert last_entry().type is kind


def test_a_plain_password_is_never_stored(cast):
    with pytest.raises(ValueError, match="hash"):
        actions.open_account(actions.NewAccount("he", "何新", "plain", ()), by=SYSTEM, at=MORNING)
    assert not Account.objects.filter(username="he").exists()


def test_a_new_password_replaces_the_old(cast):
    actions.set_password(cast.lin, "新口令", by=cast.system.actor, at=MORNING)
    assert Account.objects.get(username="lin").check_password("新口令")
    assert not Account.objects.get(username="lin").check_password(None)


def test_names_are_taken_once(cast):
    with pytest.raises(OrganisationError, match="已有名为“东街中队”的机构"):
        actions.add_unit("东街中队", by=SYSTEM, at=MORNING)
    with pytest.raises(OrganisationError, match="账号“lin”已被使用"):
        actions.open_account(actions.NewAccount("lin", "另一人", actions.hash_password("x"), ()), by=SYSTEM, at=MORNING)
    with pytest.raises(OrganisationError, match="执法证号“闽A01001”已登记"):
        actions.register_officer(actions.NewOfficer("某", "闽A01001", cast.unit, None), by=SYSTEM, at=MORNING)


def test_a_refused_action_leaves_nothing(cast):
    before = trail.size(), Unit.objects.count()
    with pytest.raises(OrganisationError, match="机构名称不能为空"):
        actions.add_unit("  ", by=SYSTEM, at=MORNING)
    assert (trail.size(), Unit.objects.count()) == before


def test_roles_are_known_and_compatible(cast):
    with pytest.raises(OrganisationError, match="没有“局长”这个角色"):
        actions.set_roles(cast.lin, ["局长"], by=SYSTEM, at=MORNING)
    with pytest.raises(RolesExclude):
        actions.set_roles(cast.lin, [Role.OFFICER, Role.AUDIT_ADMIN], by=SYSTEM, at=MORNING)


def test_a_stale_account_is_not_overwritten(cast):
    stale = Account.objects.get(username="lin")
    actions.set_password(cast.lin, "新口令", by=SYSTEM, at=MORNING)
    with pytest.raises(StaleRow):
        actions.set_roles(stale, [Role.UNIT_HEAD], by=SYSTEM, at=MORNING)


def test_units_reach_downwards_only(cast):
    bureau = Unit.objects.get(parent=None)
    assert queries.with_units_below(bureau.pk) == set(Unit.objects.values_list("pk", flat=True))
    assert queries.with_units_below(cast.unit.pk) == {cast.unit.pk}


def test_an_actor_leads_back_to_its_account(cast):
    assert queries.account_of(cast.lin.actor) == cast.lin
    assert queries.account_of(SYSTEM) is None
    assert queries.holders(Role.HEAD) == [cast.ye]

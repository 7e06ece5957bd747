from __future__ import annotations

from datetime import timedelta

import pytest
from tests.builders import MORNING
from tests.cast import LONG_AGO

from zhiji.organisation import actions, posts, queries
from zhiji.organisation.errors import OrganisationError, RolesExclude
from zhiji.organisation.models import Account, Post
from zhiji.organisation.permissions import Verb, grants, may
from zhiji.organisation.roles import Role
from zhiji.trail import queries as trail

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def held(account):
    return [(post.role, post.unit, post.since, post.until) for post in account.posts.order_by("pk")]


def away(cast, **changes):
    plan = {"absent": cast.ye, "substitute": cast.xu, "role": Role.HEAD, "since": MORNING, "until": MORNING + DAY}
    return posts.Absence(**{**plan, **changes})


def appoint(cast, **changes):
    return posts.appoint_stand_in(away(cast, **changes), by=cast.security.actor, at=MORNING)


def test_roles_are_the_posts_that_have_not_ended(cast):
    actions.set_roles(cast.lin, [Role.UNIT_HEAD], by=cast.security.actor, at=MORNING)
    for account in Account.objects.all():
        running = Post.objects.filter(account=account, until=None).values_list("role", flat=True)
        assert sorted(running) == sorted(account.roles)


def test_who_held_what_when_is_never_overwritten(cast):
    actions.set_roles(cast.lin, [Role.OFFICER, Role.UNIT_HEAD], by=cast.security.actor, at=MORNING)
    actions.set_roles(cast.lin, [Role.UNIT_HEAD], by=cast.security.actor, at=MORNING + DAY)
    assert held(cast.lin) == [
        (Role.OFFICER, cast.unit, LONG_AGO, MORNING + DAY),
        (Role.UNIT_HEAD, cast.unit, MORNING, None),
    ]


def test_the_same_role_in_another_unit_is_another_post(cast):
    before, change = cast.unit, {"name": "林执", "unit": cast.wu.unit, "officer": cast.lin.officer}
    actions.amend_account(cast.lin, **change, by=cast.system.actor, at=MORNING)
    assert held(cast.lin) == [
        (Role.OFFICER, before, LONG_AGO, MORNING),
        (Role.OFFICER, cast.wu.unit, MORNING, None),
    ]


def test_a_new_name_ends_no_post(cast):
    actions.amend_account(
        cast.lin, name="林志", unit=cast.unit, officer=cast.lin.officer, by=cast.system.actor, at=MORNING
    )
    assert held(cast.lin) == [(Role.OFFICER, cast.unit, LONG_AGO, None)]


@pytest.mark.parametrize(("moment", "fills"), [(-HOUR, False), (timedelta(0), True), (DAY - HOUR, True), (DAY, False)])
def test_a_stand_in_acts_from_its_beginning_until_before_its_end(cast, moment, fills):
    appoint(cast)
    xu = queries.at_work(Account.objects.get(username="xu"), MORNING + moment)
    assert [one.title for one in xu.capacities][1:] == (["机关负责人（代叶局）"] if fills else [])


def test_a_stand_in_is_named_with_whom_he_stands_in_for(cast):
    appoint(cast)
    xu = queries.account_of(cast.xu.actor, at=MORNING)
    assert xu.actor.role == "分管负责人、机关负责人（代叶局）"
    assert xu.capacities[-1].signed(xu.name) == "许管（代叶局）"


def test_a_stand_in_reaches_what_the_absent_reaches(cast):
    appoint(cast, absent=cast.zheng, substitute=cast.wu, role=Role.UNIT_HEAD)
    wu = queries.at_work(cast.wu, MORNING)
    assert queries.visible_units(wu, Verb.HANDLE_CASE) == {cast.unit.pk}
    assert queries.visible_units(wu, Verb.VIEW_CASE) == {cast.unit.pk, cast.wu.unit.pk}


def test_a_stand_in_ends_early_and_only_once(cast):
    row = appoint(cast)
    posts.end_stand_in(row, by=cast.security.actor, at=MORNING + HOUR)
    assert not queries.at_work(cast.xu, MORNING + HOUR).stand_ins
    with pytest.raises(OrganisationError, match="已经结束"):
        posts.end_stand_in(row, by=cast.security.actor, at=MORNING + HOUR)


def test_a_role_that_the_absent_has_lost_cannot_be_filled(cast):
    appoint(cast)
    actions.set_roles(cast.ye, [], by=cast.security.actor, at=MORNING + HOUR)
    assert not queries.at_work(cast.xu, MORNING + 2 * HOUR).stand_ins


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": Role.LEGAL}, "叶局没有“法制机构”这一角色"),
        ({"substitute": "ye"}, "代理人须是另一名在用账号的人"),
        ({"until": MORNING}, "结束时间须晚于开始时间和现在"),
        ({"since": MORNING - 2 * DAY, "until": MORNING - DAY}, "结束时间须晚于开始时间和现在"),
    ],
)
def test_a_stand_in_that_makes_no_sense_is_refused(cast, changes, sentence):
    if "substitute" in changes:
        changes = {"substitute": getattr(cast, changes["substitute"])}
    with pytest.raises(OrganisationError, match=sentence):
        appoint(cast, **changes)


def test_one_post_is_filled_by_one_person_at_a_time(cast):
    appoint(cast)
    with pytest.raises(OrganisationError, match="已由许管代理"):
        appoint(cast, substitute=cast.fang, since=MORNING + HOUR)
    assert appoint(cast, substitute=cast.fang, since=MORNING + DAY, until=MORNING + 2 * DAY).pk


@pytest.mark.parametrize(
    "changes",
    [
        {"substitute": "system"},
        {"absent": "security", "role": Role.SECURITY_ADMIN},
        {"absent": "system", "substitute": "audit", "role": Role.SYSTEM_ADMIN},
    ],
)
def test_the_three_administrators_neither_fill_nor_are_filled_in_for(cast, changes):
    people = {key: getattr(cast, name) if key != "role" else name for key, name in changes.items()}
    with pytest.raises(RolesExclude, match="三员分立"):
        appoint(cast, **people)


def test_who_stands_in_does_not_become_an_administrator(cast):
    appoint(cast)
    with pytest.raises(RolesExclude, match="请先结束代理"):
        actions.set_roles(cast.xu, [Role.AUDIT_ADMIN], by=cast.security.actor, at=MORNING)


def test_posts_that_have_ended_grant_nothing(cast):
    cast.lin.leaves_at = MORNING
    assert may(queries.at_work(cast.lin, MORNING - HOUR), Verb.VIEW_CASE)
    assert not grants(queries.at_work(cast.lin, MORNING), Verb.VIEW_CASE)


def test_every_change_of_a_post_is_in_the_trail(cast):
    before = trail.size()
    row = appoint(cast)
    posts.end_stand_in(row, by=cast.security.actor, at=MORNING + HOUR)
    assert trail.size() == before + 2

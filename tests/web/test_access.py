"""Every page is tried as every member of the cast, and nothing answers that the table does not list."""

from __future__ import annotations

from django.urls import get_resolver, reverse

from zhiji.cases.queries import visible
from zhiji.core.ledger.entry import EntryType
from zhiji.organisation.permissions import Verb, may
from zhiji.trail import checkpoints
from zhiji.trail import queries as trail
from zhiji.web.access import Door
from zhiji.web.urls import PAGES

POST_ONLY = {
    "token-revoke",
    "logout",
    "choose-appearance",
    "document-issue",
    "unit-close",
    "account-password",
    "account-close",
    "account-reopen",
    "stand-in-end",
    "session-end",
    "account-second",
    "account-session",
}
GUARDED = [page for page in PAGES if page.needs not in {Door.ANYONE, Door.PROTOCOL}]


def arguments(page, office):
    given = {
        "number": office.case.number,
        "regulation": "fuzhou-cg",
        "other": "linyi-kj",
        "serial": "11-2",
        "subject": office.event.ref,
        "law": "law-penalty",
        "article": "第五条（二）",
        "ref": {"event-amend": office.event.ref, "discussion": office.event.ref, "party-amend": "p1"}.get(
            page.name, office.document.ref
        ),
        "pk": {
            "trial": 999_999,
            "trial-compare": 999_999,
            "approval-decide": office.request.pk,
            "token-revoke": 1,
            "approval-withdraw": office.request.pk,
            "evidence-stream": office.recording.pk,
            "intake-stream": office.intake.pk,
            **of_the_office(office.case.opened_by),
        }.get(page.name, 1),
        "intake": office.intake.pk,
        "index": 0,
        "account": office.case.opened_by_id,
        "year": 2027,
    }
    return {name: value for name, value in given.items() if f":{name}>" in page.route}


def of_the_office(account):
    """What the pages of 管理 are about: the unit, the officer, the certificate and the account of lin."""
    officer = account.officer
    certificate = officer.certificates.get().pk
    staff = dict.fromkeys(("staff", "staff-amend", "certificate-new"), officer.pk)
    accounts = dict.fromkeys(("account-page", "account-amend", "account-roles"), account.pk)
    return {"unit": account.unit_id, "certificate-end": certificate, **staff, **accounts}


def expected(page, account, office):
    if isinstance(page.needs, Verb) and not may(account, page.needs):
        return 403
    if page.name in POST_ONLY:
        return 405
    return 404 if isinstance(page.needs, Verb) and is_hidden(page, account, office) else 200


def is_hidden(page, account, office):
    """Whether what the page is about is none of the account's business."""
    concerns_case = "number" in page.route or page.name in {"approval-decide", "evidence-stream"}
    if concerns_case and not visible(account, page.needs).filter(pk=office.case.pk).exists():
        return True
    if page.name in {"trial", "trial-compare"}:  # nobody has asked for one
        return True
    if page.name == "approval-decide":
        return office.request.role not in account.roles
    return "intake" in page.route and "<" in page.route and account.username not in {"lin", "gao"}


def test_every_page_as_every_member_of_the_cast(office, cast, as_):
    wrong = []
    checkpoints.sign()
    for account in cast.everybody():
        client = as_(account)
        for page in GUARDED:
            answer = client.get(reverse(page.name, kwargs=arguments(page, office)))
            if answer.status_code != expected(page, account, office):
                wrong.append((account.username, page.name, answer.status_code, expected(page, account, office)))
            if answer.streaming:
                b"".join(answer.streaming_content)
    assert wrong == []


def test_no_action_of_another_role_is_done(office, cast, as_):
    done, before = [], trail.size()
    for account in cast.everybody():
        client = as_(account)
        for page in GUARDED:
            if (refused := expected(page, account, office)) in {403, 404}:
                answer = client.post(reverse(page.name, kwargs=arguments(page, office)))
                if answer.status_code != refused:
                    done.append((account.username, page.name, answer.status_code))
    assert done == []
    assert {trail.line(index).entry.type for index in range(before, trail.size())} <= {EntryType.REFUSED}


def test_nobody_gets_in_without_signing_in(office, client):
    for page in GUARDED:
        answer = client.get(reverse(page.name, kwargs=arguments(page, office)))
        assert answer.status_code == 302, page.name
        assert answer["Location"].startswith(reverse("login")), page.name


def test_every_address_stands_in_the_table():
    served = {
        pattern.name
        for group in get_resolver().url_patterns
        if group.namespace != "api"
        for pattern in group.url_patterns
    }
    assert served == {page.name for page in PAGES}


def test_names_and_addresses_are_given_once():
    assert len({page.name for page in PAGES}) == len({page.route for page in PAGES}) == len(PAGES)


def test_a_refusal_says_who_may(office, cast, as_):
    answer = as_(cast.su).get(reverse("case-new"))
    assert answer.status_code == 403
    assert "可以这样做的是：执法人员、承办机构负责人" in answer.text


def test_a_case_of_another_unit_looks_like_no_case(office, cast, as_):
    hidden = as_(cast.wu).get(reverse("case", args=[office.case.number])).text
    absent = as_(cast.wu).get(reverse("case", args=["C-2026-9999"])).text
    assert hidden.replace(office.case.number, "X") == absent.replace("C-2026-9999", "X")

"""Questions about cases. `case_for` is the only way to get one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from zhiji.cases.errors import CaseNotFoundError
from zhiji.cases.models import Access, Approval, ApprovalRequest, Case, CaseOfficer, Event, Part, Party, Record
from zhiji.core.casefile.references import WHOLE_CASE
from zhiji.organisation.permissions import Verb, grants, require
from zhiji.organisation.queries import scope
from zhiji.organisation.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from zhiji.cases.models import NamedPart
    from zhiji.organisation.capacities import Capacity
    from zhiji.organisation.models import Account
    from zhiji.organisation.permissions import Reach

ALSO_DECIDES: Mapping[str, tuple[str, ...]] = {Role.OFFICER: ("承办人",), Role.HEAD: ("集体讨论",)}


def visible(account: Account, verb: Verb = Verb.VIEW_CASE) -> QuerySet[Case]:
    """The cases to which the account may do `verb`, newest first."""
    return _reached(grants(account, verb))


def case_for(account: Account, number: str, verb: Verb = Verb.VIEW_CASE) -> Case:
    """The case, if the account may do `verb` to it.

    Raises NotAllowed where the account may do so to no case, CaseNotFoundError where it may not to this one.
    """
    require(account, verb)
    case = visible(account, verb).select_related("unit").filter(number=number).first()
    if case is None:
        raise CaseNotFoundError(
            f"没有找到案件“{number}”，或者它不在您{verb}的范围内；请核对案件编号，或与承办机构联系。"
        )
    return case


def of_the_office() -> QuerySet[Case]:
    """Every case by number. For commands, whose user holds the machine and the data folder anyway; never for pages."""
    return Case.objects.order_by("number")


def office_case(number: str) -> Case:
    """A case of the office, for commands. Raises CaseNotFoundError."""
    case = of_the_office().filter(number=number).first()
    if case is None:
        raise CaseNotFoundError(f"没有案件“{number}”：用 zhiji cases 可以看到全部案件。")
    return case


def matching(cases: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Those whose number, title, place or a party's name has each of the words."""
    for word in words.split():
        party = Party.objects.filter(case=OuterRef("pk"), name__icontains=word)
        cases = cases.filter(
            Q(number__icontains=word) | Q(title__icontains=word) | Q(place__icontains=word) | Exists(party)
        )
    return cases


def event_of(case: Case, ref: str) -> Event:
    event = case.events.filter(ref=ref).first()
    if event is None:
        raise CaseNotFoundError(f"案件 {case.number} 没有编号为“{ref}”的环节，请刷新页面后重试。")
    return event


def party_of(case: Case, ref: str) -> Party:
    party = case.parties.filter(ref=ref).first()
    if party is None:
        raise CaseNotFoundError(f"案件 {case.number} 没有编号为“{ref}”的当事人，请刷新页面后重试。")
    return party


def waiting_for(account: Account) -> QuerySet[ApprovalRequest]:
    """Requests that the account may decide, oldest first."""
    decidable = Q(pk__in=())
    for capacity, far in grants(account, Verb.DECIDE):
        decidable |= _decided_in(account, capacity) & Q(case__in=_reached([(capacity, far)]))
    return (
        ApprovalRequest.objects.filter(decidable, approval=None, returned_at=None)
        .select_related("case", "requested_by")
        .order_by("requested_at", "pk")
    )


def waiting_count() -> int:
    """How many requests wait in the whole office."""
    return ApprovalRequest.objects.filter(approval=None, returned_at=None).count()


def requests_of(case: Case) -> QuerySet[ApprovalRequest]:
    """Everything of the case that was sent for approval, newest first."""
    found = case.approvalrequests.select_related("approval", "requested_by")
    return found.order_by("-requested_at", "-pk")


def deciding(account: Account, request: ApprovalRequest) -> Capacity | None:
    """In what capacity the account may decide this request, its own before one it fills for somebody; None: not at all."""
    for capacity, far in grants(account, Verb.DECIDE):
        asked = ApprovalRequest.objects.filter(_decided_in(account, capacity), pk=request.pk)
        if asked.filter(case__in=_reached([(capacity, far)])).exists():
            return capacity
    return None


def approval_roles(role: str) -> list[str]:
    """The 审批层级 in which a role decides: its own name; 承办人 is the officer; the head speaks for 集体讨论."""
    return [role, *ALSO_DECIDES.get(role, ())]


def _decided_in(account: Account, capacity: Capacity) -> Q:
    """What comes to this capacity; who stands in for somebody decides nothing that he asked for himself."""
    mine = Q(role__in=approval_roles(capacity.role))
    return mine & ~Q(requested_by=account) if capacity.absent else mine


def struck_parts(case: Case) -> list[Part]:
    """What of the case was struck (作废), in the order in which that was done."""
    kinds = [model for model in apps.get_models() if issubclass(model, Part)]
    found = [row for kind in kinds for row in kind.ever.filter(case=case).exclude(struck_at=None)]
    return sorted(found, key=lambda row: (row.struck_at, row.pk))


def record_models() -> list[type[Record]]:
    """The kinds of record that the installed apps have."""
    return [model for model in apps.get_models() if issubclass(model, Record)]


def refs(case: Case, models: Iterable[type[NamedPart]]) -> list[str]:
    """Refs that rows of these kinds have in the case."""
    return [ref for model in models for ref in model.objects.filter(case=case).values_list("ref", flat=True)]


def papers(case: Case) -> set[str]:
    """What an event may serve (`of`): events and records."""
    return set(refs(case, [Event, *record_models()]))


def targets(case: Case) -> set[str]:
    """What an approval or a report may be about: these, an access, or the case as a whole."""
    return {*papers(case), *refs(case, [Access]), WHOLE_CASE, case.number}


def officer_in(case: Case, account: Account) -> CaseOfficer | None:
    """The account's person among the officers of the case."""
    known = Q(name=account.name, badge=None)
    if account.officer_id:
        known |= Q(officer_id=account.officer_id)
    return case.officers.filter(known).first()


def approvals_of(case: Case, ref: str) -> QuerySet[Approval]:
    return case.approvals.filter(of=ref)


def _reached(granted: Sequence[tuple[Capacity, Reach]]) -> QuerySet[Case]:
    """The cases that `permissions.grants` come to, newest first."""
    cases = Case.objects.order_by("-opened_at", "-pk")
    if not granted:
        return cases.none()
    reached = scope(granted)
    if reached.everything:
        return cases
    worked = CaseOfficer.objects.filter(officer__in=reached.officers).values("case")
    return cases.filter(Q(opened_by__in=reached.accounts) | Q(pk__in=worked) | Q(unit__in=reached.units))

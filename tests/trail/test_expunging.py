import pytest
from django.db import connection, transaction

from tests.trail.conftest import AT, CASE, OFFICER, add_unit, look, rename
from zhiji.trail import audit, case_index, expunging, queries, tracked
from zhiji.trail.actor import Actor
from zhiji.trail.errors import NothingToExpunge
from zhiji.trail.expunging import Place, Warrant, expunge, items_of, places_of
from zhiji.trail.models import Payload, Tombstone
from zhiji.trail.seat_belts import GUARDED, unfasten

HEAD, SUPERVISOR = Actor("h1", "李四", "机关负责人"), Actor("s1", "王五", "监督人员")
tampering = pytest.mark.usefixtures("tampers")
WARRANT = Warrant("《档案管理办法》第十二条：保存期限届满", "县档案馆", (HEAD, SUPERVISOR))


def destroy(unit, name="（已依法销毁）", warrant=WARRANT, **extra):
    """What an app does: leaves an empty row, destroys the versions before it."""
    with transaction.atomic():
        places = places_of(unit, unit.version + 1)
        tracked.update(unit, name=f"{name}{unit.pk}")
        return expunge(places, warrant, by=OFFICER, at=AT, rows=[unit], **extra)


@pytest.fixture
def destroyed(office):
    return destroy(office[0], case_key=CASE)


def test_contents_and_salts_are_gone_and_the_log_still_holds(destroyed):
    tally = audit.Tally()
    assert audit.audit(tally) == []
    assert tally.expunged == Tombstone.objects.count() == 2
    assert not Payload.objects.filter(pk__in=Tombstone.objects.values_list("entry_id", "position")).exists()


def test_the_entry_says_what_went_on_what_basis_and_who_approved(destroyed):
    line = queries.line(destroyed.index)
    items = list(items_of(line.entry))
    gone = [queries.line(index).entry.commitments[position].sha256.hex() for index, position, _ in items]
    assert [commitment for *_, commitment in items] == gone
    assert line.entry.facts["basis"] == WARRANT.basis
    assert line.entry.facts["authority"] == WARRANT.authority
    assert line.entry.facts["approvers"] == ["h1", "s1"]
    said = [opening.document for opening in line.openings]
    assert [one["name"] for one in said if one["kind"] == "approver"] == ["李四", "王五"]
    assert line.entry.case.key == CASE


def test_nobody_approves_alone(office):
    with pytest.raises(ValueError, match="李四"):
        destroy(office[0], warrant=Warrant("令", "法院", (HEAD, HEAD)))


def test_what_is_gone_already_cannot_go_again(destroyed):
    with pytest.raises(NothingToExpunge):
        expunge([], WARRANT, by=OFFICER, at=AT)


def test_more_than_an_entry_can_list_is_carried_on(office, monkeypatch):
    monkeypatch.setattr(expunging, "MOST_ITEMS", 2)
    unit = add_unit()
    for number in range(4):
        rename(unit, f"第{number}次更名")
    destroy(unit)
    assert audit.audit() == []
    assert Tombstone.objects.values("by").distinct().count() == 3


def test_openings_are_found_by_what_they_say(office):
    receipt = look(openings=[{"kind": "file", "sha256": "ab"}, {"kind": "file", "sha256": "cd"}])
    assert expunging.places_of_openings([receipt.index], "file", sha256="cd") == [Place(receipt.index, 2)]


def codes():
    return {one.code for one in audit.audit(sign=False)} - {"TAIL_UNCOVERED"}


@tampering
def test_a_tombstone_without_an_entry_that_says_so_is_none(destroyed):
    Tombstone(entry_id=3, position=0, by_id=2).save(force_insert=True)
    Payload.objects.filter(entry_id=3, position=0).delete()
    assert codes() == {"TOMBSTONE_UNLOGGED"}


@tampering
def test_a_tombstone_where_nothing_was_committed_to_is_none(destroyed):
    Tombstone(entry_id=3, position=9, by_id=2).save(force_insert=True)
    assert codes() == {"TOMBSTONE_UNLOGGED"}


@tampering
def test_a_missing_payload_without_a_tombstone_is_missing(destroyed):
    unfasten(connection, GUARDED)
    Payload.objects.filter(entry_id=3, position=0).delete()
    assert codes() == {"PAYLOAD_MISSING"}


@tampering
def test_what_a_restored_backup_brought_back_is_named(destroyed):
    stone = Tombstone.objects.order_by("entry_id").first()
    Payload(entry_id=stone.entry_id, position=stone.position, salt=bytes(32), data=b"{}").save(force_insert=True)
    assert codes() == {"EXPUNGED_PRESENT"}


@tampering
def test_a_lost_tombstone_is_named(destroyed):
    unfasten(connection, GUARDED)
    Tombstone.objects.order_by("entry_id").first().delete()
    assert codes() == {"EXPUNGED_PRESENT", "PAYLOAD_MISSING"}


@tampering
def test_an_index_that_withholds_an_entry_is_named(office, monkeypatch):
    states = case_index.states_before
    monkeypatch.setattr(case_index, "states_before", lambda entry: list(states(entry))[:-1])
    case_index.write(at=AT)
    monkeypatch.undo()
    assert codes() == {"INDEX_PROOF_BAD"}

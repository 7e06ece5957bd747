"""Somebody with the database at hand changes things, ever more cleverly; every step is named."""

import pytest
from django.db import connection, transaction

from tests.trail.conftest import AT, CASE, add_unit, look, rename
from zhiji.core.ledger.canonical import canonical_bytes, parse_canonical
from zhiji.core.ledger.commitment import commit
from zhiji.core.ledger.digests import ALGORITHMS
from zhiji.core.ledger.errors import NoteError
from zhiji.core.ledger.tree import leaf_hash
from zhiji.external.signer import FolderVault, LocalSigner, MemoryVault
from zhiji.organisation.models import Unit
from zhiji.trail import audit, checkpoints, installation, queries
from zhiji.trail.audit import rows
from zhiji.trail.audit.findings import _CATALOGUE
from zhiji.trail.models import CaseLink, Checkpoint, Entry, Node, Payload, RowVersion
from zhiji.trail.seat_belts import GUARDED, loosen, unfasten

pytestmark = pytest.mark.usefixtures("tampers")


@pytest.fixture
def log(office):
    """The small log, signed, its triggers off, as a database administrator can have it."""
    checkpoints.sign()
    unfasten(connection, GUARDED)
    return office


def codes(**options):
    return [one.code for one in audit.audit(**options)]


def places(code):
    return [one.where for one in audit.audit() if one.code == code]


def rewrite(row, name="改过的名字"):
    """Changes a business row behind everybody's back."""
    Unit.objects.filter(pk=row.pk).update(name=name)


def test_a_sound_office_has_no_findings_and_everything_was_looked_at(log):
    tally = audit.Tally()
    assert audit.audit(tally) == []
    assert (tally.entries, tally.rows, tally.checkpoints, tally.files) == (17, 10, 2, 0)


def test_an_empty_database_is_sound(db):
    assert codes() == []


def test_an_audit_signs_what_was_not_signed_yet(log):
    look()
    assert codes(sign=False) == ["TAIL_UNCOVERED"]
    assert codes() == []
    assert codes(sign=False) == []


def before_the_column(row, column):
    """The log as it was written before the table had that column."""
    index = queries.entry_of(row)
    payload = Payload.objects.get(entry_id=index, position=1)
    document = parse_canonical(bytes(payload.data))
    del document["fields"][column]
    Payload.objects.filter(pk=payload.pk).update(data=canonical_bytes(document))


def test_a_column_younger_than_the_row_is_sound_as_long_as_it_holds_its_default(log):
    before_the_column(log[5], "prefix")
    assert "ROW_ALTERED" not in codes()
    Unit.objects.filter(pk=log[5].pk).update(prefix="鼓城管")
    assert places("ROW_ALTERED") == [f"organisation_unit {log[5].pk}"]


class TestTheCleverAdministrator:
    """Each step does all that the one before it did."""

    def edit_row(self, log):
        rewrite(log[5])

    def edit_payload(self, log):
        self.edit_row(log)
        payload = Payload.objects.get(entry_id=5, position=1)
        document = parse_canonical(bytes(payload.data))
        document["fields"]["name"] = "改过的名字"
        Payload.objects.filter(entry_id=5, position=1).update(data=canonical_bytes(document))

    def edit_entry(self, log):
        self.edit_payload(log)
        document = parse_canonical(queries.line(5).body)
        payload = Payload.objects.get(entry_id=5, position=1)
        pair = commit(bytes(payload.data), salt=bytes(payload.salt))
        document["c"][1] = [pair.sha256.hex(), pair.sm3.hex()]
        Entry.objects.filter(index=5).update(body=canonical_bytes(document))

    def recompute_leaf(self, log):
        self.edit_entry(log)
        body = queries.line(5).body
        Entry.objects.filter(index=5).update(leaf_sha256=leaf_hash("sha256", body), leaf_sm3=leaf_hash("sm3", body))

    def drop_checkpoints(self, log):
        self.recompute_leaf(log)
        Checkpoint.objects.all().delete()

    def forget_the_signer_too(self, log):
        self.drop_checkpoints(log)
        for tree in ("sha256", "sm3"):
            del checkpoints.local_signer()._vault._files[f"signed-{tree}.note"]

    def test_an_edited_row_is_named(self, log):
        self.edit_row(log)
        assert codes() == ["ROW_ALTERED"]
        assert places("ROW_ALTERED") == [f"organisation_unit {log[5].pk}"]

    def test_the_payload_edited_with_it_is_named(self, log):
        self.edit_payload(log)
        assert codes() == ["PAYLOAD_MISMATCH"]
        assert places("PAYLOAD_MISMATCH") == ["trail_payload #5/1"]

    def test_the_entry_edited_with_it_is_named(self, log):
        self.edit_entry(log)
        found = codes()
        assert found.count("LEAF_MISMATCH") == found.count("CHECKPOINT_MISMATCH") == 2
        assert set(places("LEAF_MISMATCH")) == {"trail_entry #5"}

    def test_a_recomputed_leaf_does_not_fit_the_checkpoints(self, log):
        self.recompute_leaf(log)
        assert set(codes()) == {"CHECKPOINT_MISMATCH", "SIGNER_FORK", "TAIL_UNCOVERED"}

    def test_without_checkpoints_the_signer_still_remembers(self, log):
        self.drop_checkpoints(log)
        assert set(codes()) == {"SIGNER_FORK", "TAIL_UNCOVERED"}

    def test_with_the_key_stolen_only_an_outside_checkpoint_tells(self, log):
        kept_outside = checkpoints.sign()["sha256"]
        self.forget_the_signer_too(log)
        assert codes() == []
        assert codes(outside=[kept_outside]) == ["ANCHOR_MISMATCH"]


def test_a_restored_backup_is_named_by_the_signer_and_by_an_outside_checkpoint(log, tmp_path):
    kept_outside = checkpoints.sign()["sha256"]
    for index in (16, 15):
        Payload.objects.filter(entry_id=index).delete()
        CaseLink.objects.filter(entry_id=index).delete()
        Entry.objects.filter(index=index).delete()
    Checkpoint.objects.all().delete()
    found = codes(outside=[kept_outside])
    assert sorted(found) == ["ANCHOR_MISSING", "SIGNER_ROLLBACK", "SIGNER_ROLLBACK", "TAIL_UNCOVERED"]


def test_a_checkpoint_of_another_log_is_no_witness(log, tmp_path):
    note = LocalSigner(MemoryVault()).sign_checkpoint("sha256", 1, bytes(32), [])
    with pytest.raises(NoteError, match="可信密钥"):
        audit.audit(outside=[note])


@pytest.fixture
def since(log):
    """A checkpoint of the small log, which goes on after it."""
    kept = checkpoints.sign()["sha256"]
    rename(log[7], "更名之后")
    look(case_key=CASE)
    add_unit()
    return kept


def test_an_audit_since_a_checkpoint_looks_into_what_is_newer(log, since):
    tally = audit.Tally()
    assert audit.audit(tally, since=since) == []
    assert (tally.first, tally.entries, tally.rows) == (17, 3, 2)


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (lambda log: rewrite(log[7]), {"ROW_ALTERED"}),
        (lambda log: rewrite(log[2]), set()),  # older: not covered, and said so
        (lambda log: Unit.objects.filter(pk=log[2].pk).delete(), {"ROW_MISSING"}),
        (lambda _: Unit(name="影子中队").save(), {"ROW_UNLOGGED"}),
        (lambda _: Payload.objects.filter(entry_id=18).update(salt=bytes(32)), {"PAYLOAD_MISMATCH"}),
        (lambda _: Entry.objects.filter(index=18).update(leaf_sm3=bytes(32)), {"LEAF_MISMATCH"}),
        (
            lambda _: Entry.objects.filter(index=3).update(leaf_sha256=bytes(32)),
            {"ANCHOR_MISMATCH", "SIGNER_FORK", "CHECKPOINT_MISMATCH"},
        ),
    ],
)
def test_what_is_newer_is_looked_into_as_ever_and_what_is_older_by_its_root(log, since, tamper, expected):
    tamper(log)
    found = {one.code for one in audit.audit(since=since, sign=False)} - {"TAIL_UNCOVERED"}
    assert found == expected
    transaction.set_rollback(True)


def test_a_log_that_is_shorter_than_the_checkpoint_is_named(log, since):
    for index in (19, 18, 17, 16):
        for model in (Payload, RowVersion, CaseLink):
            model.objects.filter(entry_id=index).delete()
        Entry.objects.filter(index=index).delete()
    assert "ANCHOR_MISSING" in codes(since=since, sign=False)


def cut_out_entry(_log):
    Payload.objects.filter(entry_id=4).delete()
    RowVersion.objects.filter(entry_id=4).delete()
    Entry.objects.filter(index=4).delete()


def swap_entries(_log):
    one, other = Entry.objects.get(index=3), Entry.objects.get(index=4)
    for index, source in ((3, other), (4, one)):
        fields = {"body": source.body, "leaf_sha256": source.leaf_sha256, "leaf_sm3": source.leaf_sm3}
        Entry.objects.filter(index=index).update(**fields)


def write_entry(body):
    def act(_log):
        leaves = {f"leaf_{algorithm}": leaf_hash(algorithm, body) for algorithm in ALGORITHMS}
        Entry(index=17, body=body, **leaves).save(force_insert=True)

    return act


def move_case_link(_log):
    CaseLink.objects.filter(case_key=CASE, seq=3).update(seq=9)


def change_case_leaf(_log):
    CaseLink.objects.filter(case_key=CASE, seq=1).update(leaf=bytes(32))


def forge_note(note):
    return lambda _log: Checkpoint.objects.filter(origin__endswith="/sm3").update(note=note)


def add_row(_log):
    Unit(name="影子中队").save()


def bump_version(log):
    Unit.objects.filter(pk=log[4].pk).update(version=2)


def roll_row_back(log):
    Unit.objects.filter(pk=log[0].pk).update(version=1, name=log[0].name.removesuffix("（更名）"))


def forget_a_version_in_between(log):
    rename(log[0], "又改")
    RowVersion.objects.filter(row=str(log[0].pk), version=2).delete()


def point_elsewhere(log):
    RowVersion.objects.filter(row=str(log[0].pk), version=2).update(entry_id=16)


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (cut_out_entry, {"ENTRY_GAP", "CHECKPOINT_MISMATCH", "SIGNER_FORK", "ROW_UNLOGGED"}),
        (swap_entries, {"CHECKPOINT_MISMATCH", "SIGNER_FORK", "PAYLOAD_MISMATCH"}),
        (write_entry(b'{"a":1}'), {"ENTRY_TYPE"}),
        (write_entry(b'{"a": 1}'), {"ENTRY_NOT_CANONICAL"}),
        (write_entry(b"\xff"), {"ENTRY_NOT_CANONICAL"}),
        (lambda _: Entry(index=-1, body=b"", leaf_sha256=b"", leaf_sm3=b"").save(force_insert=True), {"ENTRY_GAP"}),
        (lambda _: Entry.objects.filter(index=3).update(leaf_sm3=bytes(32)), {"LEAF_MISMATCH"}),
        (lambda _: Node(algorithm="sm3", level=8, position=0, hash=bytes(32)).save(), {"NODE_MISMATCH"}),
        (lambda _: Node(algorithm="md5", level=8, position=0, hash=bytes(32)).save(), {"NODE_MISMATCH"}),
        (move_case_link, {"CASE_CHAIN_BROKEN"}),
        (change_case_leaf, {"CASE_CHAIN_BROKEN"}),
        (lambda _: CaseLink.objects.filter(seq=2).delete(), {"CASE_CHAIN_BROKEN"}),
        (lambda _: CaseLink(case_key=CASE, seq=7, entry_id=1, leaf=bytes(32)).save(), {"CASE_CHAIN_BROKEN"}),
        (lambda _: CaseLink(case_key=CASE, seq=4, entry_id=99, leaf=bytes(32)).save(), {"CASE_CHAIN_BROKEN"}),
        (lambda _: Payload.objects.filter(entry_id=4, position=0).delete(), {"PAYLOAD_MISSING"}),
        (lambda _: Payload(entry_id=4, position=7, salt=b"", data=b"").save(), {"PAYLOAD_UNLOGGED"}),
        (lambda _: Payload(entry_id=99, position=0, salt=b"", data=b"").save(), {"PAYLOAD_UNLOGGED"}),
        (lambda _: Payload.objects.filter(entry_id=4, position=0).update(salt=bytes(32)), {"PAYLOAD_MISMATCH"}),
        (lambda _: RowVersion.objects.filter(entry_id=4).delete(), {"INDEX_BROKEN", "ROW_UNLOGGED"}),
        (lambda _: RowVersion(table="x", row="1", version=1, entry_id=99, position=0).save(), {"INDEX_BROKEN", "ROW_MISSING"}),
        (point_elsewhere, {"INDEX_BROKEN", "ROW_ALTERED"}),
        (forget_a_version_in_between, {"INDEX_BROKEN", "ROW_UNLOGGED"}),
        (forge_note(b"no note"), {"CHECKPOINT_BAD_SIG"}),
        (lambda _: Checkpoint.objects.filter(origin__endswith="/sm3").update(size=16), {"CHECKPOINT_BAD_SIG"}),
        (add_row, {"ROW_UNLOGGED"}),
        (bump_version, {"ROW_UNLOGGED"}),
        (roll_row_back, {"ROW_ALTERED"}),
        (lambda log: Unit.objects.filter(pk=log[9].pk).delete(), {"ROW_MISSING"}),
        (lambda log: Unit.objects.filter(pk=log[9].pk).update(id=0), {"ROW_MISSING", "ROW_UNLOGGED"}),
    ],
)  # fmt: skip
def test_each_kind_of_tampering_has_its_name(log, tamper, expected):
    tamper(log)
    assert set(codes(sign=False)) - {"TAIL_UNCOVERED"} == expected
    transaction.set_rollback(True)  # rows that point nowhere are part of the attack: no check of foreign keys


def test_a_forged_checkpoint_leaves_the_tail_uncovered(log):
    Checkpoint.objects.filter(origin__endswith="/sm3").delete()
    assert codes(sign=False) == ["TAIL_UNCOVERED"]


def test_stored_subtrees_are_compared_and_missed(db):
    for _ in range(256):
        look()
    assert codes() == []
    unfasten(connection, GUARDED)
    Node.objects.filter(algorithm="sm3").update(hash=bytes(32))
    Node.objects.filter(algorithm="sha256").delete()
    assert places("NODE_MISMATCH") == ["trail_node sha256 8/0", "trail_node sm3 8/0"]


def test_an_untouched_structure_is_recorded_once_and_found_the_same(db):
    installation.log_installation(at=AT)
    size = queries.size()
    installation.log_installation(at=AT)
    assert queries.size() == size == 2
    assert codes() == []
    unfasten(connection, GUARDED)
    assert codes() == ["SCHEMA_CHANGED"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own way to change its structure")
def test_a_change_in_sqlites_own_indexes_is_noticed(db):
    installation.log_installation(at=AT)
    own = "name LIKE 'sqlite_autoindex_trail_payload%'"
    loosen(connection)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA writable_schema=ON")
        cursor.execute(f"UPDATE sqlite_master SET tbl_name = 'Trail_payload' WHERE {own}")  # noqa: S608
        cursor.execute("PRAGMA writable_schema=OFF")
    assert codes() == ["SCHEMA_CHANGED"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite counts the ids it gave in a table of its own")
@pytest.mark.parametrize("change", ["seq = 0", "seq = 'x'", "name = 'Organisation_unit'"])
def test_a_change_in_sqlites_own_counters_is_noticed(log, change):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE sqlite_sequence SET {change} WHERE name = 'organisation_unit'")  # noqa: S608
    assert codes() == ["DB_CORRUPT"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite stores any type in any column")
def test_a_value_of_another_storage_type_is_named(log):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organisation_unit SET name = CAST(name AS BLOB) WHERE id = %s", [log[3].pk])
        cursor.execute('UPDATE trail_payload SET salt = CAST(hex(salt) AS TEXT) WHERE entry_id = 2 AND "position" = 0')
    found = audit.audit()
    assert [one.where.split()[0] for one in found if one.code == "ROW_TYPE"] == ["trail_payload", "organisation_unit"]
    assert {"ROW_ALTERED", "DB_UNREADABLE"} <= {one.code for one in found}


def test_a_part_that_breaks_down_does_not_stop_the_others(log, monkeypatch):
    def breaks(_tally):
        yield audit.finding("EVIDENCE_MISSING", "evidence/ab")
        raise OSError("disk on fire")

    monkeypatch.setattr(audit, "_registered", {})
    audit.register("证据", breaks)
    rewrite(log[2])
    found = audit.audit()
    assert [one.code for one in found] == ["ROW_ALTERED", "EVIDENCE_MISSING", "DB_UNREADABLE"]
    assert "disk on fire" in found[-1].sentence


def test_a_row_that_is_lawfully_changed_while_the_audit_reads_is_no_finding(log, monkeypatch):
    first_look = rows._suspects
    unit = add_unit()

    def changed_in_between(model, keys):
        suspects = first_look(model, keys)
        return [*suspects, *([unit.pk] if model is Unit else [])]

    monkeypatch.setattr(rows, "_suspects", changed_in_between)
    assert codes() == []


def test_every_finding_says_in_chinese_what_is_wrong_and_what_to_do():
    for code in _CATALOGUE:
        one = audit.finding(code, "somewhere", "一句细节。")
        for text in (one.sentence, one.what_to_do):
            assert text.endswith("。")
            assert not text.endswith("。。")
            assert "{" not in text


def test_a_damaged_key_folder_is_a_finding(log, monkeypatch, tmp_path):
    (tmp_path / "ledger.key").write_text("nonsense")
    (tmp_path / "ledger.key").chmod(0o600)
    monkeypatch.setattr(checkpoints, "office_signer", lambda *_, **__: LocalSigner(FolderVault(tmp_path)))
    assert codes() == ["SIGNER_UNREADABLE"]

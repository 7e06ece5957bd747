"""python -m tests.trail.flips FOLDER STEP [FIRST]: changes one bit of every STEP-th byte of a small database, from FIRST on.

Every change that a reader of the database could notice must be found by an audit. Prints as JSON how many bytes the file has, how many
were changed, how often that changed any content or made it unreadable, and the positions where such a change was not found.
"""
# ruff: noqa: PLC0415, T201 - models exist once Django is set up; the result goes to whoever started this program

import json
import os
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

AT = datetime(2026, 3, 9, tzinfo=UTC)


def main(folder, step, first="0"):
    path = Path(folder) / "zhiji.sqlite3"
    os.environ |= {"ZHIJI_DATA": folder, "DJANGO_SETTINGS_MODULE": "zhiji.config.settings"}
    build()
    original = at_rest(path)
    sound = content(original)
    assert not (left := found(original)), left
    tried, changed, missed = 0, 0, []
    for position in range(int(first), len(original), int(step)):
        tried += 1
        data = flipped(original, position)
        if content(data) != sound:
            changed += 1
            missed += [] if found(data) else [position]
    print(json.dumps({"bytes": len(original), "tried": tried, "changed": changed, "missed": missed}))


def at_rest(path):
    """The database as one file, whose bytes alone are all there is: no journal beside it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    return path.read_bytes()


def build():
    """Only the ledger's tables and one of the office's, on small pages, so that every byte can be tried."""
    import django

    django.setup()
    from django.db import connection

    from zhiji.external.signer import LocalSigner, MemoryVault
    from zhiji.organisation.models import Unit
    from zhiji.trail import audit as audit_package
    from zhiji.trail import checkpoints, installation, seat_belts
    from zhiji.trail.audit import database, rows
    from zhiji.trail.models import LEDGER_MODELS, TimestampAuthority, Witness

    connection.settings_dict["OPTIONS"]["init_command"] = "PRAGMA page_size=1024"
    with connection.schema_editor() as editor:
        for model in (*LEDGER_MODELS, Unit, Witness, TimestampAuthority):
            editor.create_model(model)
    seat_belts.fasten(connection, seat_belts.GUARDED)
    database.tracked_models = rows.tracked_models = lambda: [Unit, Witness]
    audit_package._registered.clear()
    signer = LocalSigner(MemoryVault(), with_sm2=False)
    checkpoints.office_signer = lambda *_, **__: signer
    installation.log_installation(at=AT)
    fill()


def fill():
    from django.db import transaction

    from zhiji.core.ledger.entry import EntryType
    from zhiji.organisation.models import Unit
    from zhiji.trail import actions, checkpoints, tracked
    from zhiji.trail.actor import SYSTEM

    for number in range(40):
        with transaction.atomic():
            unit = tracked.create(Unit(name=f"第{number}中队"))
            actions.record(EntryType.ORGANISATION_CHANGED, by=SYSTEM, at=AT, rows=[unit], facts={"number": number})
        if number % 10 == 0:
            with transaction.atomic():
                tracked.update(unit, name=f"第{number}大队")
                actions.record(EntryType.ORGANISATION_CHANGED, by=SYSTEM, at=AT, rows=[unit], case_key=bytes(32))
            checkpoints.sign()
    checkpoints.sign()
    cosign()


def cosign():
    """An anchor, by a witness that is asked by file."""
    from zhiji.core.ledger.keys import CosignerKey
    from zhiji.core.ledger.note import Note
    from zhiji.trail import checkpoints
    from zhiji.trail.actor import SYSTEM
    from zhiji.trail.anchoring import actions, witnessing

    key = CosignerKey("witness.example/w1", bytes(32))
    witness = actions.add_witness("w1", str(key.verifier), by=SYSTEM, at=AT)
    checkpoints.sign()
    note = witnessing.submission(witness).note
    cosigned = Note(note.text, (*note.signatures, key.cosign(note.text, time=1_772_000_000)))
    witnessing.accept(witness, str(cosigned).encode(), at=AT)
    checkpoints.sign()


def flipped(data, position):
    return data[:position] + bytes([data[position] ^ 1 << position % 8]) + data[position + 1 :]


def found(data):
    """The first finding of an audit of these bytes, read from memory."""
    from django.db import connection

    from zhiji.trail import audit

    connection.ensure_connection()
    connection.connection.set_authorizer(None)  # it would take this for an ATTACH
    connection.connection.deserialize(data)
    return next(audit.findings(audit.Tally(), sign=False), None)


def content(data):
    """Everything a reader could see, value and type, read past all indexes; or that it cannot be read."""
    try:
        with closing(sqlite3.connect(":memory:")) as reader:
            reader.deserialize(data)
            marks = reader.execute("SELECT * FROM pragma_user_version, pragma_application_id").fetchall()
            schema = reader.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()
            tables = [name for kind, name, *_ in schema if kind == "table"]
            rows = [reader.execute(f'SELECT * FROM "{name}" NOT INDEXED').fetchall() for name in tables]  # noqa: S608
            return repr((marks, schema, rows))
    except (sqlite3.Error, ValueError) as error:
        return f"unreadable: {type(error).__name__}"


if __name__ == "__main__":
    main(*sys.argv[1:])

from django.db import migrations

from zhiji.trail import seat_belts

PAYLOAD = {"trail_payload": (("entry_id", "position"),)}
BOTH = {**PAYLOAD, "trail_tombstone": (("entry_id", "position"),)}


def fasten(_apps, editor):
    seat_belts.unfasten(editor.connection, PAYLOAD)
    seat_belts.fasten(editor.connection, BOTH)


def unfasten(_apps, editor):
    seat_belts.unfasten(editor.connection, BOTH)
    seat_belts.fasten(editor.connection, PAYLOAD)


class Migration(migrations.Migration):
    dependencies = [("trail", "0003_tombstones")]

    operations = [migrations.RunPython(fasten, unfasten)]

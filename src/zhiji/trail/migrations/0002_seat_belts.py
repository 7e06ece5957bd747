from django.db import migrations

from zhiji.trail import seat_belts

KEYS = {
    "trail_entry": (("index",),),
    "trail_node": (("algorithm", "level", "position"),),
    "trail_checkpoint": (("origin", "size"),),
    "trail_payload": (("entry_id", "position"),),
    "trail_caselink": (("case_key", "seq"), ("entry_id",)),
    "trail_rowversion": (("table", "row", "version"), ("entry_id", "position")),
}


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda _apps, editor: seat_belts.fasten(editor.connection, KEYS),
            lambda _apps, editor: seat_belts.unfasten(editor.connection, KEYS),
        )
    ]

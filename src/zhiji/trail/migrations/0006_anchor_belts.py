from django.db import migrations

from zhiji.trail import seat_belts

KEYS = {"trail_anchor": (("entry_id",),)}


class Migration(migrations.Migration):
    dependencies = [("trail", "0005_anchors")]

    operations = [
        migrations.RunPython(
            lambda _apps, editor: seat_belts.fasten(editor.connection, KEYS),
            lambda _apps, editor: seat_belts.unfasten(editor.connection, KEYS),
        )
    ]

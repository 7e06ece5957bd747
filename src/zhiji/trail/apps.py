from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from zhiji.core.ledger.self_test import self_test
from zhiji.trail.authorising import guard


class TrailConfig(AppConfig):
    name = "zhiji.trail"
    label = "trail"
    verbose_name = "留痕"

    def ready(self) -> None:
        from zhiji.trail import checks  # noqa: F401, PLC0415  (registers itself; needs the models)

        connection_created.connect(guard, dispatch_uid="trail")
        self_test()

from __future__ import annotations

from django.apps import AppConfig

from zhiji.core.ledger.self_test import self_test


class TrailConfig(AppConfig):
    name = "zhiji.trail"
    label = "trail"
    verbose_name = "留痕"

    def ready(self) -> None:
        from zhiji.trail import checks  # noqa: F401, PLC0415  (registers itself; needs the models)

        self_test()

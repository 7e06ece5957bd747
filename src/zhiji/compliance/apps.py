from __future__ import annotations

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "zhiji.compliance"
    label = "compliance"
    verbose_name = "合规"

    def ready(self) -> None:
        """Findings follow every change of a case."""
        from zhiji.cases import changes  # noqa: PLC0415  # models load first
        from zhiji.compliance import standings  # noqa: PLC0415

        changes.follow(standings.refresh)

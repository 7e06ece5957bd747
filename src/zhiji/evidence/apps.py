from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "zhiji.evidence"
    label = "evidence"
    verbose_name = "音像与证据"

    def ready(self) -> None:
        from zhiji.evidence.fixity import check_files  # noqa: PLC0415  (needs the models)
        from zhiji.trail.audit import register  # noqa: PLC0415

        register("证据文件", check_files)

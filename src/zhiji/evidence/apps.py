from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "zhiji.evidence"
    label = "evidence"
    verbose_name = "音像与证据"

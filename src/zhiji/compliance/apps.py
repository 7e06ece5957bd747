from __future__ import annotations

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "zhiji.compliance"
    label = "compliance"
    verbose_name = "合规"

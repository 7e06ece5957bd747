from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "zhiji.cases"
    label = "cases"
    verbose_name = "案件"

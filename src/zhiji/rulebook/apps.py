from __future__ import annotations

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "zhiji.rulebook"
    label = "rulebook"
    verbose_name = "制度库"

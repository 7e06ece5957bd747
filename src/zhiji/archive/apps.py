from __future__ import annotations

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "zhiji.archive"
    label = "archive"
    verbose_name = "案卷"

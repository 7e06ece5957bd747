from __future__ import annotations

from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "zhiji.trail"
    label = "trail"
    verbose_name = "留痕"

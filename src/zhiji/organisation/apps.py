from __future__ import annotations

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "zhiji.organisation"
    label = "organisation"
    verbose_name = "机构"

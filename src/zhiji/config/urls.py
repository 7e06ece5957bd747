"""Root addresses; each door lists its own."""

from __future__ import annotations

from django.urls import include, path

from zhiji.api.site import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("zhiji.web.urls")),
]
handler403 = "zhiji.web.errors.forbidden"
handler404 = "zhiji.web.errors.not_found"
handler500 = "zhiji.web.errors.server_error"

"""What the web server runs. WSGI, not ASGI: a body cut off half-way keeps what has arrived (docs/adr/0002)."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiji.config.settings")
application = get_wsgi_application()

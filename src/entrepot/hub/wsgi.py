"""The web process's door for granian."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrepot.hub.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - every page and API call is loaded now, not while the first reader waits

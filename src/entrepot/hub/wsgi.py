"""The web process's door for granian."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrepot.hub.settings")
# No page is worth waiting longer for; a few that never end would take all threads. Workers and migrations have their time.
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=15s")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - every page and API call is loaded now, not while the first reader waits

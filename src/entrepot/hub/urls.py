"""Addresses: the API under /api/v1/, and every page below the edition that it is read in."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from entrepot.hub import pages
from entrepot.hub.api import api


def _rooms(room: str) -> list[str]:
    """Module names of this room in every package that has one."""
    names = [config.name for config in apps.get_app_configs() if config.name.startswith("entrepot.")]
    return [f"{name}.{room}" for name in names if name != "entrepot.hub" and find_spec(f"{name}.{room}")]


for module in _rooms("api"):
    api.add_router("", import_module(module).router)

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("health", pages.health, name="health"),
    path("robots.txt", pages.robots, name="robots"),
    path("favicon.ico", RedirectView.as_view(url="/static/web/favicon.svg", permanent=True)),
    *i18n_patterns(
        path("", pages.home, name="home"),
        path("chart.json", pages.home_chart, name="home_chart"),
        path("", include("entrepot.hub.first_run_urls")),
        path("", include("entrepot.hub.desk.urls")),
        path("account/", include("allauth.urls")),
        *[path("", include(module)) for module in _rooms("urls")],
    ),
]

handler400 = "entrepot.web.pages.bad_request"
handler404 = "entrepot.web.pages.not_found"
handler403 = "entrepot.web.pages.forbidden"
handler500 = "entrepot.web.pages.broken"

"""Addresses: the API under /api/v1/, and every page below the edition that it is read in."""

from importlib import import_module

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from entrepot.hub import help, offline, pages, sitemap, status
from entrepot.hub.api import api
from entrepot.hub.rooms import rooms

for module in rooms("api"):
    api.add_router("", import_module(module).router)

api.add_router("", status.router)

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("health", pages.health, name="health"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap/<slug:name>-<int:number>.xml", sitemap.part, name="sitemap_part"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("favicon.ico", RedirectView.as_view(url="/static/web/favicon.svg", permanent=True)),
    *i18n_patterns(
        path("", pages.home, name="home"),
        path("status/", status.status, name="status"),
        path("help/", help.index, name="help"),
        path("help/<slug:slug>/", help.desk, name="help_desk"),
        path("chart.json", pages.home_chart, name="home_chart"),
        path("manifest.webmanifest", offline.manifest, name="manifest"),
        path("offline/", offline.offline, name="offline"),
        path("", include("entrepot.hub.first_run_urls")),
        path("", include("entrepot.hub.desk.urls")),
        path("account/", include("entrepot.parties.account_urls")),
        *[path("", include(module)) for module in rooms("urls")],
    ),
]

handler400 = "entrepot.web.pages.bad_request"
handler404 = "entrepot.web.pages.not_found"
handler403 = "entrepot.web.pages.forbidden"
handler500 = "entrepot.web.pages.broken"

"""Pages of the hub itself: home and health."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page

from entrepot.facts import public as facts
from entrepot.hub.context import desks_of, reader
from entrepot.hub.home import home as first_page
from entrepot.hub.traffic import first_chart
from entrepot.parties import public as parties
from entrepot.values.clock import now
from entrepot.web import public as web


def home(request: HttpRequest) -> HttpResponse:
    shown = first_page(now())
    desks = {name for name, _ in desks_of(reader(request), parties.hub_profile().operator_org_ref)}
    figures = [(figure, figure.href(desks)) for figure in shown.figures]
    return render(
        request,
        "hub/home.html",
        {
            "home": shown,
            "figures": figures,
            "is_operator": "desk" in desks,
            "public_page": web.public_page(request),
        },
    )


@conditional_page
@cache_control(max_age=30)
def home_chart(request: HttpRequest) -> HttpResponse:
    """What the first page's live chart draws: for everybody, and not sent again to a browser that has it."""
    return HttpResponse(first_chart(now()), content_type="application/json")


def health(request: HttpRequest) -> HttpResponse:
    """For supervisors: 200 when the database answers and the workers keep up; 503 with the reason otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    backlog = facts.backlog()
    return JsonResponse(
        {"database": "answers", "pending": backlog.pending, "parked": len(backlog.parked)},
        status=200 if not backlog.parked else 503,
    )


def robots(request: HttpRequest) -> HttpResponse:
    said = f"User-agent: *\nDisallow: /api/\nSitemap: {web.whole_address(reverse('sitemap'))}\n"
    return HttpResponse(said, content_type="text/plain")

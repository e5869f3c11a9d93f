"""Pages of the hub itself: home and health."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page

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
    """For supervisors and load balancers: 200 while the database answers, else 503. How well the hub is, its status says:
    one fact that nobody can work off takes no hub away from its readers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"database": "answers"})


def robots(request: HttpRequest) -> HttpResponse:
    said = f"User-agent: *\nDisallow: /api/\nSitemap: {web.whole_address(reverse('sitemap'))}\n"
    return HttpResponse(said, content_type="text/plain")

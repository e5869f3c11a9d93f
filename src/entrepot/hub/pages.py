"""Pages of the hub itself: home and health."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from entrepot.facts import public as facts
from entrepot.hub.home import home as first_page


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/home.html", {"home": first_page()})


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
    return HttpResponse("User-agent: *\nDisallow: /api/\n", content_type="text/plain")

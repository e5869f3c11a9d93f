"""The first-run page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def first_run(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/first_run.html")

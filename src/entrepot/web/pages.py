"""Pages for what went wrong."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from entrepot.values import Refusal
from entrepot.values.refusal import message
from entrepot.web import problems
from entrepot.web.away import away, is_away
from entrepot.web.themes import chosen_theme


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problems.problem(
        request,
        Refusal(
            "not_found",
            message(
                "There is nothing here that you may see. Check the address, or sign in with another account."
            ),
            status=404,
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problems.problem(
        request, Refusal("forbidden", message("This is not for your account."), status=403)
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that is too large or damaged, or names a host that is not ours. The host must not be asked for again."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    if problems.is_api(request):
        detail = gettext("It is too large, or a part of it is damaged. Nothing was changed.")
        return problems.problem_json(status=status, code=f"http_{status}", detail=detail)
    return HttpResponse(render_to_string("400.html", {"theme": chosen_theme(request)}), status=status)


def broken(request: HttpRequest) -> HttpResponse:
    """A mistake of ours, shown without asking the database for anything."""
    if is_away(sys.exc_info()[1]):
        return away(request)
    detail = gettext("The hub made a mistake. It is written down; nothing of yours was changed by this page.")
    if problems.is_api(request):
        return problems.problem_json(status=500, code="broken", detail=detail)
    text = render_to_string("web/broken.html", {"detail": detail, "theme": chosen_theme(request)})
    return HttpResponse(text, status=500)

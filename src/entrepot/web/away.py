"""When the database does not answer: say so in the reader's edition, without asking it."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from entrepot.web import problems
from entrepot.web.themes import chosen_theme

RETRY_SECONDS = 5


def is_away(error: BaseException | None) -> bool:
    """True for a lost or refused connection (no SQLSTATE, class 08, 57P0x, 53300), not for trouble inside a query."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(("08", "57P")) or state == "53300"


def away(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After. A page tries again by itself."""
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        if problems.is_api(request):
            response = problems.problem_json(
                status=503,
                code="database_away",
                detail=gettext("The hub's database does not answer. Try again in a few seconds."),
            )
        else:
            text = render_to_string(
                "web/away.html",
                {"retry_seconds": RETRY_SECONDS, "theme": chosen_theme(request)},
            )
            response = HttpResponse(text, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response

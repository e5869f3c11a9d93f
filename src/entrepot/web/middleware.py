"""Around every page: the database may be away, an action may refuse, the reader has a country and a currency."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DataError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from entrepot.values import Refusal
from entrepot.values.refusal import message
from entrepot.web import problems, shopping, themes
from entrepot.web.away import away, is_away

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class DatabaseAway:
    """Answers 503 for a view that lost the database. What is lost before the view, web.pages.broken answers."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return away(request) if is_away(error) else None


class PlannedForItsValues:
    """What only reads is planned for the very words and shops asked for. A prepared statement soon gets one plan for all
    values, and a word that 20,000 products bear needs another one than a rare word. What writes keeps its prepared
    statements: they find single rows, and are many."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        opened = connection.connection
        if opened is None or request.method not in ("GET", "HEAD"):
            return self._get_response(request)
        threshold, opened.prepare_threshold = opened.prepare_threshold, None
        try:
            return self._get_response(request)
        finally:
            opened.prepare_threshold = threshold


class ProblemDetails:
    """What the framework would tell a program in words of its own becomes problem details like every other "no"."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        told = "json" in response.get("Content-Type", "")  # by the call itself, which may have more to say
        if response.status_code < 400 or told or not request.path_info.startswith("/api/"):
            return response
        return problems.told_properly(request, response)


class OwnPages:
    """What differs by reader is kept by the reader's browser, by nobody between."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if "cookie" in response.get("Vary", "").lower() and "public" not in response.get("Cache-Control", ""):
            patch_cache_control(response, private=True)
        return response


class ShopperChoice:
    """Keeps ?to=, ?currency= and ?theme= for the pages that follow, and turns a page's refusal into words."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if problems.is_api(request):  # programs say it each time; a session per call would fill the table
            return self._get_response(request)
        if shopping.COUNTRY in request.GET or shopping.CURRENCY in request.GET:
            shopping.keep_choice(request, *shopping.chosen_now(request))
        theme = request.GET.get(themes.PARAMETER)
        if theme and request.method == "GET":
            return themes.keep_theme(request, theme)
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if _is_nul(error):
            error = Refusal("not_valid", message("This is not what is asked for."), status=422)
        return problems.problem(request, error) if isinstance(error, Refusal) else None


def _is_nul(error: Exception) -> bool:
    """True for a text with U+0000, which PostgreSQL keeps in no column and looks up in none."""
    state = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, DataError) and (state == "22P05" or (state is None and "NUL" in str(error)))

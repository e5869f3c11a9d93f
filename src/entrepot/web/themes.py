"""Day or night colours: the browser's own wish unless the reader chose otherwise."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect

PARAMETER = "theme"
COOKIE = "entrepot_theme"
THEMES = ("light", "dark")
_A_YEAR = 365 * 24 * 60 * 60


def chosen_theme(request: HttpRequest) -> str:
    """ "light", "dark", or "" to follow the browser."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in THEMES else ""


def keep_theme(request: HttpRequest, theme: str) -> HttpResponseRedirect:
    """Back to the same address without ?theme=, so that a link passed on does not carry one's own taste."""
    query = request.GET.copy()
    del query[PARAMETER]
    address = request.path + (f"?{query.urlencode()}" if query else "")
    # A path that begins with two slashes would lead to another host.
    response = HttpResponseRedirect("/" + address.lstrip("/"))
    if theme in THEMES:
        response.set_cookie(
            COOKIE,
            theme,
            max_age=_A_YEAR,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
    else:
        response.delete_cookie(COOKIE)
    return response

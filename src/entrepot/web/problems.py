"""Every "no" in one place: RFC 9457 problem details for the API, a page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from entrepot.values import BadAmount, BadValue, Refusal
from entrepot.values.refusal import message
from entrepot.web.words import TooOften

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, str] = {
    400: message("The request is not well formed"),
    401: message("Sign in first"),
    403: message("Not allowed"),
    404: message("Nothing here"),
    405: message("Not done this way"),
    409: message("Not possible now"),
    413: message("Too large"),
    422: message("Something is not filled in right"),
    429: message("Too many tries"),
    500: message("The hub made a mistake"),
    503: message("The hub is not ready"),
}

# What pydantic says of a field, in our words; the first part of its type that matches.
_FIELD_MESSAGES: Mapping[str, str] = {
    "missing": message("This is missing."),
    "string_too_long": message("This is longer than %(max_length)s characters."),
    "string_too_short": message("This is shorter than %(min_length)s characters."),
    "string_pattern_mismatch": message("This does not have the form that is asked for."),
    "greater_than_equal": message("This must be %(ge)s or more."),
    "greater_than": message("This must be more than %(gt)s."),
    "less_than_equal": message("This must be %(le)s or less."),
    "less_than": message("This must be less than %(lt)s."),
    "extra_forbidden": message("There is no field of this name."),
    "int": message("This must be a whole number."),
    "decimal": message("This must be a number."),
    "float": message("This must be a number."),
    "bool": message("This must be true or false."),
    "datetime": message("This must be an instant such as 2026-10-31T08:00:00Z."),
    "date": message("This must be a day such as 2026-10-31."),
    "enum": message("This is not one of the choices: %(expected)s."),
    "literal": message("This is not one of the choices: %(expected)s."),
    "list": message("This must be a list."),
    "string": message("This must be text."),
    "json": message("This is not JSON."),
}
_FIELD_OTHERWISE = message("This is not what is asked for.")
_METHODS = message("%(method)s is not done at this address; it takes %(allowed)s.")


def message_text(message_id: str, params: Mapping[str, object] | None = None) -> str:
    """A message id in the active edition, with its places filled."""
    text = gettext(message_id) if message_id else ""
    return text % dict(params) if params else text


def title_of(status: int) -> str:
    return gettext(TITLES.get(status, TITLES[409 if status < 500 else 500]))


def is_api(request: HttpRequest) -> bool:
    """True where a program reads the answer."""
    return request.path_info.startswith(("/api/", "/health"))


def problem(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as problem+json for the API, as a page for people."""
    detail = message_text(refusal.message, refusal.params)
    if is_api(request):
        response = problem_json(
            status=refusal.status,
            code=refusal.code,
            detail=detail,
            field=refusal.field,
            params=refusal.params,
        )
    else:
        response = render(
            request,
            "web/problem.html",
            {
                "status": refusal.status,
                "title": title_of(refusal.status),
                "detail": detail,
                "code": refusal.code,
                "back": _page_before(request),
            },
            status=refusal.status,
        )
    if isinstance(refusal, TooOften):
        response["Retry-After"] = str(refusal.wait_seconds)
    return response


def _page_before(request: HttpRequest) -> str:
    """Where a refused form was sent from, if it was a page of this hub."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()})
    return before if ours and request.method == "POST" else ""


def problem_json(
    *,
    status: int,
    code: str,
    detail: str,
    field: str | None = None,
    params: Mapping[str, object] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> HttpResponse:
    body: dict[str, object] = {
        "type": f"urn:entrepot:problem:{code}",
        "title": title_of(status),
        "status": status,
        "detail": detail,
        "code": code,
    }
    if field:
        body["field"] = field
    if params:
        body["params"] = {name: str(value) for name, value in params.items()}
    if errors:
        body["errors"] = errors
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False).encode(), status=status, content_type=MEDIA_TYPE
    )
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def told_properly(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """An error of the framework as problem details. Its headers stay: which methods are allowed, how long to wait."""
    status, allowed = response.status_code, response.get("Allow", "")
    detail = title_of(status)
    if allowed:
        detail = message_text(_METHODS, {"method": request.method, "allowed": allowed})
    problem = problem_json(status=status, code=f"http_{status}", detail=detail)
    for name, value in response.items():
        if not name.startswith("Content-"):
            problem[name] = value
    return problem


def install(api: NinjaAPI) -> None:
    """Give an API these answers for every refusal, bad value and missing page."""

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        return problem(request, refusal)

    @api.exception_handler(ValidationError)
    def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [_field_error(item) for item in error.errors]
        return problem_json(
            status=422,
            code="not_valid",
            detail=gettext("Some fields are not filled in right; `errors` says which."),
            errors=errors,
        )

    @api.exception_handler(BadValue)
    def bad_value(request: HttpRequest, error: BadValue) -> HttpResponse:
        return problem_json(status=422, code="not_valid", detail=message_text(error.message, error.params))

    @api.exception_handler(BadAmount)
    def bad_amount(request: HttpRequest, error: BadAmount) -> HttpResponse:
        detail = gettext(
            "An amount is whole minor units, and a currency the three letters of ISO 4217, for example MYR."
        )
        return problem_json(status=422, code="not_valid", detail=detail)

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem_json(status=404, code="not_found", detail=gettext("There is nothing at this address."))

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem_json(
            status=error.status_code, code=f"http_{error.status_code}", detail=title_of(error.status_code)
        )


def _field_error(item: Mapping[str, object]) -> dict[str, str]:
    """One finding of pydantic: the field's path and a sentence. Pydantic's English stays out of the answer."""
    kind = str(item.get("type", ""))
    given = item.get("ctx")
    context = {str(name): value for name, value in given.items()} if isinstance(given, Mapping) else {}
    sentence = context.pop("message", None) or next(
        (text for start, text in _FIELD_MESSAGES.items() if kind == start or kind.startswith(f"{start}_")),
        _FIELD_OTHERWISE,
    )
    location = item.get("loc")
    path = location[1:] if isinstance(location, tuple | list) else ()
    if path and path[0] == "body":
        path = path[1:]
    try:
        detail = message_text(sentence, context)
    except KeyError:
        detail = gettext(_FIELD_OTHERWISE)
    return {"field": ".".join(str(part) for part in path), "detail": detail, "code": kind}

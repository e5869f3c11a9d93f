"""Who asks: from a session or an API key to an Actor. Pages and API use the same answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from ninja.security import HttpBearer

from entrepot.parties import actions, interrupted, models, queries, words
from entrepot.values import Refusal
from entrepot.values.clock import now
from entrepot.values.refusal import message

P = ParamSpec("P")
_KEPT = "_entrepot_actor"
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


def actor_of(request: HttpRequest) -> words.Actor:
    """The person of the API key or the session; an Actor without user_ref if there is neither.

    Refuses a key that is wrong or revoked: it is never taken for nobody. Asked once per request.
    """
    kept = getattr(request, _KEPT, None)
    if isinstance(kept, words.Actor):
        return kept
    actor = _find_actor(request)
    setattr(request, _KEPT, actor)
    return actor


def _find_actor(request: HttpRequest) -> words.Actor:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = queries.actor_by_key(text)
        if found is None:
            raise words.bad_key()
        actor, key = found
        actions.note_key_used(key, at=now())
        return actor
    user = getattr(request, "user", None)
    if not isinstance(user, models.User) and not (user and user.is_authenticated):
        return words.NOBODY
    if request.method not in _SAFE and request.path_info.startswith("/api/") and _is_forged(request):
        # The API's views are exempt from the middleware's check, because keys need none. Sessions do.
        raise Refusal(
            "parties.csrf",
            message("A page of this hub may use its API with your session; this call did not come from one."),
            status=403,
        )
    return queries.actor_for(user)


class _CsrfCheck(CsrfViewMiddleware):
    """Only the answer: the page that Django draws for a refusal would ask who is signed in, and so on for ever."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseForbidden:
        return HttpResponseForbidden(reason)


def _is_forged(request: HttpRequest) -> bool:
    check = _CsrfCheck(lambda _: HttpResponse())
    check.process_request(request)
    # The middleware marks what it has looked at, and it looked past the API.
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    return check.process_view(request, lambda _: HttpResponse(), (), {}) is not None


class _ApiAuth(HttpBearer):
    """Bearer API key or session. In the API's description it is the bearer scheme."""

    def __call__(self, request: HttpRequest) -> words.Actor:
        actor = actor_of(request)
        if not actor.signed_in:
            raise words.sign_in_first()
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> words.Actor:
        return self(request)


api_auth = _ApiAuth()


def sign_in(request: HttpRequest, user_ref: str) -> None:
    """Let the reader of this request be this person from now on: who has just proved it otherwise than by a password."""
    login(request, models.User.objects.get(user_ref=user_ref))


def sign_in_required(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For pages: who is not signed in signs in and comes back to the same address, with what they typed."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not actor_of(request).signed_in:
            if request.method in _SAFE:
                back = request.get_full_path()
            else:
                kept = interrupted.keep(request)
                back = reverse("send_again") if kept else interrupted.page_before(request)
            response: HttpResponse = redirect_to_login(back)
            return response
        return view(request, *args, **kwargs)

    return guarded


def proved_lately(request: HttpRequest) -> bool:
    """True for an API key, which is its own proof, and for who signed in or said a secret a short while ago."""
    return "Authorization" in request.headers or not is_reauthentication_required(request, app="parties")


def proof_required(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For pages that do what hurts: who signed in a while ago says a secret again, and what was sent then goes on."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not proved_lately(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded

"""Around every page: where its reader is signed in, and what they choose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from entrepot.parties import choices
from entrepot.parties.models import User

GetResponse = Callable[[HttpRequest], HttpResponseBase]


SESSION_IS_NOTED_EVERY = timedelta(minutes=5)


class LastSeen:
    """Notes that a session is used, at most once in a while."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            since = timezone.now() - SESSION_IS_NOTED_EVERY
            of_this = UserSession.objects.filter(session_key=request.session.session_key)
            if not of_this.filter(last_seen_at__gt=since).exists():
                UserSession.objects.create_from_request(request)
        return self._get_response(request)


class KeptChoice:
    """Keeps in the account what its person chooses."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(user := request.user, User):
            choices.keep(request, user)
        return self._get_response(request)

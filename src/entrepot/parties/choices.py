"""Edition, country and currency that a person chose: kept in the account and there again on another device.

What an address says holds for its page, whatever is kept.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language_from_path, get_language_from_request

from entrepot.parties.models import User
from entrepot.web import public as web

_EDITION = "reader_edition"


def keep(request: HttpRequest, user: User) -> None:
    """What this very address chooses. Who goes over to another edition while signed in has chosen it."""
    if get_language_from_path(request.path_info) is None:
        return
    country, currency = web.chosen_now(request)
    edition = web.edition()
    before = request.session.get(_EDITION)
    if before != edition:
        request.session[_EDITION] = edition
    switched = before not in (None, edition)
    _keep(user, country=country, currency=currency, edition=edition if switched else user.edition or edition)


def at_sign_in(request: HttpRequest, user: User) -> str:
    """The account and this browser learn from each other; where both have chosen, the browser did so last. Returns the
    edition to go on in: another one than the browser asks for by itself was chosen by its address, and stays."""
    here = web.shopper(request)
    web.keep_choice(
        request,
        None if here.country else user.country,
        None if here.currency else user.currency,
    )
    chosen = here.edition != get_language_from_request(request)
    edition = here.edition if chosen else user.edition or here.edition
    request.session[_EDITION] = edition
    _keep(user, country=here.country, currency=here.currency, edition=edition)
    return edition


def _keep(user: User, **chosen: str | None) -> None:
    changed = {name: str(value) for name, value in chosen.items() if value and value != getattr(user, name)}
    if changed:
        User.objects.filter(pk=user.pk).update(**changed)

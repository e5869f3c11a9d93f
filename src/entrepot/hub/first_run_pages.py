"""The first run: token, port, and what the hub is called and by whom it is run."""

from __future__ import annotations

from babel.core import get_global
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from entrepot.geo import public as geo
from entrepot.hub.currencies import currencies_known
from entrepot.hub.first_run import forget_token, is_token
from entrepot.hub.first_run_forms import HubForm, TokenForm
from entrepot.parties import public as parties
from entrepot.values import HubCode, Refusal
from entrepot.values.clock import now
from entrepot.web import public as web

_GIVEN = "first_run_token_given"


@never_cache
def first_run(request: HttpRequest) -> HttpResponse:
    if parties.find_hub_profile() is not None:
        return redirect("home")
    if "token" in request.GET or "token" in request.POST:
        return _take_token(request)
    if not request.session.get(_GIVEN):
        return render(request, "hub/first_run_token.html", {"form": TokenForm()})
    place = geo.find_place(request.GET.get("port", ""))
    if place is None:
        return _choose_port(request)
    return _set_up(request, place)


def _take_token(request: HttpRequest) -> HttpResponse:
    """Into the session, so that it does not stay in the address."""
    form = TokenForm(request.POST if "token" in request.POST else request.GET)
    if form.is_valid() and is_token(form.cleaned_data["token"]):
        request.session.cycle_key()
        request.session[_GIVEN] = True
        return redirect("first_run")
    if form.is_valid():
        form.add_error("token", _("This is not the token of this hub."))
    return render(request, "hub/first_run_token.html", {"form": form}, status=422)


def _choose_port(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()
    found = [
        (
            place,
            geo.place_name(place.code, web.edition()).text,
            geo.country_name(place.country, web.edition()),
        )
        for place in geo.search_places(wanted, limit=20)
    ]
    return render(request, "hub/first_run_port.html", {"wanted": wanted, "found": found})


def _set_up(request: HttpRequest, place: geo.Place) -> HttpResponse:
    own = _currency_of(place.country)
    currencies = web.currencies({*currencies_known(), "USD", *([own] if own else [])})
    form = HubForm(request.POST or None, currencies=currencies, initial={"currency": own})
    if request.method == "POST" and form.is_valid():
        try:
            made = parties.set_up_hub(
                code=HubCode(place.code), country=place.country, at=now(), **form.cleaned_data
            )
        except Refusal as refusal:
            web.keep_answers(form, refusal)
        else:
            forget_token()
            request.session.pop(_GIVEN, None)
            parties.sign_in(request, made.admin_user_ref)
            messages.success(
                request, _("%(hub)s is set up, and you are signed in.") % {"hub": made.profile.name}
            )
            return redirect("desk")
    return render(
        request,
        "hub/first_run.html",
        {
            "form": form,
            "place": place,
            "place_name": geo.place_name(place.code, web.edition()).text,
            "country": geo.country_name(place.country, web.edition()),
        },
        status=422 if form.errors else 200,
    )


def _currency_of(country: str) -> str | None:
    """The country's present currency by CLDR."""
    for currency, _since, until, tender in get_global("territory_currencies").get(country, ()):
        if until is None and tender:
            return str(currency)
    return None

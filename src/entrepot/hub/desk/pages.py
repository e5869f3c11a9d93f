"""Pages of the hub's operator. To others they are not there."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from entrepot.hub.desk.health import PARTS
from entrepot.hub.desk.needs import needs
from entrepot.hub.desk.operators import operator
from entrepot.hub.desk.profile_form import ProfileForm
from entrepot.hub.desk.steps import steps
from entrepot.messages import public as letters
from entrepot.parties import public as parties
from entrepot.values import Refusal
from entrepot.values.clock import now
from entrepot.web import public as web
from entrepot.web.matters import Matter


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of the install. remarks: what needs nobody; what does stands at the head of the page."""

    name: str
    status: web.Status
    remarks: tuple[Matter, ...]


@parties.sign_in_required
def desk(request: HttpRequest) -> HttpResponseBase:
    operator(request)
    at = now()
    found = [(part.name, tuple(part.matters())) for part in PARTS]
    wrong = [matter for _name, matters in found for matter in matters if matter.needs_person]
    all_steps = steps()
    return render(
        request,
        "hub/desk.html",
        {
            "needs": [*wrong, *needs(at)],
            "at": at,
            "steps": [step for step in all_steps if not step.done],
            "steps_done": sum(step.done for step in all_steps),
            "steps_total": len(all_steps),
            "parts": [_shown(name, matters) for name, matters in found],
        },
    )


def _shown(name: str, matters: tuple[Matter, ...]) -> ShownPart:
    remarks = tuple(matter for matter in matters if not matter.needs_person)
    if len(remarks) < len(matters):
        status = web.Status(web.Tone.WRONG, _("Needs you, as said above"))
    elif remarks:
        status = web.Status(web.Tone.WAITING, _("Works, with a remark"))
    else:
        status = web.Status(web.Tone.DONE, _("In order"))
    return ShownPart(_(name), status, remarks)


@parties.sign_in_required
def hub_settings(request: HttpRequest) -> HttpResponseBase:
    operator(request)
    profile = parties.fresh_hub_profile()
    initial = {"contact_email": profile.contact_email}
    initial |= {f"name_{edition}": name for edition, name in profile.names.items()}
    return _settings(request, ProfileForm(initial=initial))


@require_POST
@parties.sign_in_required
def change_profile(request: HttpRequest) -> HttpResponseBase:
    operator(request)
    form = ProfileForm(request.POST)
    if form.is_valid():
        try:
            parties.change_hub_profile(
                names=form.names(),
                contact_email=form.cleaned_data["contact_email"],
                by=parties.actor_of(request),
                at=now(),
            )
        except Refusal as refusal:
            web.keep_answers(form, refusal)
        else:
            messages.success(request, _("It is kept. Every page shows it within a few seconds."))
            return redirect("hub_settings")
    return _settings(request, form)


def _settings(request: HttpRequest, form: ProfileForm) -> HttpResponse:
    return render(
        request,
        "hub/settings.html",
        {
            "form": form,
            "mail_host": settings.EMAIL_HOST,
            "mail_from": settings.DEFAULT_FROM_EMAIL,
            "provider": settings.ACQUIRER_URL,
            "simulated": settings.ACQUIRER_SIMULATED,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@parties.sign_in_required
def send_letter(request: HttpRequest) -> HttpResponse:
    """A letter to the operator who asks, by the way that all letters go."""
    person = parties.get_person(operator(request))
    hub = parties.hub_profile()
    letters.write_letter(
        to=person.email,
        subject=_("A letter to try the mail of %(hub)s") % {"hub": hub.name},
        body=_("If you read this, the mail of %(hub)s works.") % {"hub": hub.name},
        edition=web.edition(),
        at=now(),
    )
    messages.success(
        request, _("The worker hands a letter to %(address)s over now.") % {"address": person.email}
    )
    return redirect("hub_settings")

"""A person's own page and an organisation's."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from entrepot.parties import actions, forms, interrupted, limits, queries, words
from entrepot.parties.sign_in import actor_of, proof_required, sign_in_required
from entrepot.values import CountryCode, Refusal
from entrepot.values.clock import now
from entrepot.web import public as web


@sign_in_required
def account(request: HttpRequest) -> HttpResponseBase:
    return _account(request, forms.NameForm(initial={"name": queries.get_person(_user(request)).name}))


def _account(
    request: HttpRequest, name_form: forms.NameForm, key_form: forms.KeyForm | None = None
) -> HttpResponseBase:
    person = queries.get_person(_user(request))
    wrong = name_form.errors or (key_form and key_form.errors)
    return render(
        request,
        "parties/account.html",
        {
            "person": person,
            "name_form": name_form,
            "key_form": key_form or forms.KeyForm(),
            "keys": queries.keys_of(person.user_ref),
            "organisations": queries.organisations_of(person.user_ref),
        },
        status=422 if wrong else 200,
    )


@sign_in_required
def security(request: HttpRequest) -> HttpResponseBase:
    return render(
        request,
        "parties/security.html",
        {
            "factors": queries.factors_of(_user(request)),
            "sessions": queries.sessions_of(_user(request), here=request.session.session_key or ""),
        },
    )


@require_POST
@sign_in_required
def end_session(request: HttpRequest, session_ref: str) -> HttpResponseBase:
    actions.end_sessions(user_ref=_user(request), only=session_ref, at=now())
    return redirect("mfa_index")


@require_POST
@sign_in_required
def end_other_sessions(request: HttpRequest) -> HttpResponseBase:
    actions.end_sessions(user_ref=_user(request), but=request.session.session_key or "", at=now())
    return redirect("mfa_index")


@never_cache
@sign_in_required
def send_again(request: HttpRequest) -> HttpResponseBase:
    form = interrupted.find(request)
    if form is None:
        return redirect("home")
    return render(request, "parties/send_again.html", {"form": form})


@require_POST
@sign_in_required
def rename(request: HttpRequest) -> HttpResponseBase:
    form = forms.NameForm(request.POST)
    if form.is_valid():
        try:
            actions.rename_person(user_ref=_user(request), name=form.cleaned_data["name"], at=now())
        except Refusal as refusal:
            web.keep_answers(form, refusal)
        else:
            return redirect("parties:account")
    return _account(request, form)


@never_cache
@require_POST
@sign_in_required
@proof_required
def make_key(request: HttpRequest) -> HttpResponseBase:
    """The answer to this very request shows the key; no later page can."""
    form = forms.KeyForm(request.POST)
    if form.is_valid():
        try:
            issued = actions.issue_api_key(user_ref=_user(request), name=form.cleaned_data["name"], at=now())
        except Refusal as refusal:
            web.keep_answers(form, refusal)
        else:
            return render(request, "parties/new_key.html", {"issued": issued})
    name = forms.NameForm(initial={"name": queries.get_person(_user(request)).name})
    return _account(request, name, form)


@require_POST
@sign_in_required
def revoke_key(request: HttpRequest, key_ref: str) -> HttpResponseBase:
    actions.revoke_api_key(key_ref=key_ref, user_ref=_user(request), at=now())
    return redirect("parties:account")


@sign_in_required
def open_organisation(request: HttpRequest) -> HttpResponseBase:
    form = forms.OrganisationForm(request.POST or None, countries=web.countries())
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_organisation(
                name=form.cleaned_data["name"],
                country=CountryCode(form.cleaned_data["country"]),
                owner_user_ref=_user(request),
                at=now(),
            )
        except Refusal as refusal:
            web.keep_answers(form, refusal)
        else:
            return redirect("parties:organisation", org_ref=opened.ref)
    return render(request, "parties/open_organisation.html", {"form": form}, status=_status(form))


@sign_in_required
def organisation(request: HttpRequest, org_ref: str) -> HttpResponseBase:
    """Members see it. Owners also invite and take roles away."""
    actor = actor_of(request)
    actor.require(org_ref)
    form = forms.InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor.require(org_ref, words.Role.OWNER)
        limits.count_invitation(org_ref, form.cleaned_data["email"])
        invited = actions.invite(
            org_ref=org_ref,
            email=form.cleaned_data["email"],
            role=words.Role(form.cleaned_data["role"]),
            by=actor,
            edition=web.edition(),
            at=now(),
        )
        said = (
            _("A letter to %(email)s is on its way.")
            if settings.EMAIL_HOST
            else _("No mail server is set: the letter to %(email)s, with its link, is in the worker's log.")
        )
        messages.success(request, said % {"email": invited.email})
        return redirect(reverse("parties:organisation", args=[org_ref]) + "#invite")
    found = queries.get_organisation(org_ref)
    return render(
        request,
        "parties/organisation.html",
        {
            "organisation": found,
            "country": dict(web.countries()).get(found.country, found.country),
            "kinds": web.list_text(_(words.KIND_NAMES[kind]) for kind in found.kinds),
            "members": [
                (member, [(role, words.ROLE_NAMES[role]) for role in member.roles])
                for member in queries.members_of(org_ref)
            ],
            "owns": actor.may(org_ref, words.Role.OWNER),
            "invitations": [
                (invitation, words.ROLE_NAMES[invitation.role])
                for invitation in queries.open_invitations(org_ref, at=now())
            ],
            "form": form,
        },
        status=_status(form),
    )


@require_POST
@sign_in_required
def take_role(request: HttpRequest, org_ref: str, user_ref: str, role: str) -> HttpResponseBase:
    actor = actor_of(request)
    if role not in list(words.Role):
        raise words.not_found()
    actions.take_role(org_ref=org_ref, user_ref=user_ref, role=words.Role(role), by=actor, at=now())
    return redirect("parties:organisation", org_ref=org_ref)


@require_POST
@sign_in_required
def withdraw_invitation(request: HttpRequest, org_ref: str, invitation_ref: str) -> HttpResponseBase:
    actions.withdraw_invitation(
        org_ref=org_ref, invitation_ref=invitation_ref, by=actor_of(request), at=now()
    )
    return redirect(reverse("parties:organisation", args=[org_ref]) + "#invite")


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Whoever has the letter sees what it offers; the account of its address accepts."""
    if request.method == "POST":
        return _accept(request, token)
    found = queries.get_invitation(token, at=now())
    actor = actor_of(request)
    return render(
        request,
        "parties/invitation.html",
        {
            "invitation": found,
            "role": words.ROLE_NAMES[found.role],
            "person": queries.get_person(actor.user_ref) if actor.user_ref else None,
        },
    )


@sign_in_required
def _accept(request: HttpRequest, token: str) -> HttpResponseBase:
    accepted = actions.accept_invitation(token=token, user_ref=_user(request), at=now())
    return redirect("parties:organisation", org_ref=accepted.org_ref)


def _user(request: HttpRequest) -> str:
    return actor_of(request).user_ref or ""


def _status(form: Form) -> int:
    return 422 if form.errors else 200

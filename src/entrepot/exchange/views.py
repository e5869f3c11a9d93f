"""Pages of partner hubs: who they are, how far each is, and what was refused."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from entrepot.exchange import actions, forms, queries, words
from entrepot.exchange.operators import is_operator, require_operator
from entrepot.parties.public import sign_in_required
from entrepot.values import Refusal
from entrepot.values.clock import now
from entrepot.web import public as web

MAX_FILE_BYTES = 64 * 1024 * 1024


def partners(request: HttpRequest) -> HttpResponse:
    """Everyone sees this hub's card and its partners; an operator also how far each is."""
    operator = is_operator(request)
    return render(
        request,
        "exchange/partners.html",
        {
            "public_page": web.public_page(request),
            "operator": operator,
            "table": _for_operators() if operator else _for_everyone(),
            "card": queries.card(at=now()),
            "fingerprint": queries.own_fingerprint(),
            "strangers": _refusals(queries.refused_of_strangers()) if operator else None,
        },
    )


@sign_in_required
def add(request: HttpRequest) -> HttpResponseBase:
    require_operator(request)
    form = forms.CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = actions.add_partner(form.cleaned_data["card"], at=now())
        except Refusal as refusal:
            web.keep_answers(form, refusal)
        else:
            return redirect("exchange:partner", code=taken.code)
    return render(request, "exchange/add.html", {"form": form}, status=422 if form.errors else 200)


@sign_in_required
def partner(request: HttpRequest, code: str) -> HttpResponseBase:
    require_operator(request)
    return _partner_page(request, code, forms.EnvelopesForm())


def _partner_page(request: HttpRequest, code: str, form: forms.EnvelopesForm) -> HttpResponse:
    channels = queries.get_channels(code)
    proofs = _proofs(channels.partner) if "prove" in request.GET else ()
    return render(
        request,
        "exchange/partner.html",
        {
            "partner": channels.partner,
            "state": state_of(channels.partner),
            "outgoing": channels.outgoing,
            "incoming": channels.incoming,
            "halted": words.Reason(channels.outgoing.halted).message if channels.outgoing.halted else "",
            "card": queries.get_card(code),
            "refusals": _refusals(queries.refused_lines(code)),
            "quarantined": _quarantined(queries.quarantined_lines(code)),
            "proofs": proofs,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@sign_in_required
def confirm(request: HttpRequest, code: str) -> HttpResponseBase:
    by = require_operator(request)
    actions.confirm_partner(code, fingerprint=request.POST.get("fingerprint", ""), by=by, at=now())
    messages.success(request, _("Confirmed. Facts flow from now on."))
    return redirect("exchange:partner", code=code)


@require_POST
@sign_in_required
def revoke(request: HttpRequest, code: str) -> HttpResponseBase:
    by = require_operator(request)
    actions.revoke_partner(code, by=by, at=now())
    messages.success(request, _("Revoked. Nothing is told to this hub or taken from it any more."))
    return redirect("exchange:partner", code=code)


@sign_in_required
def envelopes(request: HttpRequest, code: str) -> HttpResponseBase:
    """Our envelopes to this partner that it has not acknowledged, as a file."""
    require_operator(request)
    channels = queries.get_channels(code)
    first = channels.outgoing.acknowledged + 1
    content = actions.export_envelopes(channels.partner.code, from_seq=first, at=now())
    response = HttpResponse(content, content_type="application/octet-stream")
    name = f"{queries.this_hub_code()}-{code}-from-{first}.envelopes"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@sign_in_required
def read_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take the envelopes of a file. Whose they are is in the envelopes, not in this page's address."""
    require_operator(request)
    form = forms.EnvelopesForm(request.POST, request.FILES)
    if form.is_valid() and form.cleaned_data["file"].size > MAX_FILE_BYTES:
        form.add_error("file", _("A file of envelopes may have 64 MiB. Ask for a shorter one."))
    if form.is_valid():
        try:
            taken = actions.import_envelopes(form.cleaned_data["file"].read(), at=now())
        except Refusal as refusal:
            web.keep_answers(form, refusal)
        else:
            messages.success(request, _read_text(taken))
            return redirect("exchange:partner", code=code)
    return _partner_page(request, code, form)


def state_of(partner: words.Partner) -> web.Status:
    match partner.state:
        case words.PartnerState.ASKED:
            return web.Status(web.Tone.WAITING, _("Waits for confirmation"))
        case words.PartnerState.CONFIRMED:
            return web.Status(web.Tone.DONE, _("Confirmed"))
    return web.Status(web.Tone.WRONG, _("Revoked"))


def _for_everyone() -> web.Table:
    countries = dict(web.countries())
    rows = [
        (
            web.Link(partner.name, partner.site_url),
            partner.code,
            countries.get(partner.country, partner.country),
        )
        for partner in queries.partners()
        if partner.state is words.PartnerState.CONFIRMED
    ]
    return web.Table(
        caption=_("This hub's partners"),
        headings=(_("Hub"), _("Port"), _("Country or region")),
        rows=rows,
        empty=_("This hub has no partners yet"),
    )


def _for_operators() -> web.Table:
    rows = [
        (
            web.Link(both.partner.name, reverse("exchange:partner", args=[both.partner.code])),
            both.partner.code,
            state_of(both.partner),
            both.outgoing.acknowledged,
            both.outgoing.behind,
            both.outgoing.behind_seconds,
            both.incoming.applied,
            both.incoming.refused,
            both.partner.last_heard_at,
        )
        for both in queries.all_channels()
    ]
    return web.Table(
        caption=_("How far each partner is"),
        headings=(
            _("Hub"),
            _("Port"),
            _("State"),
            _("Envelopes it holds of ours"),
            _("Facts not acknowledged"),
            _("Oldest waits, in seconds"),
            _("Envelopes we hold of its"),
            _("Refused"),
            _("Last heard"),
        ),
        rows=rows,
        empty=_("This hub has no partners yet"),
    )


def _refusals(lines: list[words.RefusedLine]) -> web.Table:
    return web.Table(
        caption=_("What was refused"),
        headings=(
            _("Last time"),
            _("Came by"),
            _("Names as origin"),
            _("Number of the envelope"),
            _("Why"),
            _("Times"),
            "SHA-256",
        ),
        rows=[
            (
                line.last_at,
                line.via or _("file"),
                line.origin or _("cannot be read"),
                "" if line.seq is None else str(line.seq),
                web.message_text(line.reason.message),
                line.times,
                line.digest[:16],
            )
            for line in lines
        ],
        empty=_("Nothing was refused"),
    )


def _quarantined(lines: list[words.QuarantinedLine]) -> web.Table:
    return web.Table(
        caption=_("Facts that this hub can't read"),
        headings=(_("Envelope"), _("Fact"), _("Kind"), _("Why")),
        rows=[
            (str(line.seq), str(line.position + 1), line.kind, web.message_text(line.reason.message))
            for line in lines
        ],
    )


def _proofs(partner: words.Partner) -> tuple[tuple[str, words.Proof, str], ...]:
    me = queries.this_hub_code()
    proofs = (
        (_("From us"), queries.prove(origin=me, receiver=partner.code)),
        (_("To us"), queries.prove(origin=partner.code, receiver=me)),
    )
    return tuple((title, proof, proof.reason.message if proof.reason else "") for title, proof in proofs)


def _read_text(taken: words.Imported) -> str:
    applied = ngettext("%(count)s envelope was new.", "%(count)s envelopes were new.", taken.applied) % {
        "count": taken.applied
    }
    repeated = ngettext("%(count)s was known already.", "%(count)s were known already.", taken.repeated) % {
        "count": taken.repeated
    }
    refused = ngettext(
        "%(count)s was refused; see below why.", "%(count)s were refused; see below why.", len(taken.refused)
    ) % {"count": len(taken.refused)}
    acknowledged = _("It brought the partner's receipt.")
    return " ".join(
        [
            applied,
            repeated,
            *([refused] if taken.refused else []),
            *([acknowledged] if taken.acknowledged else []),
        ]
    )

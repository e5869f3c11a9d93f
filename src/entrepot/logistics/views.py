"""The desk of logistics: what needs a person today, consignments with their voyage, the freight table."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from entrepot.exchange import public as exchange
from entrepot.logistics import actions, presenting, queries
from entrepot.logistics.forms import CallForm, ConsolidationForm, TariffForm
from entrepot.logistics.needs import needs
from entrepot.logistics.words import STATE_NAMES, Consignment, ConsignmentState, ParcelState
from entrepot.parties import public as parties
from entrepot.ports.public import place_text
from entrepot.values import Refusal, Weight
from entrepot.values.clock import now
from entrepot.web import public as web

WAITING_SHOWN, PARCELS_PER_PAGE, MOST_EXPORTED = 200, 50, 50_000


def staff(request: HttpRequest) -> parties.Actor:
    """A carrier's agent or operator of this hub. Refuses anybody else as if there were nothing here."""
    actor = parties.actor_of(request)
    role = parties.Role
    actor.require(parties.hub_profile().operator_org_ref, role.OPERATOR, role.CARRIER)
    return actor


@parties.sign_in_required
def desk(request: HttpRequest) -> HttpResponseBase:
    staff(request)
    consignments = queries.consignments()
    table = presenting.consignments_table(consignments)
    exported = web.export(request, table, "consignments")
    if exported:
        return exported
    return render(
        request,
        "logistics/desk.html",
        {
            "needs": list(needs()),
            "at": now(),
            "waiting": presenting.named(queries.parcels_in(ParcelState.WAITING)[:WAITING_SHOWN]),
            "waiting_total": queries.count_of(ParcelState.WAITING),
            "drafts": sum(one.state is ConsignmentState.DRAFT for one in consignments),
            "last_mile": queries.count_of(ParcelState.LAST_MILE),
            "at_sea": queries.count_of(ParcelState.AT_SEA),
            "table": table,
        },
    )


@parties.sign_in_required
def parcels(request: HttpRequest) -> HttpResponseBase:
    staff(request)
    asked = request.GET.get("state", "")
    state = ParcelState(asked) if asked in list(ParcelState) else None
    found = queries.parcels_in(state)
    if "export" in request.GET and (
        file := web.export(request, presenting.parcels_table(found[:MOST_EXPORTED]), "parcels")
    ):
        return file
    page = web.paginate(request, found, PARCELS_PER_PAGE)
    return render(
        request,
        "logistics/parcels.html",
        {
            "page": page,
            "table": presenting.parcels_table(page.items),
            "asked": asked,
            "states": [(one.value, _(STATE_NAMES[one])) for one in ParcelState],
        },
    )


@parties.sign_in_required
def new_consignment(request: HttpRequest) -> HttpResponseBase:
    actor = staff(request)
    chosen = (request.POST if request.method == "POST" else request.GET).getlist("parcel")
    picked = [queries.get_parcel(ref) for ref in dict.fromkeys(chosen)]
    if not picked:
        return redirect("logistics:desk")
    form = ConsolidationForm(
        request.POST or None, initial={"port_of_loading": str(exchange.this_hub_code()), "iso_type": "22G1"}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.consolidate(
                parcel_refs=[parcel.ref for parcel in picked],
                booking=form.booking,
                container=form.cleaned_data["container"],
                iso_type=form.cleaned_data["iso_type"],
                payload=form.payload,
                at=now(),
                by=actor.user_ref or "",
            )
        except Refusal as refusal:
            web.keep_answers(form, refusal)
        else:
            return redirect("logistics:consignment", made.ref)
    return render(
        request,
        "logistics/new_consignment.html",
        {
            "form": form,
            "parcels": presenting.named(picked),
            "weight": Weight.total(parcel.weight for parcel in picked),
        },
        status=422 if form.errors else 200,
    )


@parties.sign_in_required
def consignment(request: HttpRequest, ref: str) -> HttpResponseBase:
    staff(request)
    return _show(request, queries.get_consignment(ref), CallForm())


def _show(request: HttpRequest, shown: Consignment, form: CallForm) -> HttpResponseBase:
    own = exchange.this_hub_code()
    stops = {stop for leg in shown.legs for stop in (leg.from_place, leg.to_place)}
    return render(
        request,
        "logistics/consignment.html",
        {
            "consignment": shown,
            "status": presenting.consignment_status(shown),
            "way": presenting.way_text(shown),
            "chart": presenting.chart(shown),
            "legs": presenting.legs_table(shown),
            "boxes": [
                (box, presenting.box_marks(shown, box), presenting.named(box.loads)) for box in shown.boxes
            ],
            "hubs": exchange.hub_names(shown.hubs),
            "publisher": exchange.hub_names([shown.origin])[shown.origin] if shown.origin else "",
            "untold": [place_text(stop) for stop in sorted(stops - {own} - set(shown.hubs))]
            if shown.published_at
            else [],
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@parties.sign_in_required
def publish(request: HttpRequest, ref: str) -> HttpResponseBase:
    actor = staff(request)
    actions.publish_consignment(consignment_ref=ref, at=now(), by=actor.user_ref or "")
    messages.success(request, _("The consignment is published."))
    return redirect("logistics:consignment", ref)


@require_POST
@parties.sign_in_required
def report_call(request: HttpRequest, ref: str) -> HttpResponseBase:
    actor = staff(request)
    form = CallForm(request.POST)
    if form.is_valid():
        try:
            actions.report_call(
                consignment_ref=ref,
                position=form.cleaned_data["position"],
                departure=form.departure,
                certain=form.certain,
                call_at=form.cleaned_data["call_at"],
                by=actor.user_ref or "",
                at=now(),
            )
        except Refusal as refusal:
            web.keep_answers(form, refusal)
        else:
            return redirect("logistics:consignment", ref)
    return _show(request, queries.get_consignment(ref), form)


@require_POST
@parties.sign_in_required
def deliver(request: HttpRequest, ref: str) -> HttpResponseBase:
    actor = staff(request)
    parcel = actions.record_delivery(
        parcel_ref=ref, unreported="unreported" in request.GET, by=actor.user_ref or "", at=now()
    )
    messages.success(request, _("The parcel is marked as handed over."))
    if parcel.consignment_ref:
        return redirect("logistics:consignment", parcel.consignment_ref)
    return redirect("logistics:parcels")


@parties.sign_in_required
def freight(request: HttpRequest) -> HttpResponseBase:
    actor = staff(request)
    may_change = actor.may(parties.hub_profile().operator_org_ref, parties.Role.OPERATOR)
    form = TariffForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not may_change:
            raise parties.not_found()
        if form.is_valid():
            try:
                text = form.cleaned_data["file"].read().decode("utf-8-sig")
                rows = actions.load_freight_tariff(
                    text=text,
                    source=_("%(operator)s's own freight table")
                    % {"operator": parties.get_organisation(parties.hub_profile().operator_org_ref).name},
                    by=actor.user_ref or "",
                    at=now(),
                )
            except UnicodeDecodeError:
                form.add_error("file", _("The file is not UTF-8 text."))
            except Refusal as refusal:
                web.keep_answers(form, refusal)
            else:
                messages.success(
                    request,
                    ngettext("%(count)s row is loaded.", "%(count)s rows are loaded.", rows)
                    % {"count": rows},
                )
                return redirect("logistics:freight")
    table = presenting.tariff_table(queries.freight_tariff())
    return render(
        request,
        "logistics/freight.html",
        {"table": table, "form": form if may_change else None, "columns": ", ".join(actions.TARIFF_COLUMNS)},
        status=422 if form.errors else 200,
    )

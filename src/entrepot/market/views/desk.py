"""The seller's desk: what needs a person, offers, uploads and what was wrong with them."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from entrepot.market import limits, words
from entrepot.market.actions import imports as import_actions
from entrepot.market.actions import offers as offer_actions
from entrepot.market.actions import shops as shop_actions
from entrepot.market.forms import PriceForm, ShopForm, StockForm, UploadForm
from entrepot.market.queries import desk as desk_reads
from entrepot.market.queries import imports as import_reads
from entrepot.market.queries import product_csv
from entrepot.market.queries.offers import find_offer
from entrepot.market.queries.shops import get_shop, shops_of
from entrepot.market.rules.addresses import page_path
from entrepot.market.rules.product_file import COLUMNS, MOST_BYTES
from entrepot.market.views.shopping import category_name
from entrepot.parties import public as parties
from entrepot.values import BadAmount, CountryCode, Money, Refusal, UNLocode
from entrepot.values.clock import now
from entrepot.values.refusal import message
from entrepot.web import public as web

FINDINGS_PER_PAGE = 100
OFFERS_PER_PAGE = 50


@parties.sign_in_required
def desk(request: HttpRequest) -> HttpResponseBase:
    """What needs a person today, then the offers."""
    shops = _my_shops(request)
    if not shops:
        return open_shop(request)
    refs = [shop.ref for shop in shops]
    offers = desk_reads.offers_of(refs)
    if "export" in request.GET and (file := web.export(request, _table(offers), "offers")):
        return file
    page, at = web.paginate(request, offers, OFFERS_PER_PAGE), now()
    return render(
        request,
        "market/desk.html",
        {
            "shops": shops,
            "needs": web.seller_needs(_sells_for(request), at),
            "at": at,
            "page": page,
            "table": _table(page.items),
            "imports": import_reads.imports_of(refs, limit=10),
            "upload": UploadForm(shops),
            "columns": COLUMNS,
            "categories": [(word, category_name(word)) for word in words.CATEGORIES],
            "edition": web.edition(),
        },
    )


@parties.sign_in_required
def open_shop(request: HttpRequest) -> HttpResponse:
    """A form; with a POST, the shop."""
    actor = parties.actor_of(request)
    organisations = [
        organisation
        for organisation in parties.organisations_of(actor.user_ref or "")
        if actor.may(organisation.ref, parties.Role.SELLER)
    ]
    form = ShopForm(
        organisations,
        [("", _("Choose one")), *web.countries()],
        request.POST if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actor.require(given["org_ref"], parties.Role.SELLER)
        try:
            shop = shop_actions.open_shop(
                org_ref=given["org_ref"],
                name=given["name"],
                country=CountryCode(given["country"]),
                currency=given["currency"].upper(),
                brand=given["brand"],
                ship_from=UNLocode.parse(given["ship_from"]),
                by=actor.user_ref or "",
                at=now(),
            )
        except Refusal as refusal:
            web.keep_answers(form, refusal)
        else:
            messages.success(request, _("%(shop)s is open. Upload your products.") % {"shop": shop.name})
            return redirect("market:desk")
    status = 422 if form.errors else 200
    return render(
        request, "market/open_shop.html", {"form": form, "organisations": organisations}, status=status
    )


@require_POST
@parties.sign_in_required
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file and show how its import goes."""
    shops = _my_shops(request)
    form = UploadForm(shops, request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            job = limits.import_products(
                shop_ref=given["shop_ref"],
                content=given["file"].read(MOST_BYTES + 1),
                file_name=given["file"].name,
                by=_person(request),
            )
        except Refusal as refusal:
            web.keep_answers(form, refusal)
        else:
            return redirect("market:import", ref=job.ref)
    return render(
        request, "market/upload.html", {"upload": form, "columns": COLUMNS, "shops": shops}, status=422
    )


@parties.sign_in_required
def import_page(request: HttpRequest, ref: str) -> HttpResponse:
    """How far an import is, what came of it, and what was wrong."""
    job = _my_import(request, ref)
    if getattr(request, "htmx", False) and job.ended:
        return HttpResponseClientRefresh()
    page = web.paginate(request, import_reads.findings_of(ref), FINDINGS_PER_PAGE)
    return render(
        request,
        "market/import.html",
        {
            "job": job,
            "work": web.Work(
                title=_("Reading %(file)s") % {"file": job.file_name},
                done=job.rows_seen,
                total=job.rows_total,
                href=reverse("market:import", kwargs={"ref": ref}),
                cancel_href=reverse("market:cancel_import", kwargs={"ref": ref}),
                finished=job.ended,
            ),
            "page": page,
            "findings": [_finding(one) for one in page.items],
            "bad_rows": reverse("market:bad_rows", kwargs={"ref": ref}) if job.rows_bad else "",
        },
    )


@parties.sign_in_required
def bad_rows(request: HttpRequest, ref: str) -> HttpResponse:
    _my_import(request, ref)
    return _csv(import_reads.bad_rows(ref), f"{ref}-bad-rows")


@require_POST
@parties.sign_in_required
def cancel_import(request: HttpRequest, ref: str) -> HttpResponse:
    _my_import(request, ref)
    import_actions.cancel_import(import_ref=ref, by=_person(request), at=now())
    return redirect("market:import", ref=ref)


@parties.sign_in_required
def template(request: HttpRequest) -> HttpResponse:
    return _csv(product_csv.template(), "products")


@parties.sign_in_required
def products(request: HttpRequest, ref: str) -> HttpResponse:
    """All products of a shop in the form in which they are imported."""
    shop = get_shop(ref)
    if not parties.actor_of(request).may(shop.org_ref, parties.Role.SELLER):
        raise words.no_such_shop(ref)
    return _csv(product_csv.export(ref), "products")


@parties.sign_in_required
def offer(request: HttpRequest, ref: str) -> HttpResponse:
    """One offer of the desk: change its price or stock, withdraw it, list it again."""
    found = find_offer(ref)
    if found is None or found.remote or not parties.actor_of(request).may(found.org_ref, parties.Role.SELLER):
        raise words.no_such_offer(ref)
    price = PriceForm({"price": f"{found.price.amount:f}"} if request.method != "POST" else request.POST)
    stock = StockForm({"stock": found.stock} if request.method != "POST" else request.POST)
    if request.method == "POST":
        form = {"price": price, "stock": stock}.get(request.POST.get("change", ""))
        if form is None or form.is_valid():
            try:
                _change(request, found)
            except Refusal as refusal:
                if form is None:
                    raise
                web.keep_answers(form, refusal)
            else:
                return redirect("market:desk_offer", ref=ref)
        price = price if form is price else PriceForm({"price": f"{found.price.amount:f}"})
        stock = stock if form is stock else StockForm({"stock": found.stock})
    edition = web.edition()
    return render(
        request,
        "market/desk_offer.html",
        {
            "offer": found,
            "text": found.public.text(edition),
            "price": price,
            "stock": stock,
            "reserved": desk_reads.reserved_of(ref),
            "page_href": page_path(found.public, edition),
            "listed": found.state is words.OfferState.LISTED,
        },
        status=422 if price.errors or stock.errors else 200,
    )


def _change(request: HttpRequest, found: words.Offer) -> None:
    by, at = _person(request), now()
    match request.POST.get("change"):
        case "price":
            offer_actions.change_price(offer_ref=found.ref, price=_price(request, found), by=by, at=at)
            messages.success(request, _("The price is changed."))
        case "stock":
            offer_actions.change_stock(offer_ref=found.ref, stock=int(request.POST["stock"]), by=by, at=at)
            messages.success(request, _("The stock is changed."))
        case "withdraw":
            offer_actions.withdraw_offer(offer_ref=found.ref, by=by, at=at)
            messages.success(request, _("The product is withdrawn, here and at partner hubs."))
        case "list":
            offer_actions.list_offer_again(offer_ref=found.ref, by=by, at=at)
            messages.success(request, _("The product is for sale again."))


def _price(request: HttpRequest, found: words.Offer) -> Money:
    try:
        return Money.parse(request.POST["price"], found.price.currency)
    except BadAmount as error:
        raise Refusal(
            "market.bad_price",
            message("Write the price as a plain number in %(currency)s, for example 29.90."),
            {"currency": found.price.currency},
            field="price",
            status=422,
        ) from error


def _table(offers: Sequence[words.Offer]) -> web.Table:
    edition = web.edition()
    return web.Table(
        caption=_("Offers"),
        headings=(
            _("Product"), _("Number"), _("Shop"), _("HS code"), _("Price"), _("Stock"), _("Free"), _("State"),
        ),
        rows=tuple(
            (
                web.Link(one.title_in(edition), reverse("market:desk_offer", kwargs={"ref": one.ref})),
                one.public.sku,
                one.shop_name,
                one.hs,
                one.price,
                one.stock,
                one.available,
                _state(one),
            )
            for one in offers
        ),
        empty=_("There are no offers yet. Upload a file of products."),
    )  # fmt: skip


def _state(offer: words.Offer) -> web.Status:
    if offer.state is words.OfferState.WITHDRAWN:
        return web.Status(web.Tone.PLAIN, pgettext("of an offer", "Withdrawn"))
    if not offer.available:
        return web.Status(web.Tone.WRONG, _("Sold out"))
    return web.Status(web.Tone.DONE, _("For sale"))


def _finding(finding: words.Finding) -> web.Finding:
    place = _("row %(row)s") % {"row": finding.row}
    error = finding.severity is words.Severity.ERROR
    return web.Finding(
        place=f"{place}, {finding.column}" if finding.column else place,
        what=_("Not loaded") if error else _("Loaded, please look"),
        why=import_reads.what(finding),
        mend=import_reads.mend(finding),
        tone=web.Tone.WRONG if error else web.Tone.WAITING,
    )


def _my_shops(request: HttpRequest) -> list[words.Shop]:
    return shops_of(_sells_for(request))


def _sells_for(request: HttpRequest) -> frozenset[str]:
    actor = parties.actor_of(request)
    return frozenset(ref for ref in actor.org_refs if actor.may(ref, parties.Role.SELLER))


def _my_import(request: HttpRequest, ref: str) -> words.Import:
    job = import_reads.get_import(ref)
    if not parties.actor_of(request).may(job.org_ref, parties.Role.SELLER):
        raise words.no_such_import(ref)
    return job


def _person(request: HttpRequest) -> str:
    return parties.actor_of(request).user_ref or ""


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response

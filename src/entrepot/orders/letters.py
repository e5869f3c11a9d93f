"""Letters about an order, each in its reader's edition. No name and no address of a recipient is in one."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from entrepot.messages import public as messages
from entrepot.orders import presenting, queries, rules
from entrepot.orders.words import Order, Purchase
from entrepot.parties import public as parties
from entrepot.values import Money, Refusal, UNLocode
from entrepot.web import public as web


def paid(purchase: Purchase, *, at: datetime) -> None:
    with override(purchase.edition):
        _to_buyer(
            purchase,
            _("Your payment of %(amount)s") % {"amount": web.money_text(purchase.total)},
            _("%(amount)s is paid and waits in escrow at this hub.")
            % {"amount": web.money_text(purchase.total)},
            *[f"{one.shop_name}: {presenting.first_titles(one)} {_page_of(one)}" for one in purchase.orders],
            _("A seller is paid when you confirm what came, or ten days after delivery if you have not complained."),
            _("Your receipt: %(address)s")
            % {"address": web.whole_address(reverse("orders:receipt", args=[purchase.ref]))},
            at=at,
        )  # fmt: skip


def on_board(order: Order, *, place: UNLocode, happened_at: datetime, at: datetime) -> None:
    purchase = queries.get_purchase(order.purchase_ref, buyer_ref=order.buyer_ref)
    with override(purchase.edition):
        _to_buyer(
            purchase,
            _("Your parcel from %(shop)s is under way") % {"shop": order.shop_name},
            presenting.first_titles(order),
            _("It is on board since %(day)s, in %(place)s.")
            % {"day": web.day_text(happened_at.date()), "place": presenting.place_text(place)},
            _("Where it is: %(address)s") % {"address": _page_of(order)},
            at=at,
        )


def delivered(order: Order, *, at: datetime) -> None:
    purchase = queries.get_purchase(order.purchase_ref, buyer_ref=order.buyer_ref)
    with override(purchase.edition):
        until = web.instant_text(rules.complain_by(order.delivered_at or at))
        _to_buyer(
            purchase,
            _("Your parcel from %(shop)s is delivered") % {"shop": order.shop_name},
            presenting.first_titles(order),
            _("Is everything as you ordered it? Then confirm, and the seller is paid."),
            _("If something is wrong, complain by %(until)s. After that the seller is paid without a word from you.")
            % {"until": until},
            _page_of(order),
            at=at,
        )  # fmt: skip


def refunded(order: Order, *, at: datetime) -> None:
    purchase = queries.get_purchase(order.purchase_ref, buyer_ref=order.buyer_ref)
    with override(purchase.edition):
        _to_buyer(
            purchase,
            _("%(amount)s goes back to you") % {"amount": web.money_text(order.total)},
            _("Your complaint about the order from %(shop)s was settled for you.")
            % {"shop": order.shop_name},
            _("Your money goes back the way it came, whole."),
            _page_of(order),
            at=at,
        )


def sold(order: Order, *, at: datetime) -> None:
    for reader in _members(order.seller_ref, parties.Role.SELLER):
        with override(reader.edition or settings.LANGUAGE_CODE):
            _write(
                reader,
                _("Sold: %(titles)s") % {"titles": presenting.first_titles(order)},
                _("%(shop)s has a new order. The buyer's money is in escrow.") % {"shop": order.shop_name},
                _("Pack the goods and bring the parcel to %(place)s.")
                % {"place": presenting.place_text(order.ship_from)},
                _("To whom it goes: %(address)s") % {"address": _page_of(order)},
                at=at,
            )


def paid_out(org_ref: str, amount: Money, bank_ref: str, *, at: datetime) -> None:
    for reader in _members(org_ref, parties.Role.TREASURER):
        with override(reader.edition or settings.LANGUAGE_CODE):
            statement = reverse("finance:statement", args=[org_ref, amount.currency])
            _write(
                reader,
                _("%(amount)s is paid out") % {"amount": web.money_text(amount)},
                _("This hub sent what it owed you to your bank. The bank's reference is %(ref)s.")
                % {"ref": bank_ref},
                _("Your statement: %(address)s") % {"address": web.whole_address(statement)},
                at=at,
            )


def _page_of(order: Order) -> str:
    return web.whole_address(reverse("orders:order", args=[order.ref]))


def _members(org_ref: str, role: parties.Role) -> list[parties.Person]:
    """Those of an organisation who do this for it."""
    wanted = {parties.Role.OWNER, role}
    return [parties.get_person(one.user_ref) for one in parties.members_of(org_ref) if wanted & {*one.roles}]


def _to_buyer(purchase: Purchase, subject: str, *paragraphs: str, at: datetime) -> None:
    """Nobody where the account is no more."""
    try:
        buyer = parties.get_person(purchase.buyer_ref)
    except Refusal:
        return
    _write(buyer, subject, *paragraphs, at=at)


def _write(reader: parties.Person, subject: str, *paragraphs: str, at: datetime) -> None:
    """In the active edition, signed by the hub."""
    hub = parties.hub_profile()
    body = messages.letter_text(*paragraphs, f"{hub.name} ({hub.code})")
    messages.write_letter(to=reader.email, subject=subject, body=body, edition=web.edition(), at=at)

"""What the tests of orders share: two shops with goods, a buyer's cart, and the payment provider's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import msgspec

from entrepot.finance import public as finance
from entrepot.finance.actions.payments import take_callback
from entrepot.finance.callbacks import callback_secret, sign
from entrepot.market.tests import stall
from entrepot.orders import actions
from entrepot.orders.words import Purchase, RecipientDetails
from entrepot.values import CountryCode, Money

AT = stall.AT
SOON = AT + timedelta(minutes=5)
DELIVERED_AT = AT + timedelta(days=14)
CHINA, MALAYSIA = CountryCode("CN"), CountryCode("MY")
LIN = "user_lin"
RECIPIENT = RecipientDetails("林月", "滨海大道 18 号", "南宁", "530000", "+86 771 555 0199")


@dataclass(frozen=True, slots=True)
class Street:
    """Two shops, one product each: ten bags of coffee at 29.90 MYR, four boxes of tea at 9.80 USD."""

    coffee_shop: str
    tea_shop: str
    coffee: str
    tea: str


def open_street(*, coffee_org: str = "org_coffee", tea_org: str = "org_tea") -> Street:
    coffee_shop = stall.coffee_shop(org_ref=coffee_org)
    tea_shop = stall.coffee_shop(org_ref=tea_org, name="Haputale Mist Tea Garden", currency="USD")
    stall.upload(coffee_shop, stall.file_of(stall.COFFEE))
    stall.upload(tea_shop, stall.file_of({**stall.TEA, "price": "9.80", "stock": "4"}))
    stall.load_rates_of_the_day()
    stall.load_freight()
    stall.work()
    return Street(coffee_shop.ref, tea_shop.ref, stall.offer_ref("KT-250"), stall.offer_ref("HM-OP"))


def cart_of(**pieces: int) -> str:
    """A new cart with these pieces of these offers."""
    cart_ref = actions.open_cart(at=AT)
    for offer_ref, quantity in pieces.items():
        actions.put_in_cart(cart_ref=cart_ref, offer_ref=offer_ref, quantity=quantity, at=AT)
    return cart_ref


def buy(
    cart_ref: str,
    *,
    buyer_ref: str = LIN,
    declared: Money | None = None,
    agreed: Money | None = None,
) -> Purchase:
    return actions.place_purchase(
        cart_ref=cart_ref,
        buyer_ref=buyer_ref,
        recipient=RECIPIENT,
        destination=CHINA,
        currency="CNY",
        declared_elsewhere=declared,
        edition="zh-hans",
        at=AT,
        agreed_total=agreed,
    )


def pay(purchase: Purchase) -> None:
    actions.pay(purchase_ref=purchase.ref, buyer_ref=purchase.buyer_ref, at=AT)
    stall.work()


def provider_says(purchase_ref: str, state: str = "captured", reason: str = "") -> None:
    """The provider's signed report, and what the house does about it."""
    payment = finance.find_payment(purchase_ref)
    assert payment is not None
    body = msgspec.json.encode(
        {
            "key": payment.ref,
            "reference": purchase_ref,
            "amount_minor": payment.amount.minor,
            "currency": payment.amount.currency,
            "state": state,
            "reason": reason,
        }
    )
    take_callback(body, sign(body, callback_secret()), at=SOON)
    stall.work()


def pay_in_full(purchase: Purchase) -> None:
    pay(purchase)
    provider_says(purchase.ref)


def deliver(order_ref: str) -> None:
    actions.mark_delivered(order_ref=order_ref, at=DELIVERED_AT)


def books_balance() -> bool:
    totals = finance.trial_balance()
    return bool(totals) and all(total.debits == total.credits for total in totals)

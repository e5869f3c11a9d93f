"""Orders and purchases are called by what is in them and who sold it; a reference stands beside the name, as a chip."""

from __future__ import annotations

import re

import pytest

from entrepot.orders import actions
from entrepot.orders.tests import trade
from entrepot.orders.tests.pages.readers import page

REFERENCE = r"(?:order|purchase|parcel|org)_[0-9a-z]{12}"


def labels(text: str) -> list[str]:
    """References that a reader sees in a link, a heading, a title or a button."""
    named = re.findall(r"<(a|h[1-6]|title|button|summary|th)\b[^>]*>(.*?)</\1>", text)
    shown = [re.sub(r"<code\b.*?</code>|<[^>]+>", "", words) for _, words in named]
    return [words for words in shown if re.search(REFERENCE, words)]


@pytest.fixture
def complained(paid, lin_ref):
    order = paid.orders[0]
    actions.complain(order_ref=order.ref, buyer_ref=lin_ref, complaint="Torn.", at=trade.SOON)
    return order


def test_a_buyer_reads_names(lin, lin_ref, street, at_sea):
    unpaid = trade.buy(trade.cart_of(**{street.coffee: 1}), buyer_ref=lin_ref)
    for path in ("", f"purchases/{at_sea.ref}/", f"purchases/{unpaid.ref}/"):
        assert labels(page(lin, path)) == []
    for order in at_sea.orders:
        text = page(lin, f"{order.ref}/")
        assert labels(text) == []
        assert f'<code class="code" data-copy>{order.ref}</code>' in text
    everything = page(lin, "")
    assert (
        f'/en/orders/purchases/{at_sea.ref}/">Liberica coffee beans, dark roast and 1 more</a>' in everything
    )
    assert f'/en/orders/purchases/{unpaid.ref}/">Liberica coffee beans, dark roast</a>' in everything


def test_sellers_and_the_operator_read_names(aminah, operator, complained):
    for text in (page(aminah, "desk/"), page(aminah, f"{complained.ref}/"), page(operator, "complaints/")):
        assert labels(text) == []
        assert f'<code class="code" data-copy>{complained.ref}</code>' in text
    assert "<title>Order to Gunung Tapis Coffee Roasters · " in page(aminah, f"{complained.ref}/")


def test_a_settled_complaint_names_the_shop(operator, complained):
    operator.post(f"/en/orders/{complained.ref}/settlement", {"decision": "refund"})
    assert (
        "Settled: the buyer gets back what was paid to Gunung Tapis Coffee Roasters."
        in page(operator, "complaints/")
    )  # fmt: skip


def test_a_time_stands_inside_its_sentence(lin, lin_ref, bought):
    assert re.search(
        r"The goods are held for you until <time [^>]*>.*?</time>\.</p>",
        page(lin, f"purchases/{bought.ref}/"),
    )
    assert re.search(
        r"Not paid yet\. The goods are held until <time [^>]*>.*?</time>\.</span>", page(lin, "")
    )
    assert re.search(r">Placed on <time ", page(lin, f"{bought.orders[0].ref}/"))

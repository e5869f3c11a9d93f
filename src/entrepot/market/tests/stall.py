"""What the tests of the market share: shops at Kuantan, files of products, rates and freight of known figures."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from entrepot.facts import public as facts
from entrepot.finance import public as finance
from entrepot.logistics import public as logistics
from entrepot.market import events, models
from entrepot.market.actions.imports import import_products
from entrepot.market.actions.shops import open_shop
from entrepot.market.queries.imports import get_import
from entrepot.market.rules.product_file import COLUMN_NAMES
from entrepot.market.words import Import, OfferDescription, Shop, Size, Text
from entrepot.values import CountryCode, HSCode, Money, UNLocode, Weight

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)

COFFEE = {
    "sku": "KT-250",
    "title_en": "Liberica coffee beans, dark roast",
    "title_zh_hans": "利比里卡咖啡豆，深度烘焙",
    "title_zh_hant": "利比里卡咖啡豆，深度烘焙",
    "title_mn": "Либерика кофены үр",
    "title_ar": "حبوب بن ليبيريكا، تحميص غامق",
    "hs_code": "090121",
    "origin": "MY",
    "category": "coffee",
    "price": "29.90",
    "stock": "10",
    "net_weight_g": "250",
    "gross_weight_g": "300",
}
TEA = {
    **COFFEE,
    "sku": "HM-OP",
    "title_en": "Ceylon black tea, orange pekoe",
    "title_zh_hans": "锡兰红茶，橙黄白毫",
    "title_zh_hant": "錫蘭紅茶，橙黃白毫",
    "title_mn": "Цейлоны хар цай",
    "title_ar": "شاي سيلاني أسود أورانج بيكو",
    "hs_code": "090230",
    "origin": "LK",
    "category": "tea",
}


def coffee_shop(
    *,
    org_ref: str = "org_coffee",
    name: str = "Gunung Tapis Coffee Roasters",
    currency: str = "MYR",
    ship_from: str = "MYKUA",
) -> Shop:
    return open_shop(
        org_ref=org_ref,
        name=name,
        country=CountryCode("MY"),
        currency=currency,
        brand="Gunung Tapis",
        ship_from=UNLocode(ship_from),
        by="user_aminah",
        at=AT,
    )


def file_of(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMN_NAMES)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def upload(shop: Shop, content: bytes, *, at: datetime = AT) -> Import:
    """Upload a file and let the worker load it."""
    job = import_products(shop_ref=shop.ref, content=content, file_name="goods.csv", by="user_aminah", at=at)
    work()
    return get_import(job.ref)


def work() -> None:
    """Do what is pending, as the worker would, until nothing is."""
    while facts.do_next():
        pass
    left = facts.backlog()
    assert (left.pending, left.parked) == (0, ())


def offer_ref(sku: str = "KT-250") -> str:
    return models.Offer.objects.get(product__sku=sku).ref


OWN_EVENTS = [
    events.OfferPublished,
    events.OfferChanged,
    events.OfferWithdrawn,
    events.ImportRequested,
    events.ImportAdvanced,
    events.ImportFinished,
]


def last_fact() -> int:
    return max((line.fact.id for line in facts.latest(OWN_EVENTS)), default=0)


def kinds_since(number: int = 0) -> list[str]:
    """What this hub announced of offers and imports after a fact, oldest first."""
    lines = [line for line in facts.latest(OWN_EVENTS) if line.fact.id > number and line.fact.origin is None]
    return [line.event.kind for line in sorted(lines, key=lambda line: line.fact.id)]


def load_rates_of_the_day() -> None:
    """One euro is 4.80 ringgit, 1.20 dollars, 8.00 yuan."""
    finance.import_rates_csv(
        "date,base,quote,rate\n2026-11-02,EUR,MYR,4.80\n2026-11-02,EUR,USD,1.20\n2026-11-02,EUR,CNY,8.00\n",
        source="test bank",
        at=AT,
    )


def load_freight() -> None:
    logistics.load_freight_tariff(
        text="ship_from,to_country,currency,per_kg,minimum,insurance_rate,insurance_minimum,transit_days,effective_from\n"
        "MYKUA,CN,USD,2.00,3.00,0.01,0.30,14,2026-01-01\n"
        "MYKUA,MN,USD,2.00,3.00,0.01,0.30,30,2026-01-01\n",
        source="test table",
        at=AT,
    )


def load_domestic_freight() -> None:
    """The prices inside Malaysia and inside China."""
    logistics.load_freight_tariff(
        text="ship_from,to_country,currency,per_kg,minimum,insurance_rate,insurance_minimum,transit_days,effective_from\n"
        "MYKUA,MY,MYR,2.00,3.00,0.01,0.30,3,2026-01-01\n"
        "CNQZH,CN,CNY,2.00,3.00,0.01,0.30,3,2026-01-01\n",
        source="test table",
        at=AT,
    )


def description(ref: str = "offer_ofqinzhou000", **differs: object) -> OfferDescription:
    """An offer as a partner hub tells of it."""
    given: dict[str, object] = {
        "offer_ref": ref,
        "revision": 1,
        "shop_ref": "shop_qinzhou00000",
        "shop_name": "Qinzhou Pottery",
        "country": CountryCode("CN"),
        "ship_from": UNLocode("CNQZH"),
        "sku": "QZ-CUP",
        "brand": "Nixing",
        "category": "kitchen",
        "hs": HSCode("691200"),
        "origin": CountryCode("CN"),
        "price": Money(8800, "CNY"),
        "net_weight": Weight(300),
        "gross_weight": Weight(450),
        "size": Size(100, 100, 120),
        "texts": (Text("en", "Nixing pottery cup"), Text("zh-hans", "坭兴陶杯")),
        "in_stock": True,
        **differs,
    }
    return OfferDescription(**given)  # type: ignore[arg-type]

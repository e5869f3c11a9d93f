"""The API of the market: what anyone reads, what sellers do, and that another's is not there."""

import json
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from entrepot.market import limits, models
from entrepot.market.queries.offers import find_offer
from entrepot.market.tests import stall
from entrepot.parties import public as parties
from entrepot.values import CountryCode, Money

pytestmark = pytest.mark.usefixtures("clock_of_the_stall")


def person(email):
    who = parties.open_account(email=email, password="chart table and ledger", name=email, at=stall.AT)
    key = parties.issue_api_key(user_ref=who.user_ref, name="test", at=stall.AT)
    return who.user_ref, {"Authorization": f"Bearer {key.text}"}


@pytest.fixture
def seller(kuantan):
    """A person with an organisation; their headers and the organisation's reference."""
    user_ref, headers = person("aminah@coffee.example")
    organisation = parties.open_organisation(
        name="Gunung Tapis", country=CountryCode("MY"), owner_user_ref=user_ref, at=stall.AT
    )
    return headers, organisation.ref


@pytest.fixture
def stranger(kuantan):
    return person("lin@shopper.example")[1]


def post(client, path, body, headers=None):
    return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)


def get(client, path, headers=None, **query):
    return client.get(f"/api/v1{path}", query, headers=headers)


SHOP = {
    "name": "Gunung Tapis Coffee Roasters",
    "country": "MY",
    "currency": "MYR",
    "brand": "Gunung Tapis",
    "ship_from": "MYKUA",
}


@pytest.fixture
def open_shop(client, seller):
    headers, org_ref = seller
    answer = post(client, "/shops", {**SHOP, "org_ref": org_ref}, headers)
    assert answer.status_code == 201
    return answer.json()["shop_ref"], headers


def upload(client, shop_ref, content, headers):
    file = SimpleUploadedFile("goods.csv", content)
    answer = client.post(f"/api/v1/shops/{shop_ref}/imports", {"file": file}, headers=headers)
    stall.work()
    return answer


@pytest.mark.parametrize(
    "change", [{"price_minor": True}, {"price_minor": "1"}, {"stock": False}, {"stock": 1.0}]
)
def test_what_is_no_whole_number_is_neither_price_nor_stock(client, open_shop, change):
    shop_ref, headers = open_shop
    upload(client, shop_ref, stall.file_of(stall.COFFEE), headers)
    before = models.Offer.objects.values("price_minor", "stock").get()
    ref, body = models.Offer.objects.get().ref, json.dumps(change)
    answer = client.patch(f"/api/v1/offers/{ref}", body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, next(iter(change)))
    assert models.Offer.objects.values("price_minor", "stock").get() == before


def test_nobody_fills_the_hub_with_files(client, open_shop, stranger, monkeypatch):
    shop_ref, headers = open_shop
    monkeypatch.setattr(limits, "IMPORTS", replace(limits.IMPORTS, most=1))
    assert upload(client, shop_ref, stall.file_of(stall.COFFEE), headers).status_code == 202
    answer = upload(client, shop_ref, stall.file_of(stall.TEA), headers)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tries")
    assert (models.ProductImport.objects.count(), models.Product.objects.count()) == (1, 1)
    assert upload(client, shop_ref, stall.file_of(stall.TEA), stranger).status_code == 404


def test_a_shop_opens_and_its_goods_are_for_sale(client, open_shop):
    shop_ref, headers = open_shop
    answer = upload(client, shop_ref, stall.file_of(stall.COFFEE, {**stall.TEA, "hs_code": ""}), headers)
    assert answer.status_code == 202
    job = get(client, f"/imports/{answer.json()['import_ref']}", headers).json()
    assert (job["state"], job["rows_total"], job["rows_created"], job["rows_bad"]) == ("done", 2, 1, 1)
    (found,) = get(client, "/offers", q="咖啡", origin="MY").json()["items"]
    assert found["price"] == {"minor": 2990, "currency": "MYR"}
    assert (found["hs"], found["available"], found["remote"], found["hub"]) == ("090121", 10, False, "MYKUA")
    assert found["page_url"] == (
        f"http://testserver/en/market/offers/{found['offer_ref']}/liberica-coffee-beans-dark-roast"
    )
    assert get(client, f"/offers/{found['offer_ref']}").json() == found


def test_opening_the_same_shop_twice_opens_one(client, open_shop, seller):
    headers, org_ref = seller
    again = post(client, "/shops", {**SHOP, "org_ref": org_ref}, headers)
    assert (again.status_code, again.json()["shop_ref"]) == (201, open_shop[0])
    other = post(client, "/shops", {**SHOP, "org_ref": org_ref, "currency": "USD"}, headers)
    assert (other.status_code, other.json()["code"]) == (409, "market.shop_name_taken")
    assert models.Shop.objects.count() == 1


@pytest.mark.parametrize(
    ("differs", "code"),
    [
        ({"currency": "XXQ"}, "market.currency_unknown"),
        ({"country": "ZZ"}, "not_valid"),
        ({"ship_from": "MYZZZ"}, "geo.unknown_place"),
        ({"name": "  "}, "market.shop_name"),
    ],
)
def test_a_shop_of_nowhere_is_refused(client, seller, differs, code):
    headers, org_ref = seller
    answer = post(client, "/shops", {**SHOP, "org_ref": org_ref, **differs}, headers)
    assert (answer.json()["code"], answer["Content-Type"]) == (code, "application/problem+json")
    assert not models.Shop.objects.exists()


def test_findings_and_bad_rows_can_be_fetched(client, open_shop):
    shop_ref, headers = open_shop
    ref = upload(client, shop_ref, stall.file_of({**stall.COFFEE, "hs_code": ""}), headers).json()[
        "import_ref"
    ]
    (finding,) = get(client, f"/imports/{ref}/findings", headers, severity="error").json()
    assert (finding["row"], finding["column"], finding["code"]) == (2, "hs_code", "no_hs")
    assert finding["what"] == "The product has no HS code."
    file = get(client, f"/imports/{ref}/bad-rows", headers)
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert "KT-250" in file.content.decode()


def test_a_file_that_is_none_is_a_problem_with_its_field(client, open_shop):
    shop_ref, headers = open_shop
    answer = upload(client, shop_ref, b"\xff\xfe\x00", headers)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (
        422,
        "market.file_encoding",
        "file",
    )


def test_price_and_stock_change(client, open_shop):
    shop_ref, headers = open_shop
    upload(client, shop_ref, stall.file_of(stall.COFFEE), headers)
    ref = stall.offer_ref()
    answer = client.patch(
        f"/api/v1/offers/{ref}",
        json.dumps({"price_minor": 3100, "stock": 4}),
        content_type="application/json",
        headers=headers,
    )
    assert (answer.json()["price"]["minor"], answer.json()["available"]) == (3100, 4)
    assert post(client, f"/offers/{ref}/withdrawal", {}, headers).status_code == 204
    gone = get(client, f"/offers/{ref}")
    assert (gone.status_code, gone.json()["code"]) == (410, "market.offer_withdrawn")
    assert post(client, f"/offers/{ref}/listing", {}, headers).json()["offer_ref"] == ref


def test_what_is_anothers_is_not_there(client, open_shop, stranger):
    shop_ref, headers = open_shop
    job = upload(client, shop_ref, stall.file_of(stall.COFFEE), headers).json()["import_ref"]
    ref = stall.offer_ref()
    change = json.dumps({"price_minor": 1, "stock": 0})

    def patch(offer_ref):
        return client.patch(
            f"/api/v1/offers/{offer_ref}", change, content_type="application/json", headers=stranger
        )

    for answer, same_as in (
        (get(client, f"/imports/{job}", stranger), get(client, "/imports/import_none", stranger)),
        (
            get(client, f"/imports/{job}/bad-rows", stranger),
            get(client, "/imports/import_none/bad-rows", stranger),
        ),
        (get(client, f"/shops/{shop_ref}", stranger), get(client, "/shops/shop_none", stranger)),
        (patch(ref), patch("offer_none")),
    ):
        assert answer.status_code == same_as.status_code == 404
        assert answer.json()["code"] == same_as.json()["code"]
    assert upload(client, shop_ref, stall.file_of(stall.TEA), stranger).status_code == 404
    assert post(client, f"/offers/{ref}/withdrawal", {}, stranger).status_code == 404
    assert post(client, f"/imports/{job}/cancellation", {}, stranger).status_code == 404
    assert find_offer(ref).price == Money(2990, "MYR")
    assert models.Offer.objects.count() == 1


def test_who_is_not_signed_in_is_told_to(client, open_shop):
    shop_ref, _ = open_shop
    assert post(client, "/shops", SHOP | {"org_ref": "org_x"}).status_code == 401
    assert upload(client, shop_ref, stall.file_of(stall.COFFEE), {}).status_code == 401
    assert not models.ProductImport.objects.exists()


def test_the_landed_price_names_rule_source_and_date(client, priced):
    price = get(client, f"/offers/{priced}/landed-price", country="cn", currency="cny", quantity=2).json()
    assert price["total"]["currency"] == "CNY"
    assert sum(line["amount"]["minor"] for line in price["lines"]) == price["total"]["minor"]
    assert price["scheme"] == "retail"
    tax = price["lines"][-1]
    assert (tax["kind"], tax["rule_id"] != "", tax["last_checked"] != "") == ("tax", True, True)
    assert tax["sources"][0]["address"].startswith("https://")
    (exchange,) = price["exchanges"]
    assert (exchange["source"], exchange["as_of"]) == ("test bank", "2026-11-02")


def test_the_landed_price_of_a_domestic_sale_says_so(client, priced):
    stall.load_domestic_freight()
    price = get(client, f"/offers/{priced}/landed-price", country="MY", currency="MYR").json()
    assert (price["scheme"], price["total"], price["duty_known"]) == (
        "domestic",
        {"minor": 3320, "currency": "MYR"},
        True,
    )
    assert [(line["kind"], line["amount"]["minor"]) for line in price["lines"]] == [
        ("goods", 2990),
        ("freight", 300),
        ("insurance", 30),
    ]
    assert price["notes"][0].startswith("The goods are sent within the country and cross no customs border")
    assert any(
        "sales tax, VAT or excise is in the seller's price is not known" in note for note in price["notes"]
    )
    assert price["findings"] == []


def test_a_price_without_a_rate_is_a_problem_that_names_the_currency(client, priced):
    answer = get(client, f"/offers/{priced}/landed-price", country="CN", currency="KES")
    assert (answer.status_code, answer.json()["code"]) == (422, "finance.no_rate")
    assert answer.json()["params"] == {"currency": "KES"}


@pytest.mark.parametrize(
    "query",
    [
        {"country": "CN"},
        {"country": "China", "currency": "CNY"},
        {"country": "CN", "currency": "CNY", "quantity": "0"},
        {"country": "CN", "currency": "CNY", "quantity": "many"},
    ],
)
def test_a_question_that_is_none_is_refused(client, priced, query):
    answer = get(client, f"/offers/{priced}/landed-price", **query)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_a_list_can_be_priced_at_a_door(client, priced):
    (item,) = get(client, "/offers", to="CN").json()["items"]
    assert item["door"]["total"]["currency"] == "CNY"
    assert item["door"]["duty_known"]
    (item,) = get(client, "/offers", to="DE").json()["items"]
    assert item["door"]["total"] is None
    assert item["door"]["reason"].startswith("This hub's freight table has no price")


def test_pages_of_a_list_follow_each_other(client, shop):
    stall.upload(shop, stall.file_of(*[{**stall.COFFEE, "sku": f"S{n}"} for n in range(5)]))
    seen, offset = [], 0
    while offset is not None:
        page = get(client, "/offers", limit="2", offset=str(offset)).json()
        seen += [item["sku"] for item in page["items"]]
        offset = page["next_offset"]
    assert seen == ["S4", "S3", "S2", "S1", "S0"]


@pytest.mark.parametrize("limit", [-1, 10**30])
def test_no_impossible_number_of_findings_can_be_asked_for(client, open_shop, limit):
    _, headers = open_shop
    answer = get(client, "/imports/import_0/findings", headers, limit=limit)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["limit"]

"""The treasurer's desk, statements and rates in a browser without script, and the same over the API."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from entrepot.finance import models
from entrepot.finance.actions.escrow import hold, release
from entrepot.finance.actions.ledger import post_capture
from entrepot.finance.actions.payments import start_payment
from entrepot.finance.actions.payouts import pay_out
from entrepot.finance.ledger_words import EscrowPart
from entrepot.finance.queries.ledger import payouts_waiting
from entrepot.parties import public as parties
from entrepot.parties.words import Membership, Role
from entrepot.values import CountryCode, HubCode, Money
from entrepot.values.clock import now
from entrepot.values.editions import EDITIONS

AT = datetime(2026, 10, 30, 12, tzinfo=UTC)
ETB = "date,base,quote,rate\n2026-10-29,USD,ETB,162.8\n2026-10-30,USD,ETB,x\n"


@pytest.fixture
def treasurer(db) -> str:
    made = parties.set_up_hub(
        code=HubCode("MYKUA"), name="Kuantan", country=CountryCode("MY"), currency="MYR",
        operator_name="Kuantan Port Authority", admin_email="operator@kuantan.example",
        admin_password="a long enough password", at=AT,
    )  # fmt: skip
    return parties.issue_api_key(user_ref=made.admin_user_ref, name="desk", at=AT).text


def seller(name: str) -> tuple[str, str]:
    """Reference of a new organisation, and its owner's key."""
    person = parties.open_account(
        email=f"{name.lower()}@shop.example", password="a long enough password", name=name, at=AT
    )
    organisation = parties.open_organisation(
        name=f"{name} Coffee", country=CountryCode("MY"), owner_user_ref=person.user_ref, at=AT
    )
    return organisation.ref, parties.issue_api_key(user_ref=person.user_ref, name="desk", at=AT).text


@pytest.fixture
def aminah(treasurer) -> tuple[str, str]:
    """A seller who was owed 60.80 MYR, of which all was paid out, in an order exchanged from CNY."""
    org_ref, key = seller("Aminah")
    for currency, rate in (("CNY", "7.4326"), ("MYR", "4.5325")):
        models.DayRate.objects.create(
            base="EUR", quote=currency, rate=Decimal(rate), day=AT.date(), source="a test", loaded_at=AT
        )
    paid, duty = Money(10547, "CNY"), Money(500, "CNY")
    post_capture(payment_ref="pay_1", purchase_ref="purchase_1", amount=paid + duty, at=AT)
    parts = (
        EscrowPart("goods", paid, org_ref, Money(6400, "MYR")),
        EscrowPart("duty", duty, "customs:CN", duty),
    )
    hold(
        escrow_ref="escrow_1", order_ref="order_1", payment_ref="pay_1", parts=parts,
        commission=Decimal("0.05"), at=AT,
    )  # fmt: skip
    release(escrow_ref="escrow_1", at=AT)
    pay_out(org_ref=org_ref, currency="MYR", at=AT)
    return org_ref, key


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def read(client, path: str, key: str, *, status: int = 200) -> str:
    answer = client.get(path, headers=bearer(key))
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def test_an_empty_desk_says_that_nothing_is_wrong(client, treasurer):
    page = read(client, "/en/finance/", treasurer)
    assert "trouble" not in page
    assert "Nothing was posted yet." in page


def test_the_desk_shows_balanced_books_and_who_is_who(client, treasurer, aminah):
    page = read(client, "/en/finance/", treasurer)
    assert page.count("Balanced") == 2
    assert "Does not sum to zero" not in page
    assert "Payable · Customs of China" in page
    assert "Payable · Aminah Coffee" in page
    assert '<a href="/en/finance/orders/order_1/">Order from Aminah Coffee</a> <code' in page


def test_what_was_released_and_not_paid_out_waits_until_it_is(treasurer, aminah):
    org_ref, _ = aminah
    assert payouts_waiting() == []  # customs is owed too, and nobody pays it out by itself
    hold_again = EscrowPart("goods", Money(500, "MYR"), org_ref, Money(500, "MYR"))
    post_capture(payment_ref="pay_2", purchase_ref="purchase_2", amount=Money(500, "MYR"), at=AT)
    hold(
        escrow_ref="escrow_2", order_ref="order_2", payment_ref="pay_2", parts=(hold_again,),
        commission=Decimal(0), at=AT,
    )  # fmt: skip
    release(escrow_ref="escrow_2", at=AT)
    assert [(line.owner, line.balance) for line in payouts_waiting()] == [(org_ref, Money(500, "MYR"))]
    pay_out(org_ref=org_ref, currency="MYR", at=AT)
    assert payouts_waiting() == []


def test_nobody_is_called_by_a_reference(client, treasurer, aminah):
    page = read(client, "/en/finance/", treasurer)
    chips = re.sub(r"<code[^>]*>[^<]*</code>", "", page)
    assert not re.search(r">[^<]*\b(?:order|org|pay|payout|purchase|escrow)_\w", chips)
    assert "Payout to Aminah Coffee" in page
    order = read(client, "/en/finance/orders/order_1/", treasurer)
    assert "<h1>Money of the order from Aminah Coffee</h1>" in order


def test_a_rate_that_is_too_old_is_named_for_each_currency_of_the_books_with_the_way_to_newer_ones(
    client, treasurer, aminah
):
    models.DayRate.objects.update(day=now().date() - timedelta(days=8))
    page = read(client, "/en/finance/", treasurer)
    for currency in ("CNY", "MYR"):
        assert page.count(f"The newest exchange rate for {currency} is of ") == 1
    assert "USD" not in page[page.index("What needs you today") : page.index("The books")]
    assert '<a class="button" href="/en/finance/rates/">Load newer rates</a>' in page


def test_the_desk_says_nothing_of_rates_that_are_in_use(client, treasurer, aminah):
    models.DayRate.objects.update(day=now().date() - timedelta(days=7))
    page = read(client, "/en/finance/", treasurer)
    assert "exchange rate for" not in page
    assert "Load newer rates" not in page


def test_the_central_banks_own_archive_is_taken_as_it_was_downloaded(client, treasurer):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("eurofxref.csv", "Date, USD, MYR, ISK, \n30 October 2026, 1.1172, 4.5325, N/A, \n")
    file = SimpleUploadedFile("eurofxref.zip", packed.getvalue())
    answer = client.post(
        "/en/finance/rates/file/", {"source": "ECB", "file": file}, headers=bearer(treasurer)
    )
    assert answer.status_code == 200
    assert sorted(models.DayRate.objects.values_list("base", "quote", "day", "rate", "source")) == [
        ("EUR", "MYR", AT.date(), Decimal("4.5325"), "ECB"),
        ("EUR", "USD", AT.date(), Decimal("1.1172"), "ECB"),
    ]


def test_a_payment_without_an_answer_is_shown_with_what_is_done_about_it(client, treasurer):
    start_payment(purchase_ref="purchase_9", amount=Money(100, "MYR"), at=AT)
    models.Payment.objects.update(state="sent", asks=5)
    page = read(client, "/en/finance/", treasurer)
    assert "purchase_9" in page
    assert "The payment provider has not answered yet; it is asked again." in page


def test_what_waits_in_escrow_for_a_seller_stands_above_its_statements(client, treasurer):
    org_ref, key = seller("Aminah")
    assert "No statement yet" in read(client, "/en/finance/statements/", key)
    goods = Money(6400, "MYR")
    post_capture(payment_ref="pay_1", purchase_ref="purchase_1", amount=goods, at=AT)
    hold(
        escrow_ref="escrow_1", order_ref="order_1", payment_ref="pay_1",
        parts=(EscrowPart("goods", goods, org_ref, goods),), commission=Decimal("0.05"), at=AT,
    )  # fmt: skip
    waiting = "waits in escrow for Aminah Coffee, before commission."
    page = read(client, "/en/finance/statements/", key)
    assert waiting in page
    assert 'value="64.00 MYR"' in page
    assert "No statement yet" not in page
    assert waiting not in read(client, "/en/finance/statements/", seller("Ravi")[1])
    release(escrow_ref="escrow_1", at=AT)
    assert waiting not in read(client, "/en/finance/statements/", key)


def test_the_latest_postings_come_as_csv(client, treasurer, aminah):
    text = read(client, "/en/finance/?export=csv", treasurer)
    assert "Exchanged at the mid rate" in text
    assert "104.95" in text


def test_the_money_of_an_order_shows_its_exchange_with_rate_source_and_spread(client, treasurer, aminah):
    page = read(client, "/en/finance/orders/order_1/", treasurer)
    for said in ("Released to its payees", "a test", "104.95", "0.52", "1.63984555985", "3.20", "60.80"):
        assert said in page


def test_a_seller_reads_its_own_statement_down_to_the_payout(client, aminah):
    org_ref, key = aminah
    assert f'href="/en/finance/statement/{org_ref}/MYR/"' in read(client, "/en/finance/statements/", key)
    page = read(client, f"/en/finance/statement/{org_ref}/MYR/", key)
    assert "Seller&#x27;s share" in page
    assert "Paid out" in page
    assert models.Payout.objects.get().bank_ref in page
    assert "60.80" in read(client, f"/en/finance/statement/{org_ref}/MYR/?export=csv", key)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.SELLER, 200), (Role.TREASURER, 200), (Role.CARRIER, 404), (Role.PORT_CLERK, 404)],
)
def test_an_organisations_money_is_read_by_those_whose_work_it_is(client, aminah, role, status):
    org_ref, _ = aminah
    nimal = parties.open_account(
        email="nimal@shop.example", password="a long enough password", name="Nimal", at=AT
    )
    owner = parties.Actor("user_1", memberships=(Membership(org_ref, Role.OWNER),))
    parties.give_role(org_ref=org_ref, user_ref=nimal.user_ref, role=role, by=owner, at=AT)
    key = parties.issue_api_key(user_ref=nimal.user_ref, name="desk", at=AT).text
    read(client, f"/en/finance/statement/{org_ref}/MYR/", key, status=status)
    read(client, f"/api/v1/finance/statement/{org_ref}/MYR", key, status=status)
    assert (org_ref in read(client, "/en/finance/statements/", key)) is (status == 200)


def test_what_is_not_yours_answers_like_what_is_not_there(client, aminah):
    org_ref, own = aminah
    _, other = seller("Ravi")
    for path in (
        f"/en/finance/statement/{org_ref}/MYR/", "/en/finance/statement/org_nobody0000/MYR/", "/en/finance/",
        "/en/finance/orders/order_1/", "/en/finance/rates/", f"/api/v1/finance/statement/{org_ref}/MYR",
        "/api/v1/finance/statement/org_nobody0000/MYR", "/api/v1/finance/trial-balance",
        "/api/v1/finance/orders/order_1", "/api/v1/finance/purchases/purchase_1/charges",
    ):  # fmt: skip
        read(client, path, other, status=404)
    read(client, f"/en/finance/statement/{org_ref}/JPY/", own, status=404)
    assert (
        client.post("/en/finance/rates/file/", {"source": "x"}, headers=bearer(other)).status_code,
        client.post("/en/finance/rates/spread/", {"spread": "9"}, headers=bearer(other)).status_code,
    ) == (404, 404)


def test_the_books_over_the_api_sum_to_zero(client, treasurer, aminah):
    # CNY: captured 11047, exchanged and spread 10547, duty held 500 and released 500.
    answer = client.get("/api/v1/finance/trial-balance", headers=bearer(treasurer)).json()
    assert answer == {
        "currencies": [
            {"currency": "CNY", "debits_minor": 22594, "credits_minor": 22594},
            {"currency": "MYR", "debits_minor": 18880, "credits_minor": 18880},
        ]
    }


def test_a_file_of_rates_is_loaded_and_its_wrong_rows_are_explained(client, treasurer):
    assert "No rates are loaded yet." not in read(
        client, "/en/finance/rates/", treasurer
    )  # the pegs are there
    file = SimpleUploadedFile("etb.csv", ETB.encode())
    answer = client.post(
        "/en/finance/rates/file/",
        {"source": "National Bank of Ethiopia", "file": file},
        headers=bearer(treasurer),
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "row 3, rate" in page
    assert "Write a number above zero" in page
    assert models.DayRate.objects.get().rate == Decimal("162.8")
    assert "National Bank of Ethiopia" in read(client, "/en/finance/rates/", treasurer)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"source": "a bank", "file": b"\xff\xfe\x00"}, "The file is not UTF-8 text."),
        ({"source": "a bank", "file": b"PK and no archive"}, "The archive is damaged, empty or too large inside."),
        ({"source": "a bank", "file": b"a,b\n1,2\n"}, "The first row must name the columns date, base, quote, rate."),
        ({"source": "", "file": ETB.encode()}, "This field is required."),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_at_its_field_and_loads_nothing(client, treasurer, sent, said):
    body = {**sent, "file": SimpleUploadedFile("rates.csv", sent["file"])}
    answer = client.post("/en/finance/rates/file/", body, headers=bearer(treasurer))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not models.DayRate.objects.exists()


def test_rates_over_the_api_are_loaded_with_findings(client, treasurer):
    answer = client.post(
        "/api/v1/finance/rates", {"source": "National Bank of Ethiopia", "csv": ETB},
        content_type="application/json", headers=bearer(treasurer),
    )  # fmt: skip
    assert answer.json() == {
        "loaded": 1,
        "known": 0,
        "findings": [{"row": 3, "column": "rate", "code": "finance.rate_number", "value": "x"}],
    }


def test_the_spread_is_set_from_a_coming_day_in_percent(client, treasurer):
    tomorrow = now().date() + timedelta(days=1)
    answer = client.post(
        "/en/finance/rates/spread/",
        {"spread": "0.75", "since": tomorrow.isoformat()},
        headers=bearer(treasurer),
    )
    assert (answer.status_code, answer["Location"]) == (302, "/en/finance/rates/")
    terms = models.ExchangeTerms.objects.get()
    assert (terms.spread, terms.since) == (Decimal("0.00750"), tomorrow)
    late = client.post(
        "/en/finance/rates/spread/", {"spread": "5", "since": "2026-10-01"}, headers=bearer(treasurer)
    )
    assert late.status_code == 422
    assert "A new spread begins on a later day" in late.content.decode()
    assert models.ExchangeTerms.objects.count() == 1


def test_the_treasurer_sees_what_is_owed_and_follows_it_to_the_statement(client, treasurer, aminah):
    path = "/en/finance/statement/customs:CN/CNY/"
    page = read(client, "/en/finance/", treasurer)
    assert f'href="{path}"' in page
    assert "Statement of Customs of China in CNY" in read(client, path, treasurer)
    assert "5.00" in read(client, path + "?export=csv", treasurer)


def test_a_seller_reads_no_statement_of_customs(client, aminah):
    _, key = aminah
    read(client, "/en/finance/statement/customs:CN/CNY/", key, status=404)


@pytest.mark.parametrize("currency", ["XXX", "yuan", "M"])
def test_a_currency_in_which_nothing_was_owed_has_no_statement(client, treasurer, aminah, currency):
    read(client, f"/en/finance/statement/{aminah[0]}/{currency}/", treasurer, status=404)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_variable_of_these_pages_resolves(client, treasurer, aminah, settings, edition):
    pages, *others = settings.TEMPLATES
    options = {**pages["OPTIONS"], "string_if_invalid": "(unresolved %s)"}
    settings.TEMPLATES = [{**pages, "OPTIONS": options}, *others]
    for path, key in (
        ("", treasurer), ("orders/order_1/", treasurer), ("rates/", treasurer), ("statements/", aminah[1]),
        (f"statement/{aminah[0]}/MYR/", aminah[1]), ("statement/customs:CN/CNY/", treasurer),
    ):  # fmt: skip
        assert "(unresolved" not in read(client, f"/{edition}/finance/{path}", key)


def test_while_the_provider_does_not_answer_nobody_is_told_that_it_charged_nothing(client, treasurer):
    answer = client.get("/api/v1/finance/purchases/purchase_1/charges", headers=bearer(treasurer))
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["code"] == "finance.provider_away"

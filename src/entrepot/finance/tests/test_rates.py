"""Loading, importing and using exchange rates."""

import io
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from entrepot.finance import models
from entrepot.finance.actions.rates import import_rates_csv, load_rates, set_spread
from entrepot.finance.queries.published_rates import newer_rates_loaded
from entrepot.finance.queries.rates import Rates, day_rates, rates_lacking
from entrepot.finance.rate_words import RateFinding, RatesImport
from entrepot.finance.rates_source import ECB_SOURCE, PEGS, ecb_rates, last_ecb_date, published_text
from entrepot.parties.tests.cast import kuantan
from entrepot.values import BadAmount, Money, Refusal

pytestmark = pytest.mark.django_db

AT = datetime(2026, 10, 30, 12, tzinfo=UTC)
DAY = AT.date()
CBE = "National Bank of Ethiopia, nbe.gov.et"


def publish(base: str, quote: str, rate: str, day: date = DAY) -> None:
    models.DayRate.objects.create(
        base=base, quote=quote, rate=Decimal(rate), day=day, source=ECB_SOURCE, loaded_at=AT
    )


@pytest.fixture
def _rates():
    for quote, rate in (("MYR", "4.5325"), ("CNY", "7.4326"), ("USD", "1.1172"), ("JPY", "175.68")):
        publish("EUR", quote, rate)


def test_the_packaged_rates_are_read_newest_first_and_without_gaps_filled():
    rates = list(ecb_rates(date(2024, 12, 23)))
    assert rates[0][1] == last_ecb_date()
    assert [rate[1] for rate in rates] == sorted((rate[1] for rate in rates), reverse=True)
    assert {rate[1] for rate in rates}.isdisjoint(
        {date(2024, 12, 25), date(2024, 12, 26), date(2024, 12, 29)}
    )
    assert ("MYR", date(2024, 12, 31), Decimal("4.6454")) in rates
    assert "RUB" not in {rate[0] for rate in rates}


def test_the_last_day_is_known_without_django():
    code = "import sys; from entrepot.finance.rates_source import last_ecb_date; last_ecb_date(); print('django' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"


def test_every_peg_says_who_says_so():
    assert {peg.currency: peg.per_usd for peg in PEGS} == {
        "AED": Decimal("3.6725"), "SAR": Decimal("3.75"), "DJF": Decimal("177.721"),
    }  # fmt: skip
    assert all(peg.source and peg.address.startswith("http") for peg in PEGS)


def test_loading_twice_loads_once_and_says_what_is_there():
    said = load_rates(at=AT, days=10)
    count = models.DayRate.objects.count()
    assert said.endswith(f"to {last_ecb_date()}")
    assert said.startswith(f"{len({c for c, _, _ in ecb_rates(last_ecb_date())})} currencies, ")
    assert load_rates(at=AT, days=10) == said
    assert models.DayRate.objects.count() == count > 0
    assert set(models.DayRate.objects.values_list("source", flat=True)) == {ECB_SOURCE}


def test_loading_leaves_what_is_known_as_it_was():
    publish("EUR", "MYR", "9.9999", last_ecb_date())
    load_rates(at=AT, days=1)
    assert models.DayRate.objects.get(quote="MYR", day=last_ecb_date()).rate == Decimal("9.9999")


@pytest.mark.usefixtures("_rates")
def test_the_newest_rate_on_or_before_the_day_holds():
    publish("EUR", "MYR", "4.5182", date(2026, 10, 29))
    assert Rates(AT).latest("EUR", "MYR").rate == Decimal("4.5325")
    earlier = Rates(datetime(2026, 10, 29, 23, 59, tzinfo=UTC)).latest("EUR", "MYR")
    assert (earlier.rate, earlier.as_of) == (Decimal("4.5182"), date(2026, 10, 29))
    assert str(Rates(AT).latest("EUR", "MYR").rate) == "4.5325"


@pytest.mark.usefixtures("_rates")
def test_what_rates_have_read_they_do_not_read_again(django_assert_num_queries):
    rates = Rates(AT)
    with django_assert_num_queries(2):  # legs, spread
        bought = rates.convert(Money(100, "MYR"), "CNY").bought
    with django_assert_num_queries(0):
        assert rates.convert(Money(100, "MYR"), "CNY").bought == bought
        dollar = rates.latest("USD", "CNY")
    assert dollar == Rates(AT).latest("USD", "CNY")


def latest_of(currency: str, to: str, day: date):
    """None where it is refused."""
    try:
        return Rates(datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)).latest(currency, to)
    except Refusal:
        return None


@pytest.mark.parametrize("to", ["MYR", "CNY", "AED", "EUR", "USD"])
def test_many_days_at_once_have_the_rates_of_each_day_alone(to, django_assert_num_queries):
    load_rates(at=AT, days=30)
    last = last_ecb_date()
    publish("EUR", "ETB", "140", last - timedelta(days=25))  # goes stale, comes again
    publish("EUR", "ETB", "150", last - timedelta(days=9))
    publish(
        "USD", "AED", "3.70", last - timedelta(days=20)
    )  # is taken for the peg, and stays so when it is stale
    publish("MYR", "CNY", "1.60", last - timedelta(days=12))  # both ways on one day
    publish("CNY", "MYR", "0.61", last - timedelta(days=12))
    publish("EUR", "LKR", "330", last + timedelta(days=5))
    days = [last + timedelta(days=number) for number in range(-60, 20)]
    asked = [(currency, day) for currency in "MYR CNY ETB AED SAR LKR EUR USD".split() for day in days]
    alone = {
        (currency, day): rate for currency, day in asked if (rate := latest_of(currency, to, day)) is not None
    }
    with django_assert_num_queries(1):
        assert day_rates(asked, to) == alone
    assert ("ETB", last - timedelta(days=17)) not in alone
    assert 0 < len(alone) < len(asked)


def test_no_days_have_no_rates_and_ask_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert day_rates([], "MYR") == {}
    with pytest.raises(BadAmount):
        day_rates([("MYR", DAY)], "yuan")


@pytest.mark.usefixtures("_rates")
def test_a_rate_of_a_pegged_currency_combines_what_is_stored_with_the_peg():
    found = Rates(AT).latest("AED", "CNY")
    assert found.rate == Decimal("1.81154042356")
    assert found.source == (
        "AED held at 3.6725 per USD since 1997 (Central Bank of the UAE: fixed peg, as its governor said in December"
        f" 2014); {ECB_SOURCE}"
    )


def test_a_peg_does_not_hold_before_it_began():
    with pytest.raises(Refusal, match=r"finance\.no_rate"):
        Rates(datetime(1997, 11, 21, tzinfo=UTC)).latest("USD", "AED")
    assert Rates(datetime(1997, 11, 22, tzinfo=UTC)).latest("USD", "AED").rate == Decimal("3.6725")


@pytest.mark.usefixtures("_rates")
def test_missing_and_stale_rates_are_refused():
    with pytest.raises(Refusal, match=r"finance\.no_rate.*ETB"):
        Rates(AT).latest("ETB", "MYR")
    with pytest.raises(Refusal) as refused:
        Rates(datetime(2026, 11, 24, tzinfo=UTC)).latest("MYR", "CNY")
    assert refused.value.code == "finance.stale_rate"
    assert refused.value.params["age_days"] == 25
    assert refused.value.params["as_of"] == "2026-10-30"
    with pytest.raises(BadAmount):
        Rates(AT).latest("MYR", "yuan")


@pytest.mark.usefixtures("_rates")
def test_a_shopper_pays_mid_rate_and_spread_to_the_minor_unit():
    # 312.40 MYR x 1.63984555985 = 512.2877528...; x 1.005 = 514.8491916...
    found = Rates(AT).convert(Money(31240, "MYR"), "CNY")
    assert found.bought == Money(51485, "CNY")
    assert found.spread == Decimal("0.005")
    assert found.spread_money == Money(51485 - 51229, "CNY")
    assert found.mid.rate == Decimal("1.63984555985")


@pytest.mark.usefixtures("_rates")
def test_a_currency_without_decimals_is_paid_in_whole_units():
    # 12.50 EUR x 175.68 = 2196; x 1.005 = 2206.98
    found = Rates(AT).convert(Money(1250, "EUR"), "JPY")
    assert (found.bought, found.spread_money) == (Money(2207, "JPY"), Money(11, "JPY"))


def test_in_the_same_currency_nothing_is_added():
    found = Rates(AT).convert(Money(31240, "MYR"), "MYR")
    assert (found.bought, found.spread, found.spread_money) == (Money(31240, "MYR"), 0, Money(0, "MYR"))
    assert found.mid.source == "identity"


def test_a_new_spread_holds_from_its_day_on():
    set_spread(spread=Decimal("0.0125"), since=date(2026, 11, 1), by="user_1", at=AT)
    assert Rates(datetime(2026, 10, 31, 23, 59, tzinfo=UTC)).spread == Decimal("0.005")
    assert Rates(datetime(2026, 11, 1, tzinfo=UTC)).spread == Decimal("0.0125")


@pytest.mark.parametrize("spread", ["-0.001", "1", "0.000001", "NaN"])
def test_a_spread_that_is_no_share_is_refused(spread):
    with pytest.raises(Refusal, match=r"finance\.spread_out_of_range"):
        set_spread(spread=Decimal(spread), since=date(2026, 11, 1), by="user_1", at=AT)


def test_a_spread_for_a_day_that_has_begun_is_refused():
    with pytest.raises(Refusal, match=r"finance\.spread_since_past"):
        set_spread(spread=Decimal("0.01"), since=AT.date(), by="user_1", at=AT)
    assert models.ExchangeTerms.objects.count() == 0


def test_a_central_banks_file_is_taken_in_and_used():
    text = "date,base,quote,rate\n2026-10-29,USD,ETB,162.80\n2026-10-30,USD,ETB,162.95\n"
    done = import_rates_csv(text, source=CBE, at=AT)
    assert (done.loaded, done.known, done.findings) == (2, 0, ())
    found = Rates(AT).latest("USD", "ETB")
    assert (found.rate, found.source, found.as_of) == (Decimal("162.95"), CBE, date(2026, 10, 30))


def test_the_same_file_again_changes_nothing():
    text = "\ufeffDate;Base;Quote;Rate\r\n2026-10-29;USD;ETB;162.80\r\n"
    import_rates_csv(text, source=CBE, at=AT)
    done = import_rates_csv(text, source="another", at=AT)
    assert (done.loaded, done.known, done.findings) == (0, 1, ())
    assert models.DayRate.objects.get().source == CBE


def test_wrong_rows_are_named_and_the_others_loaded():
    rows = [
        "date,base,quote,rate",
        "2026-10-29,USD,ETB,162.80",  # row 2, good
        "29.10.2026,USD,KES,129.7",
        "2026-10-29,USD,Kip,22467",
        "2026-10-29,USD,KES,0",
        "2026-10-29,USD,KES,12x",
        "2026-10-29,USD,KES,NaN",
        "2026-10-31,USD,KES,129.7",
        "2026-10-29,USD,USD,1",
        "2026-10-29,USD,ETB,162.90",
        "2026-10-29,USD,ETB",
        "",
        "2026-10-29,USD,LAK,0.0000000000000001",
        "2026-10-29,USD,LAK,1e15",
    ]
    done = import_rates_csv("\n".join(rows), source=CBE, at=AT)
    assert done.loaded == 1
    assert done.findings == (
        RateFinding(3, "date", "finance.rate_date", "29.10.2026"),
        RateFinding(4, "quote", "finance.rate_currency", "Kip"),
        RateFinding(5, "rate", "finance.rate_number", "0"),
        RateFinding(6, "rate", "finance.rate_number", "12x"),
        RateFinding(7, "rate", "finance.rate_number", "NaN"),
        RateFinding(8, "date", "finance.rate_date_ahead", "2026-10-31"),
        RateFinding(9, "quote", "finance.rate_same_currency", "USD"),
        RateFinding(10, "date", "finance.rate_twice_in_file", "USD/ETB 2026-10-29"),
        RateFinding(11, "", "finance.rate_row_cells", "3"),
        RateFinding(13, "rate", "finance.rate_number", "0.0000000000000001"),
        RateFinding(14, "rate", "finance.rate_number", "1e15"),
    )
    assert [str(row) for row in models.DayRate.objects.values_list("quote", flat=True)] == ["ETB"]


def test_a_rate_that_is_known_otherwise_is_named_and_stays():
    import_rates_csv("date,base,quote,rate\n2026-10-29,USD,ETB,162.80", source=CBE, at=AT)
    done = import_rates_csv("date,base,quote,rate\n2026-10-29,USD,ETB,170", source=CBE, at=AT)
    assert (done.loaded, done.known) == (0, 0)
    assert done.findings == (RateFinding(2, "rate", "finance.rate_known_otherwise", "162.8"),)
    assert models.DayRate.objects.get().rate == Decimal("162.8")


@pytest.mark.parametrize(
    ("text", "source", "code"),
    [
        ("date,base,quote,rate\n", " ", "finance.rates_source_missing"),
        ("", CBE, "finance.rates_columns"),
        ("day,from,to,rate\n2026-10-29,USD,ETB,1", CBE, "finance.rates_columns"),
        ("date,base,quote,rate\n" + "x" * 200_000, CBE, "finance.rates_unreadable"),
    ],
)
def test_a_file_that_is_no_list_of_rates_is_refused(text, source, code):
    with pytest.raises(Refusal) as refused:
        import_rates_csv(text, source=source, at=AT)
    assert refused.value.code == code
    assert models.DayRate.objects.count() == 0


@pytest.mark.parametrize(("base", "quote", "rate"), [("EUR", "EUR", "1"), ("EUR", "MYR", "0")])
def test_the_database_itself_holds_no_rate_that_cannot_be(base, quote, rate):
    with pytest.raises(IntegrityError):
        publish(base, quote, rate)


ECB_DAY = "Date, USD, MYR, ISK, \n30 October 2026, 1.1172, 4.5325, N/A, \n"
ECB_HISTORY = "Date,USD,MYR,\n2026-10-30,1.1172,4.5325,\n2026-10-29,1.113,N/A,\n"


def test_the_ecbs_file_of_a_day_is_read_as_it_is_published():
    assert import_rates_csv(ECB_DAY, source="ECB", at=AT) == RatesImport(2, 0, ())
    assert Rates(AT).latest("EUR", "MYR").rate == Decimal("4.5325")
    assert Rates(AT).latest("EUR", "USD").as_of == DAY


def test_the_ecbs_history_is_read_without_the_days_that_have_no_rate():
    assert import_rates_csv(ECB_HISTORY, source="ECB", at=AT) == RatesImport(3, 0, ())
    assert not models.DayRate.objects.filter(quote="MYR", day=date(2026, 10, 29)).exists()


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("31 October 2026,1.1,4.5,", RateFinding(2, "date", "finance.rate_date_ahead", "2026-10-31")),
        ("soon,1.1,N/A,", RateFinding(2, "date", "finance.rate_date", "soon")),
        ("2026-10-30,1.1", RateFinding(2, "", "finance.rate_row_cells", "2")),
        ("2026-10-30,-1,N/A,", RateFinding(2, "rate", "finance.rate_number", "-1")),
    ],
)
def test_a_wrong_row_of_the_ecbs_file_is_named_and_nothing_of_it_loaded(row, finding):
    found = import_rates_csv(f"Date,USD,MYR,\n{row}\n", source="ECB", at=AT).findings
    assert finding in found
    assert not models.DayRate.objects.exists()


def test_an_archive_is_opened_and_what_is_none_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("eurofxref.csv", ECB_DAY)
    assert published_text(packed.getvalue(), most_bytes=len(ECB_DAY)) == ECB_DAY
    assert published_text(ECB_DAY.encode("utf-8-sig"), most_bytes=10) == ECB_DAY
    with pytest.raises(ValueError, match="larger than it may be"):
        published_text(packed.getvalue(), most_bytes=len(ECB_DAY) - 1)
    for damaged in (packed.getvalue()[:40], b"PK"):
        with pytest.raises(ValueError, match="not a zip file"):
            published_text(damaged, most_bytes=100)


@pytest.fixture
def hub():
    """Its own currency is MYR."""
    return kuantan()


def lacking(*currencies: str, at: datetime = AT) -> list[tuple[str, object]]:
    return [(one.code, one.params["currency"]) for one in rates_lacking(at=at, currencies=currencies)]


@pytest.mark.usefixtures("_rates")
def test_no_rate_lacks_while_all_that_matter_are_fresh(hub):
    assert lacking("CNY", "EUR", "AED") == []


@pytest.mark.usefixtures("_rates")
def test_a_currency_without_a_rate_lacks_one_and_others_do_not(hub):
    assert lacking("ETB", "CNY") == [("finance.no_rate", "ETB")]


@pytest.mark.usefixtures("_rates")
def test_each_currency_that_matters_is_named_once_its_rate_is_too_old(hub):
    later = AT + timedelta(days=8)
    assert lacking(at=later) == [("finance.stale_rate", "MYR")]
    assert lacking("CNY", "EUR", "SAR", at=later) == [
        ("finance.stale_rate", "CNY"),
        ("finance.stale_rate", "USD"),  # on which both EUR and SAR depend
        ("finance.stale_rate", "MYR"),
    ]


def test_newer_rates_are_those_of_a_day_after_the_packaged_ones():
    publish("EUR", "MYR", "4.5", last_ecb_date())
    assert newer_rates_loaded() is False
    publish("EUR", "MYR", "4.6", last_ecb_date() + timedelta(days=1))
    assert newer_rates_loaded() is True

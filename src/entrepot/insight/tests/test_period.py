"""Which days a report is about."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.insight.rules import period_of
from entrepot.insight.words import Period
from entrepot.values import Refusal

TODAY = date(2026, 11, 2)


def test_without_days_it_is_the_year_up_to_today():
    assert period_of(None, None, today=TODAY) == Period(date(2025, 11, 3), TODAY)


def test_without_a_first_day_it_is_the_year_up_to_the_last():
    assert period_of(None, date(2024, 3, 1), today=TODAY) == Period(date(2023, 3, 3), date(2024, 3, 1))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 1)),
        (date(1999, 12, 31), TODAY),
        (date(2026, 1, 1), date(9999, 12, 31)),
    ],
)
def test_days_that_make_no_period_are_refused(first, last):
    with pytest.raises(Refusal) as caught:
        period_of(first, last, today=TODAY)
    assert (caught.value.code, caught.value.field, caught.value.status) == ("insight.bad_period", "from", 422)


def test_the_year_before_a_leap_day_ends_on_the_28th():
    assert Period(date(2024, 2, 29), date(2024, 2, 29)).year_before == Period(
        date(2023, 2, 28), date(2023, 2, 28)
    )


@given(st.dates(date(2001, 1, 1), date(9000, 1, 1)), st.integers(0, 800))
def test_the_year_before_is_never_turned_around(last, days):
    first = date.fromordinal(max(last.toordinal() - days, date(2000, 1, 1).toordinal()))
    before = period_of(first, last, today=TODAY).year_before
    assert before.first_date <= before.last_date < last

"""Tries are counted once for the whole hub, and by an address that nobody can make up."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.models import F
from django.test import RequestFactory

from entrepot.facts import public as facts
from entrepot.web.limits import Limit, address_of, require_within
from entrepot.web.models import Tries
from entrepot.web.words import TooOften

THREE = Limit("knocking", 3, timedelta(minutes=10))


def _knocks(times: int, who: str = "a") -> list[bool]:
    heard = []
    for _ in range(times):
        try:
            require_within(THREE, who)
        except TooOften:
            heard.append(False)
        else:
            heard.append(True)
    return heard


@pytest.mark.django_db
def test_the_first_tries_are_heard_and_nobody_elses_are_counted_with_them() -> None:
    assert _knocks(5) == [True, True, True, False, False]
    assert _knocks(1, "b") == [True]
    require_within(Limit("ringing", 1, timedelta(minutes=1)), "a")


@pytest.mark.django_db
def test_who_is_refused_is_told_how_long_to_wait_and_is_heard_after_that() -> None:
    _knocks(3)
    with pytest.raises(TooOften) as refused:
        require_within(THREE, "a")
    assert (refused.value.status, refused.value.code) == (429, "too_many_tries")
    assert 590 < refused.value.wait_seconds <= 600
    assert refused.value.params == {"minutes": 10}
    Tries.objects.update(until=F("until") - timedelta(seconds=refused.value.wait_seconds))
    assert _knocks(4) == [True, True, True, False]


@pytest.mark.django_db
def test_a_try_does_not_put_off_the_end_of_the_wait() -> None:
    _knocks(3)
    ends = Tries.objects.get().until
    _knocks(20)
    assert Tries.objects.get().until == ends


@pytest.mark.django_db
def test_what_no_longer_counts_is_swept_and_says_of_nobody_who_tried() -> None:
    _knocks(1, "192.0.2.1")
    _knocks(1, "192.0.2.2")
    assert not Tries.objects.filter(key__contains="192").exists()
    first = Tries.objects.earliest("until")
    Tries.objects.filter(pk=first.pk).update(until=F("until") - timedelta(hours=1))
    facts.run_chores({})
    assert [row.pk == first.pk for row in Tries.objects.all()] == [False]


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    yield
    Tries.objects.all().delete()


@pytest.mark.usefixtures("committed")
def test_tries_at_the_same_instant_over_several_connections_are_all_counted() -> None:
    def knock(_: int) -> bool:
        try:
            return _knocks(1)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(knock, range(40)))
    assert heard.count(True) == 3


@pytest.mark.parametrize(
    ("proxies", "header", "peer", "address"),
    [
        (0, "", "192.0.2.1", "192.0.2.1"),
        (0, "198.51.100.7", "192.0.2.1", "192.0.2.1"),
        (1, "198.51.100.7", "127.0.0.1", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "127.0.0.1", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.2", "127.0.0.1", "198.51.100.7"),
        (1, "", "127.0.0.1", "127.0.0.1"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2:ffff::1", "127.0.0.1", "2001:db8:1:2::/64"),
        (0, "", "::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_a_client_is_where_the_operators_own_proxies_saw_it(
    settings: LazySettings, proxies: int, header: str, peer: str, address: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": header} if header else {}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)) == address

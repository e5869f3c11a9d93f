"""How often somebody may try something. Counted in the database, where all processes of the hub count together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.db import connection
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from entrepot.web.models import Tries
from entrepot.web.words import TooOften


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries at `what` within `per`, counted from the first."""

    what: str
    most: int
    per: timedelta


_COUNT = """
INSERT INTO web_tries AS kept (key, made, until) VALUES (%(key)s, 1, statement_timestamp() + make_interval(secs => %(per)s))
ON CONFLICT (key) DO UPDATE SET
    made = CASE WHEN kept.until > statement_timestamp() THEN kept.made + 1 ELSE 1 END,
    until = CASE WHEN kept.until > statement_timestamp() THEN kept.until ELSE excluded.until END
RETURNING made, extract(epoch FROM until - statement_timestamp())::float8
"""


def require_within(limit: Limit, who: str) -> None:
    """Count one try of `who`. Refuses too_many_tries, with the seconds until the next may be made.

    Outside a transaction: what is rolled back was not counted.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": _key(limit, who), "per": limit.per.total_seconds()})
        made, wait_seconds = cursor.fetchone()
    if made > limit.most:
        raise TooOften(wait_seconds)


def forget_tries() -> None:
    """Those that no longer count."""
    Tries.objects.filter(until__lt=Now()).delete()


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. Behind the proxies that the operator named, what the outermost of them saw; what a
    caller writes into X-Forwarded-For makes it nobody else. Of IPv6 the /64: one customer has that many addresses."""
    address = ip_address(get_adapter(request).get_client_ip(request))
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)


def _key(limit: Limit, who: str) -> str:
    """Tells nobody whose address or account it is."""
    return salted_hmac("entrepot.web.limits", f"{limit.what} {who}", algorithm="sha256").hexdigest()

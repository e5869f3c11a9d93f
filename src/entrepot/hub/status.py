"""Is this hub well? For everybody: each part in words, since when, and what the operator announced. It asks the database
alone, so it answers while NATS or the worker are down, and says nothing of addresses, errors or amounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from entrepot.exchange import public as exchange
from entrepot.facts import queries as fact_queries
from entrepot.finance import public as finance
from entrepot.finance.queries.payments import payments_in_trouble
from entrepot.hub.desk.jobs import seconds_text
from entrepot.hub.desk.needs import LETTERS_TAKE
from entrepot.market import public as market
from entrepot.messages import public as letters
from entrepot.notices import public as notices
from entrepot.parties import public as parties
from entrepot.values.clock import now
from entrepot.web import public as web

KEPT_SECONDS = 15
NOTICES_SHOWN = 3

router = Router(tags=["hub"])


class State(StrEnum):
    WELL = "well"
    UNSET = "unset"
    LATE = "late"
    DOWN = "down"


TONES = {
    State.WELL: web.Tone.DONE,
    State.UNSET: web.Tone.WAITING,
    State.LATE: web.Tone.WAITING,
    State.DOWN: web.Tone.WRONG,
}


@dataclass(frozen=True, slots=True)
class Part:
    """code: stable, for programs. since: when the trouble began, as far as it is known."""

    code: str
    name: str
    state: State
    text: str
    since: datetime | None = None

    @property
    def status(self) -> web.Status:
        return web.Status(TONES[self.state], self.text)


@dataclass(frozen=True, slots=True)
class HubStatus:
    at: datetime
    parts: tuple[Part, ...]
    notices: tuple[notices.Headline, ...]

    @property
    def state(self) -> State:
        """The worst of the parts'."""
        return max((part.state for part in self.parts), key=list(State).index)

    @property
    def status(self) -> web.Status:
        words = {
            State.WELL: _("This hub works."),
            State.UNSET: _("This hub works, but a part of it is not set up yet."),
            State.LATE: _("This hub works, a part of it with delay."),
            State.DOWN: _("A part of this hub does not work."),
        }
        return web.Status(TONES[self.state], words[self.state])


def hub_status() -> HubStatus:
    """As it was at most KEPT_SECONDS ago. Asks for a hub that is set up."""
    parties.hub_profile()
    key = f"hub.status.{web.edition()}"
    found: HubStatus | None = cache.get(key)
    if found is None:
        parts = (_pages(), _worker(), _letters(), _payments(), _rates(), *_channels())
        found = HubStatus(timezone.now(), parts, notices.latest(web.edition(), NOTICES_SHOWN))
        cache.set(key, found, KEPT_SECONDS)
    return found


def _pages() -> Part:
    return Part("pages", _("Pages and API"), State.WELL, _("They answer."))


def _worker() -> Part:
    name, at = _("Work behind the pages"), timezone.now()
    oldest_at = fact_queries.backlog().oldest_due_at
    if oldest_at and oldest_at < at - fact_queries.LATE_AFTER:
        return Part(
            "worker",
            name,
            State.LATE,
            _("It runs late: what you do is kept and takes effect later."),
            oldest_at,
        )
    lags = fact_queries.lags(at=at)
    if done := sum(lag.done for lag in lags):
        mean = sum(lag.mean_seconds * lag.done for lag in lags) / done
        text = _("In the last hour it was done within %(time)s on average.") % {"time": seconds_text(mean)}
        return Part("worker", name, State.WELL, text)
    return Part("worker", name, State.WELL, _("Nothing waits."))


def _letters() -> Part:
    name = _("Letters")
    if not settings.EMAIL_HOST:
        return Part(
            "letters",
            name,
            State.UNSET,
            _("No mail server is set, so no letters go out. The operator names one in ENTREPOT_MAIL_URL."),
        )
    waiting = [one.written_at for one in letters.unsent() if one.written_at < now() - LETTERS_TAKE]
    if waiting:
        return Part(
            "letters", name, State.LATE, _("They wait for the mail server and go out later."), min(waiting)
        )
    return Part("letters", name, State.WELL, _("They go out."))


def _payments() -> Part:
    name = _("Payments")
    if not settings.ACQUIRER_URL:
        return Part(
            "payments",
            name,
            State.UNSET,
            _(
                "No payment provider is set, so nobody can pay here. The operator names one in ENTREPOT_ACQUIRER_URL."
            ),
        )
    if settings.ACQUIRER_SIMULATED:
        return Part("payments", name, State.WELL, _("They are simulated: nobody is charged."))
    if waiting := [one.requested_at for one in payments_in_trouble()]:
        return Part("payments", name, State.LATE, _("Some wait for an answer of the provider."), min(waiting))
    return Part("payments", name, State.WELL, _("They are taken."))


def _rates() -> Part:
    name = _("Exchange rates")
    lacking = list(finance.rate_needs(at=now(), currencies=market.currencies_on_offer()))
    if lacking:
        return Part(
            "rates", name, State.LATE, _("They are old: some prices are not shown in every currency.")
        )
    return Part("rates", name, State.WELL, _("They are of these days."))


def _channels() -> Iterator[Part]:
    for both in exchange.all_channels():
        if both.partner.state is not exchange.PartnerState.CONFIRMED:
            continue
        name = _("Channel to %(partner)s") % {"partner": both.partner.name}
        code, out = f"channel:{both.partner.code}", both.outgoing
        if out.halted:
            yield Part(code, name, State.DOWN, _("It stands still until the operators have looked at it."))
        elif out.behind and out.behind_seconds > fact_queries.LATE_AFTER.total_seconds():
            since = timezone.now() - timedelta(seconds=out.behind_seconds)
            text = _("It is behind by %(time)s.") % {"time": seconds_text(out.behind_seconds)}
            yield Part(code, name, State.LATE, text, since)
        else:
            yield Part(code, name, State.WELL, _("It is up to date."))


def status(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/status.html", {"shown": hub_status()})


class PartOut(Schema):
    code: str
    name: str
    state: State
    text: str
    since: datetime | None


class AnnouncedOut(Schema):
    title: str
    url: str
    published_at: datetime


class StatusOut(Schema):
    hub: str
    name: str
    contact_email: str
    at: datetime
    state: State
    parts: list[PartOut]
    notices: list[AnnouncedOut]


@router.get("/status", response=StatusOut)
def status_for_programs(request: HttpRequest) -> StatusOut:
    """Is this hub well, as the page for people says it: each part, since when, and what its operator announced."""
    profile, found = parties.hub_profile(), hub_status()
    return StatusOut(
        hub=profile.code,
        name=profile.name,
        contact_email=profile.contact_email,
        at=found.at,
        state=found.state,
        parts=[
            PartOut(code=one.code, name=one.name, state=one.state, text=one.text, since=one.since)
            for one in found.parts
        ],
        notices=[
            AnnouncedOut(title=one.title, url=web.whole_address(one.href), published_at=one.published_at)
            for one in found.notices
        ],
    )

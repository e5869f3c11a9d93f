"""Reads of parcels, consignments and prices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from entrepot.finance import public as finance
from entrepot.logistics import models, rules, words
from entrepot.values import ContainerNumber, CountryCode, HubCode, Money, Refusal, UNLocode, Weight
from entrepot.values.refusal import message
from entrepot.web import public as web

# Asked for at every price: by hand, as the ORM takes several times as long to ask.
_ROW_OF_WAY = """
    SELECT * FROM logistics_freighttariff
    WHERE ship_from = %s AND to_country = %s AND effective_from <= %s ORDER BY effective_from DESC LIMIT 1
"""


class Freight:
    """What this hub's own table asks for parcels on the day of these rates. A way is read once."""

    def __init__(self, rates: finance.Rates) -> None:
        self._rates = rates
        self._rows: dict[tuple[UNLocode, CountryCode], words.TariffRow] = {}

    def estimate(
        self, ship_from: UNLocode, to_country: CountryCode, weight: Weight, *, goods: Money | None = None
    ) -> words.FreightQuote:
        """In the table's currency. goods: the declared value, for insurance; converted at the mid rate if it is in
        another currency. Refuses logistics.no_freight_price if the table has no row for the way."""
        row = self._row(ship_from, to_country)
        if goods is not None and goods.currency != row.per_kg.currency:
            goods = goods.times_rate(
                self._rates.latest(goods.currency, row.per_kg.currency).rate, row.per_kg.currency
            )
        return rules.freight(row, weight, goods)

    def _row(self, ship_from: UNLocode, to_country: CountryCode) -> words.TariffRow:
        way = ship_from, to_country
        if way not in self._rows:
            rows = models.FreightTariff.objects.raw(_ROW_OF_WAY, [*way, self._rates.at.date()])
            row = next(iter(rows), None)
            if row is None:
                raise Refusal(
                    "logistics.no_freight_price",
                    message("This hub's freight table has no price from %(from_place)s to %(to_country)s."),
                    {"from_place": ship_from, "to_country": to_country},
                )
            self._rows[way] = _tariff_row(row)
        return self._rows[way]


def freight_tariff() -> list[words.TariffRow]:
    """The whole table, by way, the newest day of each first."""
    rows = models.FreightTariff.objects.order_by("ship_from", "to_country", "-effective_from")
    return [_tariff_row(row) for row in rows]


def _tariff_row(row: models.FreightTariff) -> words.TariffRow:
    return words.TariffRow(
        ship_from=UNLocode(row.ship_from),
        to_country=CountryCode(row.to_country),
        per_kg=Money(row.per_kg_minor, row.currency),
        minimum=Money(row.minimum_minor, row.currency),
        insurance_rate=row.insurance_rate,
        insurance_minimum=Money(row.insurance_minimum_minor, row.currency),
        transit_days=row.transit_days,
        effective_from=row.effective_from,
        source=row.source,
    )


_PARCELS = models.Parcel.objects.select_related("load__box__consignment")
_CONSIGNMENTS = models.Consignment.objects.prefetch_related(
    Prefetch("legs", models.Leg.objects.order_by("position").prefetch_related("times")),
    Prefetch(
        "boxes",
        models.Box.objects.order_by("id").prefetch_related(
            Prefetch("milestones", models.BoxMilestone.objects.order_by("happened_at", "id")),
            Prefetch(
                "loads",
                models.ContainerLoad.objects.order_by("id").select_related("parcel__load__box__consignment"),
            ),
        ),
    ),
)


def get_parcel(ref: str) -> words.Parcel:
    row = _PARCELS.filter(ref=ref).first()
    if row is None:
        raise words.no_such_parcel(ref)
    return parcel_words(row)


def parcels_in(state: words.ParcelState | None = None) -> Sequence[words.Parcel]:
    """Parcels in one state, or all; the oldest first."""
    rows = _PARCELS.order_by("opened_at", "id")
    if state is not None:
        rows = rows.filter(state=state)
    return web.Lazily(rows, parcel_words)


def parcels_of_order(order_ref: str) -> list[words.Parcel]:
    return [parcel_words(row) for row in _PARCELS.filter(order_ref=order_ref).order_by("id")]


def count_of(state: words.ParcelState) -> int:
    return models.Parcel.objects.filter(state=state).count()


def find_consignment(ref: str) -> words.Consignment | None:
    row = _CONSIGNMENTS.filter(ref=ref).order_by("origin").first()
    return consignment_words(row) if row else None


def get_consignment(ref: str) -> words.Consignment:
    """Our own, or one that a partner told. The caller has proved the right to read it."""
    found = find_consignment(ref)
    if found is None:
        raise words.no_such_consignment(ref)
    return found


def consignments(*, state: words.ConsignmentState | None = None, limit: int = 100) -> list[words.Consignment]:
    """The newest first."""
    rows = _CONSIGNMENTS.order_by("-made_at", "-id")
    if state is not None:
        rows = rows.filter(state=state)
    return [consignment_words(row) for row in rows[:limit]]


def lane_traffic(*, at: datetime) -> tuple[words.LaneTraffic, ...]:
    """What sails between ports now, by lane. It names no consignment, so anybody may see it."""
    of_this = {"consignment": OuterRef("pk")}
    followed = models.Box.objects.filter(**of_this, open=True, since__lte=at, until__gte=at)
    called = models.Leg.objects.filter(**of_this, times__certainty=words.Certainty.ACTUAL)
    left = models.Consignment.objects.filter(
        Exists(followed),
        Exists(followed.filter(milestones__step=words.Step.LOADED)) | Exists(called),
        ~Exists(models.Box.objects.filter(**of_this, milestones__step__in=rules.LANDED)),
        state=words.ConsignmentState.PUBLISHED,
    )
    refs = list(left.values_list("pk", flat=True))
    loaded = models.BoxMilestone.objects.filter(box__consignment__in=refs, step=words.Step.LOADED)
    on_board, times, legs = defaultdict(list), defaultdict(list), defaultdict(list)
    for consignment, happened_at in loaded.values_list("box__consignment", "happened_at"):
        on_board[consignment].append(happened_at)
    # Hundreds of them on a first page that has to be quick: rows without the making of models.
    for time in models.LegTime.objects.filter(leg__consignment__in=refs).values_list(named=True):
        times[time.leg_id].append(time)
    for leg in models.Leg.objects.filter(consignment__in=refs).order_by("position").values_list(named=True):
        legs[leg.consignment_id].append(_leg(leg, times[leg.id]))
    sailings = [rules.sailing(legs[ref], on_board[ref], at=at) for ref in refs]
    return rules.lane_traffic([one for one in sailings if one], at=at)


def orders_waiting(order_refs: Iterable[str]) -> frozenset[str]:
    """Those of these orders of which a parcel waits to be sent."""
    waiting = models.Parcel.objects.filter(order_ref__in=list(order_refs), state=words.ParcelState.WAITING)
    return frozenset(waiting.values_list("order_ref", flat=True))


def tracking(order_ref: str) -> tuple[words.ParcelVoyage, ...]:
    """Where the parcels of an order are: what was planned, is expected, and is done, each with its source.

    The caller has proved the right to read the order."""
    return tuple(voyage_of(parcel) for parcel in parcels_of_order(order_ref))


def voyage_of(parcel: words.Parcel) -> words.ParcelVoyage:
    if parcel.consignment_ref is None:
        return words.ParcelVoyage(parcel, None, rules.timeline(parcel, None, None))
    consignment = get_consignment(parcel.consignment_ref)
    box = next((box for box in consignment.boxes if box.number == parcel.container), None)
    return words.ParcelVoyage(parcel, consignment, rules.timeline(parcel, consignment, box))


def parcel_words(row: models.Parcel) -> words.Parcel:
    box = row.load.box if hasattr(row, "load") else None
    return words.Parcel(
        ref=row.ref,
        order_ref=row.order_ref,
        shop_org_ref=row.shop_org_ref,
        ship_from=UNLocode(row.ship_from),
        destination=CountryCode(row.destination),
        weight=Weight(row.weight_g),
        pieces=row.pieces,
        state=words.ParcelState(row.state),
        opened_at=row.opened_at,
        delivered_at=row.delivered_at,
        consignment_ref=box.consignment.ref if box else None,
        container=ContainerNumber(box.number) if box else None,
    )


def consignment_words(row: models.Consignment) -> words.Consignment:
    return words.Consignment(
        ref=row.ref,
        origin=HubCode(row.origin) if row.origin else None,
        state=words.ConsignmentState(row.state),
        carrier_code=row.carrier_code,
        carrier_name=row.carrier_name,
        booking_ref=row.booking_ref,
        shipper_ref=row.shipper_ref,
        vessel_name=row.vessel_name,
        vessel_imo=row.vessel_imo,
        voyage=row.voyage,
        port_of_loading=UNLocode(row.port_of_loading),
        port_of_discharge=UNLocode(row.port_of_discharge),
        hubs=tuple(HubCode(code) for code in row.hubs),
        made_at=row.made_at,
        published_at=row.published_at,
        boxes=tuple(_box(box) for box in row.boxes.all()),
        legs=tuple(leg_words(leg) for leg in row.legs.all()),
    )


def _box(row: models.Box) -> words.Box:
    return words.Box(
        number=ContainerNumber(row.number),
        iso_type=row.iso_type,
        payload=Weight(row.payload_g) if row.payload_g is not None else None,
        loads=tuple(parcel_words(load.parcel) for load in row.loads.all()),
        milestones=tuple(_milestone(milestone) for milestone in row.milestones.all()),
    )


def _milestone(row: models.BoxMilestone) -> words.Milestone:
    return words.Milestone(
        step=words.Step(row.step),
        moment=words.Moment(row.happened_at, words.Source.TERMINAL, HubCode(row.source_hub), row.event_key),
        place=UNLocode(row.place),
    )


def leg_words(row: models.Leg) -> words.Leg:
    return _leg(row, row.times.all())


def _leg(row: Any, times: Iterable[Any]) -> words.Leg:
    times = sorted(times, key=lambda time: (time.at, time.id))
    return words.Leg(
        position=row.position,
        mode=words.Mode(row.mode),
        from_place=UNLocode(row.from_place),
        to_place=UNLocode(row.to_place),
        distance_nm=row.distance_nm,
        passages=tuple(row.passages),
        speed_knots=row.speed_knots,
        departures=_moments(time for time in times if time.departure),
        arrivals=_moments(time for time in times if not time.departure),
    )


def _moments(rows: Iterable[Any]) -> tuple[tuple[words.Certainty, words.Moment], ...]:
    return tuple(
        (
            words.Certainty(row.certainty),
            words.Moment(
                row.at, words.Source(row.source), HubCode(row.hub) if row.hub else None, row.event_key
            ),
        )
        for row in rows
    )

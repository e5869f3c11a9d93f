"""What follows from what: time at sea, what a box may hold, which step an event is, how far a parcel has come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from entrepot.logistics.limits import LIMITS
from entrepot.logistics.words import (
    Box,
    Certainty,
    Consignment,
    FreightQuote,
    LaneTraffic,
    Leg,
    Mark,
    Moment,
    Parcel,
    ParcelState,
    Sailing,
    Source,
    Step,
    TariffRow,
)
from entrepot.ports.words import EventCode
from entrepot.values import HubCode, Money, Refusal, UNLocode, Weight
from entrepot.values.refusal import message

# This hub's own settings for planning; a carrier's plan goes before them.
SPEED_KNOTS = Decimal(14)
TRANSHIPMENT_STAY = timedelta(days=2)
SLOWEST_KNOTS, FASTEST_KNOTS = Decimal(1), Decimal(40)

# A box serves many consignments one after another: only what happens to it in this time belongs to this one.
BEFORE_DEPARTURE = timedelta(days=21)
AFTER_ARRIVAL = timedelta(days=60)

_AT_LOADING = {EventCode.GATE_IN: Step.GATED_IN, EventCode.LOAD: Step.LOADED}
_AT_DISCHARGE = {EventCode.DISCHARGE: Step.DISCHARGED, EventCode.GATE_OUT: Step.GATED_OUT}
LANDED = tuple(_AT_DISCHARGE.values())

_STATE_AFTER = {
    Step.GATED_IN: ParcelState.AT_PORT,
    Step.LOADED: ParcelState.AT_SEA,
    Step.DISCHARGED: ParcelState.LANDED,
    Step.GATED_OUT: ParcelState.LAST_MILE,
}

_ORDER = tuple(Step)

# What a partner may reasonably tell: a voyage near the day it tells it, and no more boxes than a train or feeder has.
LONGEST_WAIT = timedelta(days=180)
LONGEST_VOYAGE = timedelta(days=180)
MOST_BOXES = 1000


def require_speed(speed_knots: Decimal) -> Decimal:
    """Refuses a speed that no cargo ship sails."""
    if not SLOWEST_KNOTS <= speed_knots <= FASTEST_KNOTS:
        raise Refusal(
            "logistics.bad_speed",
            message("A speed is between %(slowest)s and %(fastest)s knots, not %(speed)s."),
            {"slowest": SLOWEST_KNOTS, "fastest": FASTEST_KNOTS, "speed": speed_knots},
            field="speed_knots",
            status=422,
        )
    return speed_knots


def require_near(instant: datetime, *, at: datetime, field: str) -> None:
    """Refuses a call that no plan of today reaches: pages would reckon from it, and dates end."""
    if abs(instant - at) > LONGEST_WAIT + LONGEST_VOYAGE:
        raise Refusal(
            "logistics.not_near", message("This is not what is asked for."), field=field, status=422
        )


def freight(row: TariffRow, weight: Weight, goods: Money | None) -> FreightQuote:
    """Weight times the rate, rounded half up, at least the minimum; insurance likewise from the goods' value.

    goods: in the table's currency; None if no value was declared, then insurance is the minimum.
    """
    by_weight = Money.rounded(row.per_kg.amount * weight.kg, row.per_kg.currency)
    by_value = goods.times_rate(row.insurance_rate) if goods else Money.zero(row.per_kg.currency)
    return FreightQuote(
        freight=max(by_weight, row.minimum),
        insurance=max(by_value, row.insurance_minimum),
        insurance_rate=row.insurance_rate,
        transit_days=row.transit_days,
        source=row.source,
    )


def payload_of(iso_type: str, stated: Weight | None) -> Weight:
    """What the operator read on the door, else the sourced figure of the type. Refuses a type without either."""
    if stated is not None:
        return stated
    if iso_type not in LIMITS:
        raise Refusal(
            "logistics.payload_unknown",
            message(
                "No payload is known for containers of type %(type)s. State the one on the door of the box."
            ),
            {"type": iso_type},
            field="payload_kg",
            status=422,
        )
    return LIMITS[iso_type].payload


def days_at_sea(leg: Leg) -> Decimal:
    """Planned, to a tenth of a day."""
    departs, arrives = _planned(leg)
    minutes = Decimal((arrives - departs) // timedelta(minutes=1))
    return (minutes / (24 * 60)).quantize(Decimal("0.1"))


def sailing(legs: Sequence[Leg], on_board: Sequence[datetime], *, at: datetime) -> Sailing | None:
    """Between which ports a consignment is that has not landed; on_board: when its boxes were loaded. None before its
    departure, in a port on the way, after its arrival, and as long as nobody reported that it left: a plan moves nothing.

    A ship leaves when the carrier says; without its word when it was to, but not before the last box is on board. What
    nobody told of the calls after that is reckoned from the plan.
    """
    if not on_board and not any(_said((*leg.departures, *leg.arrivals), Certainty.ACTUAL) for leg in legs):
        return None
    late = timedelta()
    for leg in legs:
        departs, arrives = _planned(leg)
        departed = _carrier_says(leg.departures, Certainty.ACTUAL) or max(
            [_carrier_says(leg.departures, Certainty.ESTIMATED) or departs + late, *on_board]
        )
        arrived = (
            _carrier_says(leg.arrivals, Certainty.ACTUAL)
            or _carrier_says(leg.arrivals, Certainty.ESTIMATED)
            or departed + (arrives - departs)
        )
        if departed <= at < arrived:
            return Sailing(leg.from_place, leg.to_place, departed, arrived)
        late = arrived - arrives
    return None


def sailing_of(consignment: Consignment, *, at: datetime) -> Sailing | None:
    """The same for a consignment as it is known here, landed or not."""
    milestones = [milestone for box in consignment.boxes for milestone in box.milestones]
    if any(milestone.step in LANDED for milestone in milestones):
        return None
    on_board = [milestone.moment.at for milestone in milestones if milestone.step is Step.LOADED]
    return sailing(consignment.legs, on_board, at=at)


def _planned(leg: Leg) -> tuple[datetime, datetime]:
    """The last word of a plan on departure and arrival."""
    departure, arrival = _said(leg.departures, Certainty.PLANNED), _said(leg.arrivals, Certainty.PLANNED)
    return departure[-1].at, arrival[-1].at


def _carrier_says(times: Sequence[tuple[Certainty, Moment]], wanted: Certainty) -> datetime | None:
    said = [moment.at for moment in _said(times, wanted) if moment.source is Source.CARRIER]
    return said[-1] if said else None


def _said(times: Sequence[tuple[Certainty, Moment]], wanted: Certainty) -> list[Moment]:
    return [moment for certainty, moment in times if certainty is wanted]


def lane_traffic(sailings: Iterable[Sailing], *, at: datetime) -> tuple[LaneTraffic, ...]:
    """By lane, the busiest first."""
    lanes: dict[tuple[UNLocode, UNLocode], list[Sailing]] = {}
    for one in sailings:
        lanes.setdefault((one.from_place, one.to_place), []).append(one)
    traffic = [
        LaneTraffic(
            from_place,
            to_place,
            tuple(sorted(one.percent(at) for one in together)),
            min(one.arrives_at for one in together),
        )
        for (from_place, to_place), together in lanes.items()
    ]
    return tuple(sorted(traffic, key=lambda one: (-one.consignments, one.from_place, one.to_place)))


def require_room(payload: Weight, inside: Iterable[Weight], added: Iterable[Weight]) -> None:
    """Refuses logistics.too_heavy."""
    total = Weight.total([*inside, *added])
    if total > payload:
        raise Refusal(
            "logistics.too_heavy",
            message("The parcels weigh %(total)s together; the container may hold %(payload)s."),
            {"total": str(total), "payload": str(payload)},
            field="parcel_refs",
        )


def step_of(
    code: EventCode, place: UNLocode | None, *, loading: UNLocode, discharge: UNLocode
) -> Step | None:
    """Which step of a voyage a terminal's report is; None for what happens elsewhere or the other way round."""
    if place == loading and code in _AT_LOADING:
        return _AT_LOADING[code]
    if place == discharge and code in _AT_DISCHARGE:
        return _AT_DISCHARGE[code]
    return None


def concerns(
    *, event_at: datetime, event_booking: str, booking_ref: str, since: datetime, until: datetime
) -> bool:
    """Whether a box's event belongs to a consignment: in its time, and not under another booking."""
    return since <= event_at <= until and event_booking in ("", booking_ref)


def why_refused(
    *,
    own: HubCode,
    origin: HubCode,
    hubs: Collection[HubCode],
    stops: Collection[UNLocode],
    calls: Sequence[datetime],
    boxes: int,
    told_at: datetime,
) -> str:
    """Why a partner's consignment is not taken in, "" if it is. It opens our terminals' events of its boxes to that
    partner, so it has to call at our port, at a time near now.

    calls: departures and arrivals of its legs in their order.
    """
    if own not in hubs or origin not in hubs or own not in stops:
        return "not_concerned"
    if not calls or list(calls) != sorted(calls) or calls[-1] - calls[0] > LONGEST_VOYAGE:
        return "impossible_times"
    if abs(calls[0] - told_at) > LONGEST_WAIT:
        return "far_away_times"
    if not 0 < boxes <= MOST_BOXES:
        return "number_of_boxes"
    return ""


def state_after(steps: Collection[Step]) -> ParcelState:
    """How far a parcel in a box has come: the furthest reported step, whatever came before or was never told."""
    reached = [step for step in _ORDER if step in steps and step in _STATE_AFTER]
    return _STATE_AFTER[reached[-1]] if reached else ParcelState.IN_BOX


def state_of(consignment: Consignment) -> ParcelState:
    """As far as its last parcel has come; where another hub filled its boxes, as far as their reports say."""
    states = {parcel.state for box in consignment.boxes for parcel in box.loads}
    if states:
        return min(states, key=tuple(ParcelState).index)
    return state_after({milestone.step for box in consignment.boxes for milestone in box.milestones})


def require_deliverable(
    parcel: Parcel, consignment: Consignment | None, *, unreported: bool, at: datetime
) -> None:
    """A parcel can't be at the door before it left, nor without a report that it landed, unless a person says that none
    came (unreported). consignment: None for a parcel in no box."""
    if parcel.landed:
        return
    first = consignment.legs[0] if consignment else None
    if first:
        leaves_at = _carrier_says(first.departures, Certainty.ACTUAL) or _planned(first)[0]
        waits = at < leaves_at
    else:
        waits = parcel.ship_from.country != parcel.destination
    if waits:
        raise Refusal(
            "logistics.not_sent_yet",
            message("Parcel %(ref)s is still waiting at %(place)s: it can't be at the door yet."),
            {"ref": parcel.ref, "place": first.from_place if first else parcel.ship_from},
        )
    if first and not unreported:
        raise Refusal(
            "logistics.arrival_unreported",
            message(
                "No terminal has reported that parcel %(ref)s arrived. Ask the terminal for its report, "
                "or confirm that the buyer has the parcel."
            ),
            {"ref": parcel.ref},
        )


def timeline(parcel: Parcel, consignment: Consignment | None, box: Box | None) -> tuple[Mark, ...]:
    """Planned, estimated and done times of each step, in the order of the voyage."""
    found: list[Mark] = []
    if consignment and box:
        for step in _ORDER[:-1]:
            found += _marks_of(step, consignment, box)
    found.append(Mark(Step.DELIVERED, None, done=_delivery(parcel)))
    return _with_passed(found)


def voyage(consignment: Consignment, box: Box) -> tuple[Mark, ...]:
    """The same without the last mile, for those who see the box only."""
    return _with_passed([mark for step in _ORDER[:-1] for mark in _marks_of(step, consignment, box)])


def _marks_of(step: Step, consignment: Consignment, box: Box) -> list[Mark]:
    if step is Step.DEPARTED:
        return [
            mark
            for leg in consignment.legs
            for mark in (_call(step, leg, leg.from_place), _call(Step.ARRIVED, leg, leg.to_place))
        ]
    if step is Step.ARRIVED:
        return []
    at_loading = step in _AT_LOADING.values()
    place = consignment.port_of_loading if at_loading else consignment.port_of_discharge
    return [Mark(step, place, done=tuple(m.moment for m in box.milestones if m.step is step))]


def _call(step: Step, leg: Leg, place: UNLocode) -> Mark:
    times = leg.departures if step is Step.DEPARTED else leg.arrivals

    planned, estimated, done = (
        tuple(_said(times, wanted)) for wanted in (Certainty.PLANNED, Certainty.ESTIMATED, Certainty.ACTUAL)
    )
    return Mark(step, place, planned, estimated, done)


def _delivery(parcel: Parcel) -> tuple[Moment, ...]:
    return (Moment(parcel.delivered_at, Source.COURIER),) if parcel.delivered_at else ()


def _with_passed(marks: list[Mark]) -> tuple[Mark, ...]:
    last_done = max((index for index, mark in enumerate(marks) if mark.done), default=-1)
    return tuple(
        Mark(mark.step, mark.place, mark.planned, mark.estimated, mark.done, passed=index <= last_done)
        for index, mark in enumerate(marks)
    )

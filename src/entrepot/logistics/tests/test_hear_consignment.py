"""A partner's consignment opens our terminals' events of its boxes to that partner, so it has to concern our port."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from entrepot.exchange.tests.cast import KUANTAN, PORT_KLANG, QINZHOU, PaperHub
from entrepot.facts import models as facts_models
from entrepot.logistics import models, queries
from entrepot.logistics.events import ConsignmentHeard, ConsignmentPublished, PublishedBox
from entrepot.logistics.tests.yard import BOX, DEPARTS, OTHER_BOX, announced, hear
from entrepot.logistics.words import Mode, PlannedLeg, Source
from entrepot.ports import models as ports_models
from entrepot.ports.tests.harbour import report as message
from entrepot.ports.tests.harbour import send, told
from entrepot.values import UNLocode

LEG = PlannedLeg(
    Mode.VESSEL,
    UNLocode("CNQZH"),
    UNLocode("MYKUA"),
    1240,
    (),
    Decimal(14),
    DEPARTS,
    DEPARTS + timedelta(days=4),
    Source.CARRIER_PLAN,
)
PUBLISHED = ConsignmentPublished(
    consignment_ref="consignment_of_qinzhou",
    carrier_code="EXLN",
    carrier_name="Example Line",
    booking_ref="EXLN2610042",
    boxes=(PublishedBox(BOX, "22G1"),),
    shipper_ref="org_qinzhou",
    port_of_loading=UNLocode("CNQZH"),
    port_of_discharge=UNLocode("MYKUA"),
    vessel_name="Bunga Teratai",
    vessel_imo="9321483",
    voyage="042S",
    legs=(LEG,),
    hubs=(QINZHOU, KUANTAN),
)


def refusals() -> list[str]:
    audit = facts_models.Audit.objects.filter(did__startswith="logistics.")
    return list(audit.values_list("did", flat=True))


def test_it_is_kept_and_its_origin_may_know_of_its_boxes(qinzhou):
    hear(PUBLISHED)
    kept = queries.get_consignment("consignment_of_qinzhou")
    assert (kept.origin, kept.port_of_discharge, kept.voyage) == (QINZHOU, "MYKUA", "042S")
    assert [box.number for box in kept.boxes] == [BOX]
    assert kept.boxes[0].loads == ()
    assert kept.legs[0].departures[0][1].hub == QINZHOU
    assert announced(ConsignmentHeard) == [ConsignmentHeard("consignment_of_qinzhou", QINZHOU, (BOX,))]
    grant = ports_models.Grant.objects.get()
    assert (grant.hub, grant.container, grant.booking_ref) == (QINZHOU, BOX, "EXLN2610042")


def test_heard_twice_it_is_kept_once(qinzhou):
    hear(PUBLISHED)
    hear(PUBLISHED)
    assert (models.Consignment.objects.count(), models.Box.objects.count()) == (1, 1)
    assert len(announced(ConsignmentHeard)) == 1


def test_a_box_that_is_added_later_is_added(qinzhou):
    hear(PUBLISHED)
    hear(replace(PUBLISHED, boxes=(PublishedBox(BOX, "22G1"), PublishedBox(OTHER_BOX, "22G1"))))
    assert models.Box.objects.count() == 2
    assert ports_models.Grant.objects.count() == 2


def test_what_our_terminal_said_before_is_told_to_its_origin(qinzhou):
    local = (DEPARTS + timedelta(days=3)).strftime("%Y%m%d%H%M")
    send(message("discharge", local=local))
    assert told() == []
    hear(PUBLISHED)
    assert [(receiver, events) for receiver, events, _ in told()] == [("CNQZH", ["DISC CSQU3054383"])]
    kept = queries.get_consignment("consignment_of_qinzhou")
    assert [milestone.step.value for milestone in kept.boxes[0].milestones] == ["discharged"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"hubs": (QINZHOU,)}, "not_concerned"),
        ({"hubs": (KUANTAN, PORT_KLANG)}, "not_concerned"),
        ({"legs": (replace(LEG, to_place=UNLocode("MYPKG")),)}, "not_concerned"),
        ({"legs": (replace(LEG, arrives_at=DEPARTS + timedelta(days=400)),)}, "impossible_times"),
        ({"legs": (replace(LEG, arrives_at=DEPARTS - timedelta(days=1)),)}, "impossible_times"),
        (
            {
                "legs": (
                    replace(
                        LEG,
                        departs_at=DEPARTS - timedelta(days=900),
                        arrives_at=DEPARTS - timedelta(days=896),
                    ),
                )
            },
            "far_away_times",
        ),
        ({"boxes": ()}, "number_of_boxes"),
        ({"booking_ref": "B" * 36}, "malformed"),
    ],
)
def test_what_does_not_concern_us_grants_nothing_and_is_written_down(qinzhou, change, why):
    hear(replace(PUBLISHED, **change))
    assert not models.Consignment.objects.exists()
    assert not ports_models.Grant.objects.exists()
    assert refusals() == [f"logistics.refused_{why}"]


def test_two_hubs_may_use_the_same_reference(qinzhou):
    PaperHub(PORT_KLANG).join()
    hear(PUBLISHED)
    hear(replace(PUBLISHED, hubs=(PORT_KLANG, KUANTAN)), origin=PORT_KLANG)
    assert models.Consignment.objects.count() == 2

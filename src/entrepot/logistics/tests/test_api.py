"""Parcels and consignments over the API; what is not yours is not there."""

from datetime import timedelta

import pytest

from entrepot.logistics import models, queries
from entrepot.logistics.tests.test_hear_consignment import PUBLISHED
from entrepot.logistics.tests.yard import BOX, DEPARTS, event, hear, report
from entrepot.logistics.words import ParcelState
from entrepot.ports.tests.harbour import bearer, operator_key, stranger_key
from entrepot.ports.words import EventCode

BODY = {
    "parcel_refs": ["parcel_coffee"],
    "carrier_code": "EXLN",
    "carrier_name": "Example Line",
    "booking_ref": "EXLN2610042",
    "container": BOX,
    "iso_type": "22G1",
    "vessel_name": "Bunga Teratai",
    "vessel_imo": "9321483",
    "voyage": "042N",
    "port_of_loading": "MYKUA",
    "port_of_discharge": "CNQZH",
    "departs_at": DEPARTS.isoformat(),
    "speed_knots": "14",
}


def call(client, method: str, path: str, body: object = None, *, key: str = ""):
    return getattr(client, method)(
        f"/api/v1{path}", body, content_type="application/json", headers=bearer(key or operator_key())
    )


def made(client, **changes: object):
    return call(client, "post", "/consignments", {**BODY, **changes})


def test_waiting_parcels_are_listed_and_go_into_a_box(client, coffee, tea):
    waiting = call(client, "get", "/parcels?state=waiting").json()
    assert [(parcel["parcel_ref"], parcel["order_ref"]) for parcel in waiting] == [
        (coffee, "order_coffee"),
        (tea, "order_tea"),
    ]
    answer = made(client, parcel_refs=[coffee, tea])
    assert answer.status_code == 201
    body = answer.json()
    assert (body["state"], body["distance_nm"]) == ("draft", 1240)
    assert body["boxes"][0]["parcel_refs"] == [coffee, tea]
    assert body["legs"][0]["departures"][0]["source"] == "carrier_plan"
    assert call(client, "get", "/parcels?state=waiting").json() == []


def test_the_same_call_again_is_the_same_consignment(client, coffee):
    assert made(client).json() == made(client).json()
    assert models.Consignment.objects.count() == 1


def test_publishing_and_reading_it(client, coffee, qinzhou):
    ref = made(client).json()["consignment_ref"]
    published = call(client, "post", f"/consignments/{ref}/publish").json()
    assert (published["state"], published["hubs"]) == ("published", ["CNQZH", "MYKUA"])
    assert call(client, "get", f"/consignments/{ref}").json() == published
    assert call(client, "get", "/consignments").json() == [published]


def test_a_partners_consignment_can_be_read_here(client, qinzhou):
    hear(PUBLISHED)
    body = call(client, "get", "/consignments/consignment_of_qinzhou").json()
    assert (body["origin"], body["voyage"]) == ("CNQZH", "042S")


def test_a_port_that_does_not_exist_is_named_in_the_problem(client, coffee):
    answer = made(client, port_of_discharge="CNZZ9")
    assert answer.status_code == 404
    assert answer.json()["code"] == "geo.unknown_place"
    assert "CNZZ9" in answer.json()["detail"]
    assert queries.get_parcel(coffee).state is ParcelState.WAITING


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("container", "BOX1"),
        ("port_of_loading", "KUANTAN!"),
        ("departs_at", "2026-11-10T00:00:00"),
        ("vessel_imo", "123"),
        ("parcel_refs", []),
        ("payload_kg", "-1"),
    ],
)
def test_what_has_no_form_is_refused(client, coffee, field, value):
    assert made(client, **{field: value}).status_code == 422
    assert not models.Consignment.objects.exists()


def test_a_delivery_is_recorded_once(client, coffee):
    made(client)
    report(event(EventCode.DISCHARGE))
    first = call(client, "post", f"/parcels/{coffee}/delivery").json()
    second = call(client, "post", f"/parcels/{coffee}/delivery").json()
    assert first["state"] == "delivered"
    assert second == first


def test_the_steps_of_a_box_name_hub_and_evidence(client, coffee):
    ref = made(client).json()["consignment_ref"]
    report(event(EventCode.LOAD))
    (step,) = call(client, "get", f"/consignments/{ref}").json()["boxes"][0]["steps"]
    assert (step["step"], step["place"], step["hub"]) == ("loaded", "MYKUA", "MYKUA")
    assert step["event_key"] == event(EventCode.LOAD).key


def test_the_carriers_word_over_the_api(client, coffee):
    ref = made(client).json()["consignment_ref"]
    body = {"departure": False, "certain": False, "call_at": (DEPARTS + timedelta(days=5)).isoformat()}
    leg = call(client, "post", f"/consignments/{ref}/calls", body).json()["legs"][0]
    assert [(one["certainty"], one["source"]) for one in leg["arrivals"]] == [
        ("planned", "carrier_plan"),
        ("estimated", "carrier"),
    ]


def test_others_find_nothing_and_change_nothing(client, coffee):
    ref = made(client).json()["consignment_ref"]
    key = stranger_key()
    calls = [
        ("get", "/parcels", None),
        ("get", "/consignments", None),
        ("get", f"/consignments/{ref}", None),
        ("get", "/consignments/consignment_nobody", None),
        ("post", "/consignments", BODY),
        ("post", f"/consignments/{ref}/publish", None),
        ("post", f"/parcels/{coffee}/delivery", None),
    ]
    answers = [call(client, method, path, body, key=key) for method, path, body in calls]
    assert [answer.status_code for answer in answers] == [404] * len(calls)
    assert len({answer.content for answer in answers}) == 1
    assert queries.get_parcel(coffee).state is ParcelState.IN_BOX
    assert queries.get_consignment(ref).published_at is None


def test_without_an_account_nothing_is_answered(client, kuantan):
    assert client.get("/api/v1/parcels").status_code == 401
    assert client.post("/api/v1/parcels/parcel_1/delivery").status_code == 401


@pytest.mark.parametrize(
    ("field", "value"), [("departs_at", "9999-12-31T00:00:00Z"), ("vessel_imo", "٩٣٢١٤٨٣")]
)
def test_what_no_ship_has_is_refused_at_its_field(client, coffee, field, value):
    answer = made(client, **{field: value})
    assert answer.status_code == 422
    body = answer.json()
    assert [body.get("field"), *(one["field"] for one in body.get("errors", []))][-1].endswith(field)
    assert not models.Consignment.objects.exists()

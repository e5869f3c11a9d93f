"""The desk of logistics in a browser without script."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from entrepot.logistics import actions, models, queries, views
from entrepot.logistics.tests.test_freight_tariff import HEAD, ROW
from entrepot.logistics.tests.test_hear_consignment import PUBLISHED
from entrepot.logistics.tests.yard import AT, BOX, consolidate, event, hear, report
from entrepot.logistics.words import ConsignmentState, ParcelState
from entrepot.parties import public as parties
from entrepot.ports.tests.harbour import bearer, operator_key, stranger_key
from entrepot.ports.words import EventCode
from entrepot.values.editions import EDITIONS
from entrepot.web.formatting import day_text

FORM = {
    "parcel": ["parcel_coffee"],
    "container": BOX,
    "iso_type": "22G1",
    "carrier_code": "EXLN",
    "carrier_name": "Example Line",
    "booking_ref": "EXLN2610042",
    "vessel_name": "Bunga Teratai",
    "vessel_imo": "9321483",
    "voyage": "042N",
    "port_of_loading": "MYKUA",
    "port_of_discharge": "CNQZH",
    "departs_at": "2026-11-10T08:00",
    "speed_knots": "14",
}


def read(client, path: str, *, status: int = 200, edition: str = "en") -> str:
    answer = client.get(f"/{edition}{path}", headers=bearer(operator_key()))
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def send(client, path: str, body: object = None):
    return client.post(f"/en{path}", body or {}, headers=bearer(operator_key()))


def test_an_empty_desk_says_what_it_is_for(client, kuantan):
    page = read(client, "/logistics/")
    assert "No parcel is waiting" in page
    assert "No consignment yet" in page


def test_the_desk_begins_with_what_needs_a_person(client, coffee, tea, monkeypatch):
    monkeypatch.setattr(views, "now", lambda: AT + timedelta(days=2))
    consolidate(tea)
    page = read(client, "/logistics/")
    assert f'value="{coffee}"' in page
    assert f"Parcels that wait for a container: 1, the oldest since {day_text(AT.date())}." in page
    assert "The consignment EXLN2610042, Kuantan – Qinzhou, is not published: no port expects it." in page


def test_chosen_parcels_go_into_a_container_by_the_form(client, coffee):
    assert coffee in read(client, f"/logistics/consignments/new?parcel={coffee}")
    answer = send(client, "/logistics/consignments/new", FORM)
    made = queries.consignments()[0]
    assert (answer.status_code, answer["Location"]) == (302, f"/en/logistics/consignments/{made.ref}")
    assert queries.get_parcel(coffee).state is ParcelState.IN_BOX
    whole = f"http://testserver/en/logistics/consignments/{made.ref}"
    assert f'aria-label="QR code of {whole}"' in read(client, f"/logistics/consignments/{made.ref}")


def test_a_port_that_does_not_exist_keeps_what_was_typed(client, coffee):
    answer = send(client, "/logistics/consignments/new", {**FORM, "port_of_discharge": "CNZZ9"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "CNZZ9" in page
    assert 'value="EXLN2610042"' in page
    assert not models.Consignment.objects.exists()


def test_a_consignments_page_shows_chart_timeline_and_parcels(client, coffee, qinzhou):
    made = consolidate(coffee)
    report(event(EventCode.GATE_IN), event(EventCode.LOAD))
    page = read(client, f"/logistics/consignments/{made.ref}")
    assert "<svg" in page
    assert "Loaded on board" in page
    assert f"/en/ports/containers/{BOX}#{event(EventCode.LOAD).key}" in page
    assert "The carrier&#x27;s plan" in page
    assert "1,240" in page
    assert coffee in page


def test_publishing_by_the_page(client, coffee, qinzhou):
    made = consolidate(coffee)
    answer = send(client, f"/logistics/consignments/{made.ref}/publish")
    assert answer.status_code == 302
    assert queries.get_consignment(made.ref).state is ConsignmentState.PUBLISHED


def test_a_published_consignment_says_where_nobody_was_told(client, coffee):
    made = consolidate(coffee)
    actions.publish_consignment(consignment_ref=made.ref, at=AT)
    page = read(client, f"/logistics/consignments/{made.ref}")
    assert "No partner hub is confirmed at Qinzhou" in page
    assert "Publish again" in page


def test_a_partners_consignment_has_a_page_without_a_button_to_publish(client, qinzhou):
    hear(PUBLISHED)
    page = read(client, "/logistics/consignments/consignment_of_qinzhou")
    assert "Published by the hub" in page
    assert "Publish this consignment" not in page


def test_handing_over_by_the_page(client, coffee):
    made = consolidate(coffee)
    assert "?unreported=1" in read(client, f"/logistics/consignments/{made.ref}")
    report(*(event(code) for code in EventCode))
    assert "?unreported=1" not in read(client, f"/logistics/consignments/{made.ref}")
    actions.publish_consignment(consignment_ref=made.ref, at=AT)
    assert send(client, f"/logistics/parcels/{coffee}/delivery").status_code == 302
    assert queries.get_parcel(coffee).state is ParcelState.DELIVERED
    desk = read(client, "/logistics/")
    assert "Delivered" in desk
    assert "On the last mile" not in desk


def test_the_carriers_word_by_the_page(client, coffee):
    made = consolidate(coffee)
    body = {"what": "arrival-estimated", "position": "1", "call_at": "2026-11-15T08:00"}
    assert send(client, f"/logistics/consignments/{made.ref}/calls", body).status_code == 302
    assert len(queries.get_consignment(made.ref).legs[0].arrivals) == 2
    wrong = send(client, f"/logistics/consignments/{made.ref}/calls", {**body, "call_at": "soon"})
    assert wrong.status_code == 422


def test_the_freight_table_is_loaded_by_the_page(client, kuantan):
    file = SimpleUploadedFile("table.csv", f"{HEAD}\n{ROW}\n".encode())
    assert send(client, "/logistics/freight/", {"file": file}).status_code == 302
    page = read(client, "/logistics/freight/")
    assert "Kuantan Port Authority&#x27;s own freight table" in page
    broken = SimpleUploadedFile("table.csv", f"{HEAD}\n{ROW},x\nMYKU{ROW[5:]}\n".encode())
    answer = send(client, "/logistics/freight/", {"file": broken})
    assert answer.status_code == 422
    assert "Line 3" in answer.content.decode()
    assert models.FreightTariff.objects.count() == 1


def test_parcels_can_be_filtered_and_taken_away(client, coffee, tea):
    consolidate(tea)
    page = read(client, "/logistics/parcels/?state=waiting")
    assert coffee in page
    assert tea not in page
    answer = client.get("/en/logistics/parcels/?export=csv", headers=bearer(operator_key()))
    assert coffee in answer.content.decode()


def test_parcels_are_called_by_their_seller_and_their_country(client, coffee):
    operator = parties.hub_profile().operator_org_ref
    models.Parcel.objects.filter(ref=coffee).update(shop_org_ref=operator)
    chip = f'Kuantan Port Authority <code class="code" data-copy>{coffee}</code>'
    for path in ("/logistics/", "/logistics/parcels/"):
        page = read(client, path)
        assert chip in page
        assert "China" in page
    chosen = read(client, f"/logistics/consignments/new?parcel={coffee}")
    assert " of Kuantan Port Authority to China <code" in chosen
    assert chip in read(client, f"/logistics/consignments/{consolidate(coffee).ref}")


def test_others_find_no_such_pages(client, coffee):
    made = consolidate(coffee)
    key = stranger_key()
    for path in (
        "/logistics/",
        "/logistics/parcels/",
        "/logistics/freight/",
        f"/logistics/consignments/{made.ref}",
        f"/logistics/consignments/new?parcel={coffee}",
    ):
        assert client.get(f"/en{path}", headers=bearer(key)).status_code == 404, path
    posted = client.post(f"/en/logistics/parcels/{coffee}/delivery", headers=bearer(key))
    assert posted.status_code == 404
    assert queries.get_parcel(coffee).state is ParcelState.IN_BOX


def test_every_edition_has_the_pages(client, coffee):
    made = consolidate(coffee)
    for edition in EDITIONS:
        read(client, "/logistics/", edition=edition)
        assert BOX in read(client, f"/logistics/consignments/{made.ref}", edition=edition)

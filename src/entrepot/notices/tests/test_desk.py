"""The operator's desk, and that nobody else finds it."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from entrepot.notices import actions, models, queries
from entrepot.notices.tests.newsroom import (
    AT,
    BERTH,
    BERTH_ZH,
    BY,
    LATER,
    draft,
    photograph,
    pictured,
    published,
    read,
)
from entrepot.notices.words import MOST_PICTURE_BYTES, NoticeState
from entrepot.parties import public as parties
from entrepot.values.editions import EDITIONS

WRITTEN = {"title": "Berth 4 is closed", "body": "Call at *berth 5*.", "alternative": ""}


def upload(client, ref: str, content: bytes, name: str = "crane.jpg"):
    return client.post(f"/en/notices/desk/{ref}/picture", {"picture": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_empty_desk_invites_to_write(operator, edition):
    assert f'class="button" href="/{edition}/notices/desk/new/{edition}/"' in read(
        operator.get(f"/{edition}/notices/desk/")
    )


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_desk_begins_with_drafts_and_lists_every_state(operator, edition):
    hidden, shown = draft(), published(BERTH, BERTH_ZH)
    gone = actions.withdraw(notice_ref=published().ref, by=BY, at=LATER)
    text = read(operator.get(f"/{edition}/notices/desk/"))
    first, rest = text.split('class="toolbar"', 1)
    assert hidden.ref in first.split("<h1>", 1)[1]
    for notice in (hidden, shown, gone):
        assert f"/{edition}/notices/desk/{notice.ref}/" in rest
    text = read(operator.get(f"/{edition}/notices/desk/", {"state": "withdrawn"})).split('class="toolbar"')[1]
    assert gone.ref in text
    assert shown.ref not in text


def test_the_table_downloads(operator):
    published(BERTH, BERTH_ZH)
    answer = operator.get("/en/notices/desk/", {"export": "csv"})
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["Notice"], row["Editions"], row["State"]) == (BERTH.title, "English, 中文简体", "Published")


def test_an_operator_writes_previews_publishes_and_withdraws(operator, client):
    new = "/en/notices/desk/new/en/"
    assert "Text in English" in read(operator.get(new))
    text = read(operator.post(new, {**WRITTEN, "preview": "1"}))
    assert "Call at <em>berth 5</em>." in text
    assert "Nothing is kept yet." in text
    assert not models.Notice.objects.exists()

    desk = operator.post(new, WRITTEN)["Location"]
    (notice,) = queries.all_notices()
    assert desk == f"/en/notices/desk/{notice.ref}/"
    assert operator.post(f"{desk}zh-hans/", {**WRITTEN, "title": "四号泊位关闭"})["Location"] == desk
    assert upload(operator, notice.ref, photograph())["Location"] == desk
    assert "missing" in read(operator.get(desk))

    text = read(operator.post(f"{desk}publication"), 422)
    assert "It is missing in: en, zh-hans." in text
    for edition in ("en", "zh-hans"):
        operator.post(f"{desk}{edition}/", {**WRITTEN, "alternative": "A crane"})
    text = read(operator.get(desk))
    assert "Everybody can read it at once" in text
    assert "It has a text in: English, 中文简体." in text
    assert client.get(f"/en/notices/{notice.ref}/berth-4-is-closed/").status_code == 404
    assert operator.post(f"{desk}publication")["Location"] == desk
    assert "A crane" in read(client.get(f"/en/notices/{notice.ref}/berth-4-is-closed/"))

    assert "its address says that it was withdrawn" in read(operator.get(desk))
    assert operator.post(f"{desk}withdrawal")["Location"] == desk
    assert client.get(f"/en/notices/{notice.ref}/berth-4-is-closed/").status_code == 410


def test_what_is_wrong_with_a_text_stands_at_its_field_and_nothing_is_lost(operator):
    answer = operator.post(
        "/en/notices/desk/new/en/", {"title": "x" * 161, "body": "Kept words", "alternative": ""}
    )
    text = read(answer, 422)
    assert "Kept words</textarea>" in text
    assert not models.Notice.objects.exists()
    ref = pictured().ref
    text = read(operator.post(f"/en/notices/desk/{ref}/en/", WRITTEN), 422)
    assert "Say what the picture shows" in text
    assert queries.get_notice(ref).texts == (BERTH,)


def test_a_text_written_before_is_in_the_form_with_its_language(operator):
    ref = draft(BERTH, BERTH_ZH).ref
    text = read(operator.get(f"/en/notices/desk/{ref}/zh-hans/"))
    assert 'value="四号泊位周五关闭"' in text
    assert 'lang="zh-hans"' in text.split('<form method="post"', 1)[1]
    assert "Remove this text" in text
    assert operator.post(f"/en/notices/desk/{ref}/zh-hans/removal").status_code == 302
    assert queries.get_notice(ref).texts == (BERTH,)
    assert "Remove this text" not in read(operator.get(f"/en/notices/desk/{ref}/en/"))


def test_an_edition_that_this_hub_has_not_is_not_there(operator):
    assert operator.get("/en/notices/desk/new/xx/").status_code == 404
    assert operator.post(f"/en/notices/desk/{draft().ref}/xx/", WRITTEN).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg onload=alert(1)>", "This is not a whole picture"),
        (b"GIF89a<script>alert(1)</script>", "This is not a whole picture"),
        (photograph()[:-100], "This is not a whole picture"),
        (b"\xff" * (MOST_PICTURE_BYTES + 1), "A picture may have 5 MB."),
        (b"", "The submitted file is empty."),
    ],
    ids=["svg", "gif", "torn", "too large", "empty"],
)
def test_a_fake_picture_is_refused_at_its_field(operator, content, said):
    ref = draft().ref
    assert said in read(upload(operator, ref, content, name="photo.jpg"), 422)
    assert queries.get_notice(ref).picture is None


def test_a_picture_can_be_taken_away(operator):
    ref = pictured().ref
    assert "Take this picture instead" in read(operator.get(f"/en/notices/desk/{ref}/"))
    assert operator.post(f"/en/notices/desk/{ref}/picture/removal").status_code == 302
    assert "Take this picture<" in read(operator.get(f"/en/notices/desk/{ref}/"))


DEEDS = ["publication", "withdrawal", "picture", "picture/removal", "zh-hans/", "zh-hans/removal"]


@pytest.mark.parametrize("deed", DEEDS)
def test_a_seller_finds_no_desk_and_does_nothing_there(seller, deed):
    ref = published(BERTH, BERTH_ZH).ref
    before = queries.get_notice(ref)
    given = {**WRITTEN, "picture": SimpleUploadedFile("a.jpg", photograph())}
    assert seller.post(f"/en/notices/desk/{ref}/{deed}", given).status_code == 404
    assert queries.get_notice(ref) == before


def test_a_seller_sees_no_page_of_the_desk_and_writes_nothing(seller):
    ref = draft().ref
    for path in ("", "new/en/", f"{ref}/", f"{ref}/en/"):
        assert seller.get(f"/en/notices/desk/{path}").status_code == 404
    assert seller.post("/en/notices/desk/new/en/", WRITTEN).status_code == 404
    assert [one.ref for one in queries.all_notices()] == [ref]
    assert "/notices/desk/" not in read(seller.get("/en/notices/"))


def test_the_hubs_treasurer_is_no_operator(operator, seller):
    hub = parties.hub_profile()
    owner = parties.Actor(
        "user_x", memberships=(parties.Membership(hub.operator_org_ref, parties.Role.OWNER),)
    )
    aminah = parties.find_person("aminah@shop.example")
    parties.give_role(
        org_ref=hub.operator_org_ref, user_ref=aminah.user_ref, role=parties.Role.TREASURER, by=owner, at=AT
    )
    assert seller.get("/en/notices/desk/").status_code == 404
    parties.give_role(
        org_ref=hub.operator_org_ref, user_ref=aminah.user_ref, role=parties.Role.OPERATOR, by=owner, at=AT
    )
    assert seller.get("/en/notices/desk/").status_code == 200


def test_who_is_not_signed_in_signs_in_first(client):
    ref = draft().ref
    for path in ("", "new/en/", f"{ref}/", f"{ref}/en/"):
        answer = client.get(f"/en/notices/desk/{path}")
        assert answer["Location"] == f"/en/account/login/?next=/en/notices/desk/{path}"
    client.post(f"/en/notices/desk/{ref}/publication")
    assert queries.get_notice(ref).state is NoticeState.DRAFT

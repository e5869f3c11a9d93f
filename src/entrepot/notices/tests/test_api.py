"""Notices over the API: everybody reads, the operator writes with a key."""

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
    key_of,
    photograph,
    pictured,
    published,
)
from entrepot.notices.words import MOST_PICTURE_BYTES, NoticeState
from entrepot.parties import public as parties

API = "/api/v1/notices"
TEXTS = {
    "texts": {
        "zh-hans": {"title": "四号泊位关闭", "body": "周五。", "alternative": "起重机"},
        "en": {"title": "Berth 4 is closed", "body": "On Friday.", "alternative": "A crane"},
    }
}


@pytest.fixture
def operators_key() -> dict[str, str]:
    return key_of(parties.find_person("operator@kuantan.example").user_ref)


@pytest.fixture
def sellers_key(seller) -> dict[str, str]:
    return key_of(parties.find_person("aminah@shop.example").user_ref)


def post(client, path: str, key: dict[str, str], body: object = None):
    return client.post(f"{API}{path}", body or {}, content_type="application/json", headers=key)


def picture(client, ref: str, content: bytes, key: dict[str, str]):
    return client.post(f"{API}/{ref}/picture", {"picture": SimpleUploadedFile("a.jpg", content)}, headers=key)


def test_everybody_reads_what_is_published_by_the_page(client):
    refs = [published().ref for _ in range(3)]
    draft()
    first = client.get(API, {"limit": 2}).json()
    assert [one["notice_ref"] for one in first["items"]] == refs[:0:-1]
    assert first["next_offset"] == 2
    last = client.get(API, {"limit": 2, "offset": 2}).json()
    assert ([one["notice_ref"] for one in last["items"]], last["next_offset"]) == ([refs[0]], None)


def test_one_notice_with_its_texts_and_picture(client):
    notice = pictured(BERTH, BERTH_ZH)
    answer = client.get(f"{API}/{notice.ref}").json()
    assert answer == {
        "notice_ref": notice.ref,
        "state": "published",
        "published_at": "2026-11-02T08:00:00Z",
        "changed_at": "2026-11-02T08:00:00Z",
        "texts": [
            {
                "edition": "en",
                "title": BERTH.title,
                "body": BERTH.body,
                "alternative": BERTH.alternative,
                "page_url": f"http://testserver/en/notices/{notice.ref}/berth-4-is-closed-on-friday/",
            },
            {
                "edition": "zh-hans",
                "title": BERTH_ZH.title,
                "body": BERTH_ZH.body,
                "alternative": BERTH_ZH.alternative,
                "page_url": f"http://testserver/zh-hans/notices/{notice.ref}/"
                "%E5%9B%9B%E5%8F%B7%E6%B3%8A%E4%BD%8D%E5%91%A8%E4%BA%94%E5%85%B3%E9%97%AD/",
            },
        ],
        "picture": {
            "url": f"http://testserver/en/notices/pictures/{notice.picture.file_ref}.jpg",
            "small_url": f"http://testserver/en/notices/pictures/{notice.picture.small_file_ref}.jpg",
            "width": 640,
            "height": 480,
        },
    }


def test_the_operator_writes_pictures_publishes_and_withdraws_with_a_key(client, operators_key):
    written = post(client, "", operators_key, TEXTS)
    assert (written.status_code, written.json()["state"]) == (201, "draft")
    ref = written.json()["notice_ref"]
    assert [text["edition"] for text in written.json()["texts"]] == ["zh-hans", "en"]
    assert client.get(f"{API}/{ref}").status_code == 404
    assert client.get(f"{API}/{ref}", headers=operators_key).status_code == 200
    assert picture(client, ref, photograph(), operators_key).json()["picture"]["width"] == 640
    changed = client.put(
        f"{API}/{ref}/texts/mn",
        {"title": "Зогсоол", "body": "Баасан гарагт.", "alternative": "Кран"},
        content_type="application/json",
        headers=operators_key,
    )
    assert [text["edition"] for text in changed.json()["texts"]] == ["zh-hans", "en", "mn"]
    assert post(client, f"/{ref}/publication", operators_key).json()["state"] == "published"
    assert client.get(f"{API}/{ref}").status_code == 200
    assert post(client, f"/{ref}/withdrawal", operators_key).json()["state"] == "withdrawn"
    gone = client.get(f"{API}/{ref}")
    assert (gone.status_code, gone.json()["code"]) == (410, "notices.withdrawn")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"texts": {}}, 422),
        ({"texts": {"xx": {"title": "T", "body": "B"}}}, 422),
        ({"texts": {"en": {"title": "", "body": "B"}}}, 422),
        ({"texts": {"en": {"title": " ", "body": "B"}}}, 422),
        ({"texts": {"en": {"title": "T", "body": "B" * 20_001}}}, 422),
        ({}, 422),
    ],
)
def test_what_is_not_a_text_is_refused_and_nothing_is_kept(client, operators_key, body, status):
    assert post(client, "", operators_key, body).status_code == status
    assert not models.Notice.objects.exists()


def test_a_fake_or_oversize_picture_is_refused_with_its_code(client, operators_key):
    ref = draft().ref
    fake = picture(client, ref, b"<svg/>", operators_key)
    assert (fake.status_code, fake.json()["code"], fake.json()["field"]) == (
        422,
        "notices.not_a_picture",
        "picture",
    )
    large = picture(client, ref, b"\0" * (MOST_PICTURE_BYTES + 1), operators_key)
    assert (large.status_code, large.json()["code"]) == (413, "notices.picture_too_large")
    assert queries.get_notice(ref).picture is None


def test_a_seller_who_posts_finds_nothing_there(client, sellers_key):
    ref, gone = draft().ref, actions.withdraw(notice_ref=published().ref, by=BY, at=LATER).ref
    before = [queries.get_notice(one) for one in (ref, gone)]
    answers = [
        post(client, "", sellers_key, TEXTS),
        post(client, f"/{ref}/publication", sellers_key),
        post(client, f"/{gone}/publication", sellers_key),
        post(client, f"/{ref}/withdrawal", sellers_key),
        picture(client, ref, photograph(), sellers_key),
        client.put(
            f"{API}/{ref}/texts/en",
            TEXTS["texts"]["en"],
            content_type="application/json",
            headers=sellers_key,
        ),
        client.get(f"{API}/{ref}", headers=sellers_key),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert [queries.get_notice(one) for one in (ref, gone)] == before
    assert models.Notice.objects.count() == 2


def test_who_has_no_key_signs_in_first(client):
    ref = draft().ref
    assert post(client, "", {}, TEXTS).status_code == 401
    assert post(client, f"/{ref}/publication", {}).status_code == 401
    assert queries.get_notice(ref).state is NoticeState.DRAFT


def test_a_session_without_its_token_publishes_nothing(operator):
    strict = type(operator)(enforce_csrf_checks=True)
    strict.cookies = operator.cookies
    ref = draft(at=AT).ref
    assert post(strict, f"/{ref}/publication", {}).status_code == 403
    assert queries.get_notice(ref).state is NoticeState.DRAFT

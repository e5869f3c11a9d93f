"""The list, a notice, its picture and its card, as anybody with a browser gets them."""

import io
import re
from urllib.parse import quote

import pytest
from PIL import Image

from entrepot.notices import actions
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
from entrepot.notices.words import NoticeText
from entrepot.values import clock
from entrepot.values.editions import EDITIONS

SLUG = "berth-4-is-closed-on-friday"
SLUG_ZH = "四号泊位周五关闭"
SITE = "http://testserver"


def path_of(notice, edition: str = "en", slug: str = SLUG) -> str:
    return f"/{edition}/notices/{notice.ref}/{slug}/"


def meta(text: str, name: str) -> str:
    (content,) = re.findall(rf'<meta (?:property|name)="{name}" content="([^"]*)">', text)
    return content


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_hub_without_notices_says_what_stands_here(client, edition):
    text = read(client.get(f"/{edition}/notices/"))
    assert "notice_" not in text
    assert f'href="/{edition}/notices/feed.atom"' in text


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_list_shows_what_is_published_the_newest_first(client, edition):
    first, second = published(), published(BERTH_ZH, at=LATER)
    hidden = [draft(), actions.withdraw(notice_ref=published().ref, by=BY, at=LATER)]
    text = read(client.get(f"/{edition}/notices/"))
    assert re.findall(r'<h2 lang="([^"]+)"><a href="[^"]*(notice_\w+)/', text) == [
        ("zh-hans", second.ref),
        ("en", first.ref),
    ]
    for notice in hidden:
        assert notice.ref not in text


def test_long_lists_come_by_the_page(client):
    for number in range(12):
        published(NoticeText("en", f"Notice {number}", "Body"))
    assert "1 to 10 of 12" in read(client.get("/en/notices/"))
    text = read(client.get("/en/notices/?page=2"))
    assert "11 to 12 of 12" in text
    assert text.count('class="notice-line"') == 2


def test_a_notice_is_read_in_the_readers_edition(client):
    notice = published(BERTH, BERTH_ZH)
    text = read(client.get(path_of(notice)))
    assert '<h1 lang="en">Berth 4 is closed on Friday</h1>' in text
    assert "<em>looked at</em>" in text
    text = read(client.get(path_of(notice, "zh-hans", SLUG_ZH)))
    assert '<h1 lang="zh-hans">四号泊位周五关闭</h1>' in text
    assert "There is no text in this language yet" not in text


def test_an_edition_without_a_text_says_so_and_names_the_language(client):
    notice = published(BERTH_ZH, BERTH)
    text = read(client.get(path_of(notice, "mn", SLUG_ZH)))
    assert '<h1 lang="zh-hans">四号泊位周五关闭</h1>' in text
    assert '<div class="prose" lang="zh-hans" dir="auto">' in text
    assert "中文简体" in text.split("<h1", 1)[1]
    assert f'<link rel="canonical" href="{SITE}{quote(path_of(notice, "zh-hans", SLUG_ZH))}">' in text


@pytest.mark.parametrize("slug", ["", "other-words/", "四号泊位周五关闭/"])
def test_an_address_with_other_words_leads_to_the_right_one(client, slug):
    notice = published(BERTH, BERTH_ZH)
    answer = client.get(f"/en/notices/{notice.ref}/{slug}", {"to": "CN"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{path_of(notice)}?to=CN")
    answer = client.get(f"/zh-hans/notices/{notice.ref}/{SLUG}/")
    assert answer.headers["Location"] == quote(path_of(notice, "zh-hans", SLUG_ZH))


def test_other_editions_are_named_where_they_have_a_text_and_only_there(client):
    notice = published(BERTH_ZH, BERTH)
    text = read(client.get(path_of(notice)))
    assert dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', text)) == {
        "zh-hans": f"{SITE}{quote(path_of(notice, 'zh-hans', SLUG_ZH))}",
        "en": f"{SITE}{path_of(notice)}",
        "x-default": f"{SITE}{path_of(notice)}",
    }


@pytest.mark.parametrize("path", ["/en/", "/en/market/", "/en/notices/"])
def test_every_page_leads_to_the_feed(client, path):
    link = '<link rel="alternate" type="application/atom+xml" href="/en/notices/feed.atom"'
    assert link in client.get(path).content.decode()


def test_a_share_card_has_title_beginning_and_picture(client):
    notice = pictured()
    text = read(client.get(path_of(notice)))
    assert meta(text, "og:title") == "Berth 4 is closed on Friday"
    assert meta(text, "og:description").startswith("The crane is looked at from 06:00. call at berth 5")
    assert meta(text, "og:url") == f"{SITE}{path_of(notice)}"
    assert meta(text, "og:image") == f"{SITE}/en/notices/pictures/{notice.picture.file_ref}.jpg"
    assert meta(text, "og:image:alt") == "A crane over an empty berth"
    assert meta(text, "twitter:card") == "summary_large_image"
    assert meta(text, "article:published_time") == "2026-11-02T16:00:00+08:00"


def test_a_notice_without_a_picture_has_a_card_that_the_hub_draws(client):
    notice = published()
    text = read(client.get(path_of(notice)))
    address = meta(text, "og:image").removeprefix(SITE)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    card = Image.open(io.BytesIO(answer.content))
    assert (card.format, card.size) == ("PNG", (1200, 630))
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(f"/en/notices/{draft().ref}/card.png").status_code == 404


def test_the_qr_codes_lead_to_the_list_and_to_the_notice(client):
    notice = published()
    assert f'aria-label="QR code of {SITE}/en/notices/"' in read(client.get("/en/notices/"))
    text = read(client.get(path_of(notice)))
    assert f'aria-label="QR code of {SITE}/en/notices/{notice.ref}/"' in text


def test_a_picture_is_served_as_the_jpeg_that_we_drew_and_nothing_else(client):
    notice = pictured()
    for ref in (notice.picture.file_ref, notice.picture.small_file_ref):
        answer = client.get(f"/en/notices/pictures/{ref}.jpg")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "public, max-age=86400"
        assert Image.open(io.BytesIO(answer.content)).format == "JPEG"
        again = client.get(f"/en/notices/pictures/{ref}.jpg", headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_a_picture_is_seen_only_where_its_notice_is(client, operator, seller):
    hidden = draft()
    hidden = actions.set_picture(notice_ref=hidden.ref, content=photograph(), by=BY, at=AT)
    gone = actions.withdraw(notice_ref=pictured().ref, by=BY, at=LATER)
    for notice in (hidden, gone):
        address = f"/en/notices/pictures/{notice.picture.file_ref}.jpg"
        for reader in (client, seller):
            assert reader.get(address).status_code == 404
        answer = operator.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize("file_ref", ["file_000000000000", "../secret", "%2e%2e%2fsecret", "a%00b"])
def test_no_other_file_of_the_hub_is_served(client, file_ref):
    assert client.get(f"/en/notices/pictures/{file_ref}.jpg").status_code in (404, 422)


def test_a_draft_is_not_there_and_a_withdrawn_notice_says_so(client, seller):
    hidden, gone = draft(), actions.withdraw(notice_ref=published().ref, by=BY, at=LATER)
    for reader in (client, seller):
        known = read(reader.get(path_of(hidden)), 404)
        unknown = read(reader.get(path_of(hidden).replace(hidden.ref, "notice_000000000000")), 404)
        assert known.replace(hidden.ref, "notice_000000000000") == unknown
        text = read(reader.get(path_of(gone)), 410)
        assert "was withdrawn" in text
        assert "Berth 4" not in text


def test_an_operator_reads_drafts_and_withdrawn_notices_as_readers_would(operator):
    hidden, gone = draft(), actions.withdraw(notice_ref=published().ref, by=BY, at=LATER)
    assert "Only operators of this hub see it." in read(operator.get(path_of(hidden)))
    assert "Only operators of this hub still see it." in read(operator.get(path_of(gone)))


def test_a_change_after_publishing_is_said(client, tmp_path):
    notice = published()
    assert "changed" not in read(client.get(path_of(notice))).split("<h1", 1)[1].split("</div>", 1)[0]
    clock.set_to(LATER, tmp_path / "clock")
    actions.write_text(notice_ref=notice.ref, text=BERTH, by=BY, at=LATER)
    assert "changed" in read(client.get(path_of(notice))).split("<h1", 1)[1].split("</div>", 1)[0]


def test_titles_and_bodies_are_text_and_never_markup(client):
    evil = NoticeText(
        "en", '"><script>alert(1)</script>', "<script>alert(2)</script> [x](javascript:alert(3))"
    )
    notice = published(evil)
    for path in ("/en/notices/", f"/en/notices/{notice.ref}/script-alert-1-script/"):
        text = read(client.get(path))
        assert "<script>alert" not in text
        assert 'href="javascript:' not in text

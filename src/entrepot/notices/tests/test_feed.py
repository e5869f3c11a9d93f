"""The Atom feed of an edition, by RFC 4287."""

import dataclasses
import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from entrepot.notices import actions
from entrepot.notices.feed import MOST_ENTRIES
from entrepot.notices.tests.newsroom import AT, BERTH, BERTH_ZH, BY, LATER, draft, pictured, published
from entrepot.notices.words import NoticeText
from entrepot.values.editions import EDITIONS

A = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(client, edition: str = "en") -> ElementTree.Element:
    answer = client.get(f"/{edition}/notices/feed.atom")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ElementTree.fromstring(answer.content)


def one(element: ElementTree.Element, name: str) -> ElementTree.Element:
    (found,) = element.findall(f"{A}{name}")
    return found


def require_valid(root: ElementTree.Element) -> None:
    """What RFC 4287 asks of a feed and its entries (4.1.1, 4.1.2, 4.2.6, 4.2.7) as far as we use it."""
    assert root.tag == f"{A}feed"
    assert one(one(root, "author"), "name").text
    (itself,) = [link for link in root.findall(f"{A}link") if link.get("rel") == "self"]
    assert itself.get("href", "").endswith("/notices/feed.atom")
    ids = []
    for part in (root, *root.findall(f"{A}entry")):
        assert one(part, "title").text
        ids.append(one(part, "id").text)
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", ids[-1])
        assert datetime.fromisoformat(one(part, "updated").text).tzinfo
        for link in part.findall(f"{A}link"):
            assert link.get("href", "").isascii()
            assert urlsplit(link.get("href", "")).netloc == "testserver"
    assert len(ids) == len(set(ids))
    for entry in root.findall(f"{A}entry"):
        assert one(entry, "content").get("type") == "html"
        assert one(entry, "summary").get("type") == "html"


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_feed_without_entries_is_valid_and_stays_the_same(client, edition):
    root = feed(client, edition)
    require_valid(root)
    assert root.get(LANG) == edition
    assert root.findall(f"{A}entry") == []
    first, second = (client.get(f"/{edition}/notices/feed.atom") for _ in range(2))
    assert first.content == second.content


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_feed_holds_what_is_published_in_its_edition_or_the_first(client, edition):
    older, newer = published(BERTH, BERTH_ZH), published(BERTH_ZH, at=LATER)
    hidden = draft()
    root = feed(client, edition)
    require_valid(root)
    entries = root.findall(f"{A}entry")
    assert [newer.ref in one(entry, "link").get("href", "") for entry in entries] == [True, False]
    assert one(entries[1], "title").text == older.text(edition).title
    assert entries[1].get(LANG) == older.text(edition).edition
    assert entries[0].get(LANG) == "zh-hans"
    assert hidden.ref not in ElementTree.tostring(root, "unicode")
    assert one(root, "updated").text == LATER.isoformat()
    assert one(entries[1], "published").text == AT.isoformat()


def test_an_entry_has_the_whole_notice_with_its_picture_by_whole_addresses(client):
    notice = pictured()
    (entry,) = feed(client).findall(f"{A}entry")
    content = one(entry, "content").text
    assert content.startswith(
        f'<p><img src="http://testserver/en/notices/pictures/{notice.picture.file_ref}.jpg" '
        'alt="A crane over an empty berth" width="640" height="480"></p><p>The crane is <em>looked at</em>'
    )
    assert one(entry, "summary").text.startswith("The crane is looked at")


def test_an_entry_keeps_its_id_and_date_when_it_is_rewritten_and_has_another_in_each_edition(client):
    ref = published(BERTH, BERTH_ZH).ref
    (before,) = feed(client).findall(f"{A}entry")
    actions.write_text(notice_ref=ref, text=dataclasses.replace(BERTH, title="New"), by=BY, at=LATER)
    (after,) = feed(client).findall(f"{A}entry")
    assert one(after, "title").text == "New"
    assert one(after, "id").text == one(before, "id").text
    assert one(after, "published").text == one(before, "published").text == AT.isoformat()
    assert one(after, "updated").text == LATER.isoformat()
    (chinese,) = feed(client, "zh-hans").findall(f"{A}entry")
    assert one(chinese, "id").text != one(after, "id").text


def test_a_withdrawal_takes_the_entry_out_and_says_that_the_feed_changed(client):
    ref = published().ref
    before = client.get("/en/notices/feed.atom")
    actions.withdraw(notice_ref=ref, by=BY, at=LATER)
    root = feed(client)
    require_valid(root)
    assert root.findall(f"{A}entry") == []
    assert one(root, "updated").text == LATER.isoformat()
    assert client.get("/en/notices/feed.atom", headers={"If-None-Match": before["ETag"]}).status_code == 200


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
def test_who_has_the_feed_already_is_told_so_in_a_few_bytes(client, header):
    published()
    first = client.get("/en/notices/feed.atom")
    assert first["Last-Modified"] == "Mon, 02 Nov 2026 08:00:00 GMT"
    known = {"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]}[header]
    again = client.get("/en/notices/feed.atom", headers={header: known})
    assert (again.status_code, again.content) == (304, b"")
    published(at=LATER)
    assert client.get("/en/notices/feed.atom", headers={header: known}).status_code == 200


def test_a_feed_ends_somewhere_and_sets_no_cookie(client):
    for number in range(MOST_ENTRIES + 1):
        published(NoticeText("en", f"Notice {number}", "Body"))
    assert len(feed(client).findall(f"{A}entry")) == MOST_ENTRIES
    answer = client.get("/en/notices/feed.atom")
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Cache-Control"] == "public, max-age=300"


def test_no_text_breaks_the_feed_or_brings_a_script_into_it(client):
    published(
        NoticeText(
            "en", "<b>&amp;\u0001</b> ]]>", "<script>alert(1)</script>\u0008 ]]> [x](javascript:alert(1))"
        )
    )
    root = feed(client)
    require_valid(root)
    (entry,) = root.findall(f"{A}entry")
    assert one(entry, "title").text == "<b>&amp;</b> ]]>"
    for name in ("content", "summary"):
        assert "<script" not in one(entry, name).text
        assert 'href="javascript' not in one(entry, name).text

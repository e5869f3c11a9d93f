"""Write, picture, publish, withdraw."""

import dataclasses

import pytest
from django.db import IntegrityError, transaction

from entrepot.facts import public as facts
from entrepot.files import public as files
from entrepot.notices import actions, models, queries
from entrepot.notices.events import NoticeChanged, NoticePublished, NoticeWithdrawn, NoticeWritten
from entrepot.notices.public import latest
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
)
from entrepot.notices.words import LONGEST_BODY, LONGEST_TITLE, NoticeState, NoticeText
from entrepot.values import Refusal
from entrepot.values.slugs import slug_of

SILENT = dataclasses.replace(BERTH, alternative="")


def code_of(deed, **given) -> str:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        deed(**given)
    return refusal.value.code


def events_of(ref: str) -> list[facts.Event]:
    return [line.event for line in facts.timeline(ref)]


def test_a_notice_is_a_draft_until_it_is_published_and_its_facts_say_who():
    written = draft(BERTH, BERTH_ZH)
    assert written.state is NoticeState.DRAFT
    assert list(queries.published()) == []
    assert actions.publish(notice_ref=written.ref, by=BY, at=LATER).state is NoticeState.PUBLISHED
    assert [one.ref for one in queries.published()] == [written.ref]
    assert events_of(written.ref) == [
        NoticeWritten(written.ref),
        NoticePublished(written.ref, ("en", "zh-hans")),
    ]
    assert {line.fact.by for line in facts.timeline(written.ref)} == {BY}


def test_what_is_withdrawn_is_read_by_nobody_and_can_be_published_again_as_new():
    ref = published().ref
    assert actions.withdraw(notice_ref=ref, by=BY, at=LATER).state is NoticeState.WITHDRAWN
    assert list(queries.published()) == []
    with pytest.raises(Refusal) as refusal:
        queries.get_published(ref)
    assert (refusal.value.code, refusal.value.status) == ("notices.withdrawn", 410)
    again = actions.publish(notice_ref=ref, by=BY, at=LATER)
    assert (again.state, again.published_at) == (NoticeState.PUBLISHED, LATER)


def test_twice_is_once():
    ref = published().ref
    actions.publish(notice_ref=ref, by=BY, at=LATER)
    assert queries.get_notice(ref).published_at == AT
    for _ in range(2):
        actions.withdraw(notice_ref=ref, by=BY, at=LATER)
    kinds = [type(event) for event in events_of(ref)]
    assert kinds == [NoticeWritten, NoticePublished, NoticeWithdrawn]


def test_a_draft_cannot_be_withdrawn():
    assert code_of(actions.withdraw, notice_ref=draft().ref, by=BY, at=AT) == "notices.not_published"


def test_an_edition_without_a_text_falls_back_to_the_one_that_was_written_first():
    written = draft(BERTH_ZH, BERTH)
    assert written.text("mn") == BERTH_ZH
    rewritten = actions.write_text(
        notice_ref=written.ref, text=dataclasses.replace(BERTH_ZH, title="新标题"), by=BY, at=LATER
    )
    assert rewritten.text("mn").title == "新标题"
    assert rewritten.text("en") == BERTH
    assert rewritten.changed_at == LATER
    assert events_of(written.ref)[-1] == NoticeChanged(written.ref)


def test_readers_of_a_near_edition_get_that_before_the_first():
    written = draft(BERTH, BERTH_ZH)
    assert written.text("zh-hant") == BERTH_ZH
    assert written.text("ar") == BERTH


def test_a_text_can_be_removed_while_another_is_left():
    ref = draft(BERTH, BERTH_ZH).ref
    assert actions.remove_text(notice_ref=ref, edition="en", by=BY, at=LATER).texts == (BERTH_ZH,)
    assert (
        code_of(actions.remove_text, notice_ref=ref, edition="zh-hans", by=BY, at=LATER)
        == "notices.last_text"
    )
    assert queries.get_notice(ref).texts == (BERTH_ZH,)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (NoticeText("en", " \n", "Body"), "notices.empty_text"),
        (NoticeText("en", "Title", " \0 "), "notices.empty_text"),
        (NoticeText("en", "x" * (LONGEST_TITLE + 1), "Body"), "notices.too_long"),
        (NoticeText("en", "Title", "x" * (LONGEST_BODY + 1)), "notices.too_long"),
        (NoticeText("xx", "Title", "Body"), "notices.no_edition"),
    ],
)
def test_a_text_that_says_nothing_or_too_much_is_refused_and_nothing_is_kept(text, code):
    assert code_of(actions.write_notice, written=[BERTH, text], by=BY, at=AT) == code
    assert not models.Notice.objects.exists()


def test_letters_that_no_feed_can_hold_are_left_out():
    (text,) = draft(NoticeText("en", "Be\0rth\u0007 4\r\n", "One\r\ntwo\u000b\ufffe")).texts
    assert (text.title, text.body) == ("Berth 4", "One\ntwo")


def test_a_picture_is_kept_by_hash_and_the_one_before_is_no_longer_shown():
    ref = draft().ref
    first = actions.set_picture(notice_ref=ref, content=photograph(), by=BY, at=AT).picture
    second = actions.set_picture(notice_ref=ref, content=photograph((800, 600)), by=BY, at=LATER).picture
    assert (first.width, first.height, second.width, second.height) == (640, 480, 800, 600)
    assert files.get_file(second.file_ref).media_type == "image/jpeg"
    assert files.read(second.file_ref).startswith(b"\xff\xd8\xff")
    with pytest.raises(Refusal):
        queries.get_notice_of_picture(first.file_ref)
    assert actions.remove_picture(notice_ref=ref, by=BY, at=LATER).picture is None


def test_the_same_picture_of_two_notices_shows_and_hides_with_each():
    one, other = pictured(), pictured()
    assert one.picture.file_ref != other.picture.file_ref
    actions.withdraw(notice_ref=one.ref, by=BY, at=LATER)
    assert queries.get_notice_of_picture(other.picture.file_ref).ref == other.ref


def test_nobody_publishes_a_picture_without_its_words():
    ref = draft(BERTH, dataclasses.replace(BERTH_ZH, alternative="")).ref
    actions.set_picture(notice_ref=ref, content=photograph(), by=BY, at=AT)
    with pytest.raises(Refusal) as refusal:
        actions.publish(notice_ref=ref, by=BY, at=AT)
    assert (refusal.value.code, refusal.value.params) == ("notices.no_alternative", {"editions": "zh-hans"})
    assert queries.get_notice(ref).state is NoticeState.DRAFT


def test_what_everybody_reads_gets_no_picture_without_words_either():
    silent = published(SILENT).ref
    assert (
        code_of(actions.set_picture, notice_ref=silent, content=photograph(), by=BY, at=AT)
        == "notices.no_alternative"
    )
    assert queries.get_notice(silent).picture is None
    ref = pictured().ref
    assert code_of(actions.write_text, notice_ref=ref, text=SILENT, by=BY, at=AT) == "notices.no_alternative"
    assert queries.get_notice(ref).texts == (BERTH,)


def test_what_never_was_is_refused():
    given = {"notice_ref": "notice_000000000000", "by": BY, "at": AT}
    for deed in (actions.publish, actions.withdraw, actions.remove_picture):
        assert code_of(deed, **given) == "notices.not_found"


def test_the_database_itself_keeps_states_and_texts_whole():
    row = models.Notice.objects.get(ref=draft().ref)
    for broken in (
        lambda: models.Notice.objects.filter(pk=row.pk).update(withdrawn_at=AT),
        lambda: models.Notice.objects.filter(pk=row.pk).update(published_at=LATER, withdrawn_at=AT),
        lambda: row.texts.update(body=""),
        lambda: row.texts.create(edition="en", title="Again", body="Again", alternative=""),
        lambda: models.NoticePicture.objects.create(
            notice=row, file_ref="file_a", small_file_ref="file_b", width=0, height=1
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_the_newest_headlines_are_for_other_pages_in_their_edition():
    published(BERTH_ZH, BERTH)
    newest = published(NoticeText("en", "Second", "Body"), at=LATER)
    draft(at=LATER)
    first, second = latest("zh-hans", 2)
    assert (first.ref, first.edition, first.title, first.picture_href) == (newest.ref, "en", "Second", "")
    assert (second.edition, second.title) == ("zh-hans", "四号泊位周五关闭")
    assert first.href == f"/zh-hans/notices/{newest.ref}/second/"
    assert [one.ref for one in latest("en", 1)] == [newest.ref]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Berth 4 is closed, on Friday!", "berth-4-is-closed-on-friday"),
        ("四号泊位：周五关闭", "四号泊位-周五关闭"),
        ("Зогсоол №4 хаагдана", "зогсоол-4-хаагдана"),
        ("../../<script>_?#", "script"),
        ("…", "-"),
        ("泊" * 100, "泊" * 59),
        ("word " * 40, "-".join(["word"] * 12)),
    ],
)
def test_words_of_an_address_keep_the_letters_of_their_script(title, slug):
    assert slug_of(title) == slug

"""A letter goes out if and only if the change that wrote it happened, and is erased in time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction

from entrepot.facts import public as facts
from entrepot.facts.models import Fact, Pending
from entrepot.messages import actions, models
from entrepot.messages import public as messages
from entrepot.messages.events import LetterWritten
from entrepot.values import Refusal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 6, 3, 30, tzinfo=UTC)


def _write(to: str = "lin@shopper.example") -> messages.Letter:
    return messages.write_letter(to=to, subject="您的订单", body="已付款。", edition="zh-hans", at=AT)


def _work() -> None:
    while facts.do_next():
        pass


def test_a_letter_goes_out_once_by_the_worker() -> None:
    _write()
    assert mail.outbox == []
    _work()
    _work()
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["lin@shopper.example"], "您的订单", "已付款。")
    assert sent.extra_headers["Content-Language"] == "zh-hans"
    assert messages.unsent() == []


def test_a_letter_of_a_change_that_did_not_happen_is_not_sent() -> None:
    with transaction.atomic():
        _write()
        transaction.set_rollback(True)
    _work()
    assert mail.outbox == []
    assert not models.Letter.objects.exists()


def test_the_fact_of_a_letter_names_nobody() -> None:
    letter = _write()
    fact = Fact.objects.get(kind=LetterWritten.kind)
    assert fact.body == {"letter_ref": letter.ref}
    assert "shopper.example" not in str(fact.refs)


def test_a_mail_server_that_refuses_is_tried_again_and_nothing_is_lost(settings: object) -> None:
    letter = _write()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
    _work()
    assert [one.ref for one in messages.unsent()] == [letter.ref]
    waiting = Pending.objects.get()
    assert waiting.attempts == 1
    assert "ConnectionRefusedError" in waiting.trouble


def test_a_sent_letter_is_left_alone() -> None:
    letter = _write()
    for _ in range(2):
        actions.send_letter(letter_ref=letter.ref, at=AT + timedelta(minutes=1))
    assert len(mail.outbox) == 1
    assert models.Letter.objects.get().sent_at == AT + timedelta(minutes=1)


def test_sent_letters_are_erased_after_their_time_and_unsent_ones_are_kept() -> None:
    sent, _kept = _write(), _write("nimal@tea.example")
    actions.send_letter(letter_ref=sent.ref, at=AT)
    assert actions.forget_old_letters(at=AT + actions.KEPT_FOR) == 0
    assert actions.forget_old_letters(at=AT + actions.KEPT_FOR + timedelta(seconds=1)) == 1
    assert [one.to for one in messages.unsent()] == ["nimal@tea.example"]


def test_a_bad_address_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        _write("nobody")
    assert (refused.value.code, refused.value.field) == ("messages.bad_address", "to")
    assert not models.Letter.objects.exists()


def test_a_subject_is_one_line() -> None:
    letter = messages.write_letter(
        to="lin@shopper.example", subject="one\r\nBcc: evil@x.example", body="x", edition="en", at=AT
    )
    assert letter.subject == "one Bcc: evil@x.example"

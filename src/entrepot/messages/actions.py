"""Write letters and send them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction

from entrepot.facts import public as facts
from entrepot.messages import models, queries, words
from entrepot.messages.events import LetterWritten
from entrepot.values.references import new_ref

KEPT_FOR = timedelta(days=30)


@transaction.atomic
def write_letter(*, to: str, subject: str, body: str, edition: str, at: datetime) -> words.Letter:
    """Subject and body are already in the reader's edition. A worker sends it. Refuses a bad address."""
    try:
        validate_email(to)
    except ValidationError as error:
        raise words.bad_address() from error
    row = models.Letter.objects.create(
        letter_ref=new_ref("letter"),
        to=to,
        subject=" ".join(subject.split())[:200],
        body=body,
        edition=edition,
        written_at=at,
    )
    facts.announce(LetterWritten(letter_ref=row.letter_ref), at=at, refs=[row.letter_ref])
    return queries.to_letter(row)


@transaction.atomic
def send_letter(*, letter_ref: str, at: datetime) -> None:
    """Hand a letter to the mail server once; a letter that was sent is left alone. Raises what the server raises.

    If the hub ends between the server's answer and our mark, the letter goes out twice: better than never.
    """
    row = models.Letter.objects.select_for_update().filter(letter_ref=letter_ref).first()
    if row is None or row.sent_at is not None:
        return
    EmailMessage(
        subject=row.subject,
        body=row.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[row.to],
        headers={"Content-Language": row.edition, "Auto-Submitted": "auto-generated"},
    ).send()
    row.sent_at = at
    row.save(update_fields=["sent_at"])


def forget_old_letters(*, at: datetime) -> int:
    """Letters that went out longer ago than KEPT_FOR are erased: they are personal. Returns how many."""
    gone, _ = models.Letter.objects.filter(sent_at__lt=at - KEPT_FOR).delete()
    return gone

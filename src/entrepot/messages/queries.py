"""Reads of letters."""

from entrepot.messages import models, words


def unsent() -> list[words.Letter]:
    """Oldest first."""
    rows = models.Letter.objects.filter(sent_at__isnull=True).order_by("written_at", "pk")[:500]
    return [to_letter(row) for row in rows]


def to_letter(row: models.Letter) -> words.Letter:
    return words.Letter(row.letter_ref, row.to, row.subject, row.body, row.written_at, row.sent_at)

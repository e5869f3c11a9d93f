"""What became of the operator's notices."""

from entrepot.facts.words import Event


class NoticeWritten(Event):
    """A draft, which only operators see."""

    notice_ref: str


class NoticeChanged(Event):
    """Its texts or its picture, before or after it was published."""

    notice_ref: str


class NoticePublished(Event):
    """editions: in which it has a text."""

    notice_ref: str
    editions: tuple[str, ...]


class NoticeWithdrawn(Event):
    notice_ref: str

"""What the operator tells everybody: notices, their texts per edition, their picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from entrepot.values import Refusal
from entrepot.values.editions import EDITIONS
from entrepot.values.refusal import message

LONGEST_TITLE, LONGEST_BODY, LONGEST_ALTERNATIVE = 160, 20_000, 400
MOST_PICTURE_BYTES = 5 * 1024 * 1024


class NoticeState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    NoticeState.DRAFT: message("Draft"),
    NoticeState.PUBLISHED: message("Published"),
    NoticeState.WITHDRAWN: message("Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class NoticeText:
    """In one edition. body: Markdown as rules/bodies.py reads it. alternative: the picture in words, "" without one."""

    edition: str
    title: str
    body: str
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """As it was redrawn: two JPEG files of the store, the small one for lists. Width and height in pixels."""

    file_ref: str
    small_file_ref: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Notice:
    """texts: the one that was written first stands first. changed_at: of anything, its state included."""

    ref: str
    texts: tuple[NoticeText, ...]
    picture: Picture | None
    written_at: datetime
    changed_at: datetime
    published_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def state(self) -> NoticeState:
        if self.withdrawn_at:
            return NoticeState.WITHDRAWN
        return NoticeState.PUBLISHED if self.published_at else NoticeState.DRAFT

    def text(self, edition: str) -> NoticeText:
        """The text in this edition, in one that its readers read too, or the first; `edition` of the answer says which."""
        written = {text.edition: text for text in self.texts}
        readable = (edition, *EDITIONS[edition].near)
        return next((written[one] for one in readable if one in written), self.texts[0])


@dataclass(frozen=True, slots=True)
class Headline:
    """A published notice in a list. edition: of title, summary and alternative; picture_href: "" without a picture."""

    ref: str
    edition: str
    title: str
    summary: str
    published_at: datetime
    href: str
    picture_href: str
    alternative: str


def no_such_notice() -> Refusal:
    return Refusal(
        "notices.not_found",
        message("There is no such notice here. Look at the list of notices."),
        status=404,
    )


def notice_withdrawn() -> Refusal:
    return Refusal(
        "notices.withdrawn",
        message("This notice was withdrawn. Look at the list of notices for what holds now."),
        status=410,
    )


def no_such_edition(edition: str) -> Refusal:
    return Refusal(
        "notices.no_edition",
        message("This hub has no edition %(edition)s."),
        {"edition": edition},
        field="edition",
        status=422,
    )


def empty_text(field: str) -> Refusal:
    return Refusal(
        "notices.empty_text",
        message("A text has a title and a body. Write both."),
        field=field,
        status=422,
    )


def too_long(field: str, most: int) -> Refusal:
    return Refusal(
        "notices.too_long",
        message("This is longer than %(most)s characters. Shorten it."),
        {"most": most},
        field=field,
        status=422,
    )


def last_text() -> Refusal:
    return Refusal(
        "notices.last_text",
        message("A notice has at least one text. Write another one before you remove this."),
    )


def no_alternative(editions: Iterable[str]) -> Refusal:
    return Refusal(
        "notices.no_alternative",
        message(
            "Say what the picture shows, for those who can't see it, in each text of the notice. It is missing in: "
            "%(editions)s."
        ),
        {"editions": ", ".join(editions)},
        field="alternative",
        status=422,
    )


def picture_too_large() -> Refusal:
    return Refusal(
        "notices.picture_too_large",
        message("A picture may have %(most)s MB. Save it smaller."),
        {"most": MOST_PICTURE_BYTES // (1024 * 1024)},
        field="picture",
        status=413,
    )


def not_a_picture() -> Refusal:
    return Refusal(
        "notices.not_a_picture",
        message(
            "This is not a whole picture in JPEG, PNG or WebP of at most 40 million points. Save it again as one."
        ),
        field="picture",
        status=422,
    )


def not_published() -> Refusal:
    return Refusal("notices.not_published", message("Only what is published can be withdrawn."))

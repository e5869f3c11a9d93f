"""A business "no". It carries a stable code and the facts of the case; words are chosen at the edge."""

from collections.abc import Mapping


class Refusal(Exception):
    """An action refuses, for a reason that the person can act on.

    code: stable, machine-readable, dotted: "orders.sold_out". It becomes the last part of the problem type.
    message: an English message id in the gettext catalogues, with %(name)s places, e.g.
        "Only %(left)s left of %(title)s." Written for the person who asked: what happened, where, what to do.
        Mark it where it is written with `entrepot.values.refusal.message("...")` so that the catalogues find it.
    params: what goes into the places; plain values only.
    field: the name of the form or API field that is at fault, if there is one.
    status: the HTTP status at the edge; 409 unless said otherwise. What is not yours is 404, always.
    """

    def __init__(
        self,
        code: str,
        message: str,
        params: Mapping[str, object] | None = None,
        *,
        field: str | None = None,
        status: int = 409,
    ) -> None:
        self.code = code
        self.message = message
        self.params = dict(params or {})
        self.field = field
        self.status = status
        super().__init__(f"{code}: {message % self.params if self.params else message}")


def message(text: str) -> str:
    """Mark a message id for the catalogues; translated where it is shown, not here."""
    return text

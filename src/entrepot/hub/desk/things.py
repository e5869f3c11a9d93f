"""The things that facts and notes are about, as links for the operator: by the reference that they are known by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse

from entrepot.exchange import public as exchange
from entrepot.parties.models import Organisation, User
from entrepot.values import BadValue, ContainerNumber
from entrepot.web import public as web

# Pages that the operator may open, by the first word of a reference.
_PAGES: Mapping[str, str] = {
    "consignment": "logistics:consignment",
    "notice": "notices:desk_notice",
    "offer": "market:offer_short",
    "order": "finance:order",
    "portfile": "ports:file",
}


class Things:
    """Looks up the names of all that one page shows at once."""

    def __init__(self, refs: Iterable[str]) -> None:
        wanted = {*refs}
        self._names: dict[str, str] = {
            **dict(Organisation.objects.filter(org_ref__in=wanted).values_list("org_ref", "name")),
            **dict(User.objects.filter(user_ref__in=wanted).values_list("user_ref", "name")),
        }
        self._partners: Mapping[str, str] = {one.code: one.name for one in exchange.partners()}

    def link(self, ref: str) -> web.Cell:
        """A name with its reference, a reference that leads somewhere, or the reference alone."""
        page = _PAGES.get(ref.partition("_")[0])
        if page:
            return web.Link(ref, reverse(page, args=[ref]))
        if ref in self._partners:
            return web.Link(self._partners[ref], reverse("exchange:partner", args=[ref]), ref)
        if name := self._names.get(ref):
            return web.Link(name, "", ref)
        if _is_container(ref):
            return web.Link(ref, reverse("ports:container", args=[ref]))
        return web.Code(ref)


def _is_container(ref: str) -> bool:
    try:
        ContainerNumber.parse(ref)
    except BadValue:
        return False
    return True

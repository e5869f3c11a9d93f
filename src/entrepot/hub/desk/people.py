"""Who has an account at this hub: found, closed and opened again, and helped when a second factor is lost."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from entrepot.hub.desk.operators import operator
from entrepot.parties import actions, queries
from entrepot.parties import public as parties
from entrepot.parties.words import ROLE_NAMES, Account
from entrepot.values.clock import now
from entrepot.web import public as web

PER_PAGE = 50
MOST_EXPORTED = 10_000


@parties.sign_in_required
def people(request: HttpRequest) -> HttpResponseBase:
    own = operator(request)
    asked = request.GET.get("q", "").strip()
    rows = queries.people(asked)
    if "export" in request.GET:
        accounts = [queries.to_account(row) for row in rows[:MOST_EXPORTED]]
        if file := web.export(request, _table(accounts), "people"):
            return file
    page = web.paginate(request, web.Lazily(rows, queries.to_account), per_page=PER_PAGE)
    return render(
        request,
        "hub/people.html",
        {
            "page": page,
            "people": [(account, _roles(account)) for account in page.items],
            "asked": asked,
            "own": own,
        },
    )


def _roles(account: Account) -> list[str]:
    return [
        _("%(organisation)s: %(role)s") % {"organisation": name, "role": _(ROLE_NAMES[role])}
        for name, role in account.roles
    ]


def _table(accounts: list[Account]) -> web.Table:
    return web.Table(
        caption=_("People"),
        headings=(
            pgettext("of a person", "Name"), _("E-mail address"), _("Reference"), _("Roles"), _("Second factor"), _("Last sign-in"), _("State"),
        ),
        rows=[
            (
                account.person.name,
                account.person.email,
                account.person.user_ref,
                "; ".join(_roles(account)),
                _("yes") if account.second_factor else _("no"),
                account.last_sign_in_at,
                _("Open") if account.open else _("Closed"),
            )
            for account in accounts
        ],
    )  # fmt: skip


def _deed(act: Callable[..., None]) -> Callable[..., HttpResponseBase]:
    """Asks who it is again: these deeds hurt, and a browser may be left open."""

    @require_POST
    @parties.sign_in_required
    @parties.proof_required
    def view(request: HttpRequest, user_ref: str) -> HttpResponseBase:
        operator(request)
        act(user_ref=user_ref, by=parties.actor_of(request), at=now())
        return redirect("people")

    return view


close = _deed(actions.close_account)
reopen = _deed(actions.reopen_account)
take_second_factor = _deed(actions.take_second_factor)

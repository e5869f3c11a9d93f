"""Who may send files for this port."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from entrepot.facts import public as facts
from entrepot.parties import public as parties
from entrepot.ports import models
from entrepot.ports.records import Terminal
from entrepot.values import Refusal
from entrepot.values.refusal import message

_CODE = re.compile("[A-Z0-9]{2,20}")


@transaction.atomic
def register_terminal(*, code: str, name: str, org_ref: str, at: datetime, by: str = "") -> Terminal:
    """Let an organisation's port clerks send files as this terminal. The same again changes nothing.

    Refuses ports.bad_terminal_code, ports.terminal_taken for a code of another organisation, and ports.terminal_known
    for one that is registered under another name.
    """
    name = " ".join(name.split())[:120]
    if not _CODE.fullmatch(code):
        raise Refusal(
            "ports.bad_terminal_code",
            message("A terminal's code is 2 to 20 capital letters and digits, such as KCT1."),
            field="code",
            status=422,
        )
    org = parties.get_organisation(org_ref)
    row, new = models.Terminal.objects.get_or_create(
        code=code, defaults={"name": name, "org_ref": org.ref, "opened_at": at}
    )
    if row.org_ref != org.ref or code == parties.hub_profile().code:
        raise Refusal(
            "ports.terminal_taken",
            message("Terminal code %(code)s belongs to another organisation."),
            {"code": code},
            field="code",
        )
    if row.name != name:
        raise Refusal(
            "ports.terminal_known",
            message("Terminal code %(code)s is registered already, under the name %(name)s."),
            {"code": code, "name": row.name},
            field="code",
        )
    if new:
        facts.note(at=at, by=by, did="ports.registered_terminal", about=f"{code} {org.ref}")
    return Terminal(row.code, row.name, row.org_ref)

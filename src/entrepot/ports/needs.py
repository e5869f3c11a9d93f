"""What waits for a port clerk: files with findings, terminals that fell silent, sources that contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from entrepot.exchange import public as exchange
from entrepot.ports import queries
from entrepot.values.refusal import message
from entrepot.web import public as web

# What was longer ago, and nobody looked at, is history on its own page.
LOOKED_BACK = timedelta(days=7)
# A terminal that works sends several files a day.
SILENT_AFTER = timedelta(hours=24)


def needs(*, at: datetime, sight: queries.Sight | None = None) -> Iterator[web.Matter]:
    """sight: whose terminals; all of them where it is not said."""
    names = {
        terminal.code: terminal.name
        for terminal in queries.terminals()
        if sight is None or sight.everything or terminal.code in sight.terminals
    }
    found = [one for one in queries.files_to_look_at(since=at - LOOKED_BACK) if one.terminal in names]
    if found:
        yield web.Matter(
            message(
                "Files of terminals with findings this week: %(count)s. The latest is %(file)s of %(terminal)s."
            ),
            {"count": len(found), "file": found[0].name, "terminal": names[found[0].terminal]},
            web.Way(message("Read the findings"), "ports:file", (found[0].ref,))
            if len(found) == 1
            else web.Way(message("See the files"), "ports:files"),
        )
    for terminal, last_at in queries.last_heard(names).items():
        if at - LOOKED_BACK < last_at < at - SILENT_AFTER:
            yield web.Matter(
                message("%(terminal)s has sent no file since %(since)s."),
                {"terminal": names[terminal], "since": str(web.instant_text(last_at))},
                web.Way(message("See the files"), "ports:files"),
            )
    if sight is None or sight.everything:
        yield from _contradictions(at)


def _contradictions(at: datetime) -> Iterator[web.Matter]:
    recent = [one for one in queries.refused_reports() if one.told_at > at - LOOKED_BACK]
    hubs = exchange.hub_names(one.origin for one in recent)
    for hub, count in Counter(one.origin for one in recent).items():
        yield web.Matter(
            message("%(hub)s told of containers what contradicts their own port, this week: %(count)s."),
            {"hub": hubs[hub], "count": count},
            web.Way(message("See the reports"), "ports:board", anchor="refused"),
        )

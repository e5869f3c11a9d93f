"""Template tags of all packages, builtins of every template. README.md of this package shows each in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import lucide
from django import template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from entrepot.values import ContainerNumber, HSCode, HubCode, Money, UNLocode, Weight
from entrepot.values.clock import now
from entrepot.web import formatting, words
from entrepot.web.addresses import in_edition, whole_address
from entrepot.web.matters import Matter
from entrepot.web.problems import message_text
from entrepot.web.qr_codes import qr_svg
from entrepot.web.shopping import COUNTRY, CURRENCY, edition, with_shopper

register = template.Library()

# They point along the line, so they turn where it runs from the right.
_ALONG = {"arrow-left", "chevron-left", "chevron-right", "external-link", "log-in", "log-out"}

_ICONS: Mapping[words.Tone, str] = {
    words.Tone.DONE: "circle-check",
    words.Tone.MOVING: "ship",
    words.Tone.WAITING: "hourglass",
    words.Tone.WRONG: "triangle-alert",
    words.Tone.PLAIN: "circle-dot",
}


@register.filter
def money(amount: Money | None, how: str = "") -> str | SafeString:
    """`{{ price|money }}`; `{{ change|money:"sign" }}` writes a plus as well. Nothing for None."""
    if amount is None:
        return ""
    text = formatting.money_text(amount, sign=how == "sign")
    form = (
        '<data class="money" value="{0} {1}"><span class="currency">{1}</span>&nbsp;<span class="figure">{2}</span></data>'
        if text.code_first
        else '<data class="money" value="{0} {1}"><span class="figure">{2}</span>&nbsp;<span class="currency">{1}</span></data>'
    )
    return format_html(form, f"{amount.amount:f}", text.currency, text.figure)


@register.filter
def figure(amount: Money | None) -> str:
    """Only the number, for columns whose heading names the currency."""
    return "" if amount is None else formatting.money_text(amount).figure


@register.filter
def code(text: object) -> str | SafeString:
    """A code of the trade in a chip; a click copies it."""
    return format_html('<code class="code" data-copy>{}</code>', text) if text else ""


@register.filter
def instant(at: datetime | None, zone: str = "") -> str | SafeString:
    """`{{ at|instant }}` in the hub's time, `{{ at|instant:place.zone }}` in another's; UTC beside it."""
    if at is None:
        return ""
    text = formatting.instant_text(at, ZoneInfo(zone) if zone else None)
    utc = format_html(' <span class="utc">{}</span>', text.utc) if text.utc else ""
    return format_html(
        '<time class="instant" datetime="{}"><span class="local">{} <span class="clock">{}</span> '
        '<span class="zone">{}</span></span>{}</time>',
        text.iso, text.day, text.time, text.zone, utc,
    )  # fmt: skip


@register.filter
def day(value: date | None) -> str | SafeString:
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formatting.day_text(value))


@register.filter
def weight(value: Weight | None) -> str:
    return "" if value is None else formatting.weight_text(value)


@register.filter
def number(value: int | Decimal | None) -> str:
    return "" if value is None else formatting.number_text(value)


@register.filter
def percent(rate: Decimal | None) -> str:
    """Decimal("0.10") is 10%."""
    return "" if rate is None else formatting.percent_text(rate)


@register.filter
def listed(parts: Iterable[str]) -> str:
    return formatting.list_text(parts)


@register.filter
def sentence(said: object) -> str:
    """What has a message id and its values (a Refusal, a customs.Sentence) in the reader's edition."""
    if not said:
        return ""
    values = getattr(said, "values", None) or getattr(said, "params", None) or {}
    return message_text(getattr(said, "message", str(said)), dict(values))


@register.filter
def cell(value: words.Cell) -> str | SafeString:
    """One cell of a web.Table."""
    match value:
        case None:
            return ""
        case Money():
            return money(value)
        case Weight():
            return weight(value)
        case datetime():
            return instant(value)
        case date():
            return day(value)
        case UNLocode() | HSCode() | ContainerNumber() | HubCode() | words.Code():
            return code(value)
        case words.Link():
            name = format_html('<a href="{}">{}</a>', value.href, value.text) if value.href else value.text
            return format_html("<span>{} {}</span>", name, code(value.code)) if value.code else name
        case words.Status():
            return status(value)
        case int() | Decimal():
            return number(value)
    return str(value)


@register.filter
def is_figure(value: words.Cell) -> bool:
    """True for what is set flush at the line's end, so that decimals stand under each other."""
    return isinstance(value, Money | Weight | int | Decimal)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A line icon. Without a label it is an ornament beside words, which a screen reader passes over."""
    return _drawn(name + "", label + "")


@lru_cache(maxsize=512)
def _drawn(name: str, label: str) -> SafeString:
    """A page has dozens of few."""
    given = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    kind = "icon along" if name in _ALONG else "icon"
    drawn = lucide._render_icon(name, 16, **{"class": kind, "stroke_width": "1.75", **given})
    return mark_safe(drawn)  # noqa: S308 - drawn from the packaged icon; attributes are escaped by ElementTree


@register.simple_tag(name="status")
def status_tag(tone: str, text: str) -> SafeString:
    """`{% status "done" "Delivered" %}`: icon, word and colour, never colour alone."""
    return status(words.Status(words.Tone(tone), text))


@register.filter
def status(of: words.Status) -> SafeString:
    return format_html('<span class="status {}">{}{}</span>', of.tone, icon(_ICONS[of.tone]), of.text)


@register.simple_tag(takes_context=True)
def edition_switch(context: Context, to: str) -> str:
    """This page's address in another edition, with what follows the question mark."""
    request = context.get("request")
    if request is None:
        return f"/{to}/"
    query = request.META.get("QUERY_STRING", "")
    return in_edition(request.path, to) + (f"?{query}" if query else "")


@register.simple_tag(takes_context=True)
def hub_link(context: Context, url: str) -> str:
    """A partner hub's address with the reader's country and currency in it."""
    request: HttpRequest = context["request"]
    return with_shopper(url, request)


@register.simple_tag(takes_context=True)
def other_choices(context: Context, *names: str) -> list[tuple[str, str]]:
    """The address's parameters except these and the page number, for the hidden inputs of a GET form."""
    request = context.get("request")
    dropped = {*(names or (COUNTRY, CURRENCY)), "page"}
    if request is None:
        return []
    return [
        (name, value) for name in request.GET if name not in dropped for value in request.GET.getlist(name)
    ]


@register.simple_tag(takes_context=True)
def export_link(context: Context, form: str) -> str:
    """This page's address with ?export=csv or ?export=xlsx, all filters kept."""
    return "?" + urlencode([*other_choices(context, "export"), ("export", form)])


@register.inclusion_tag("web/parts/price.html")
def price(quote: object, caption: str = "") -> dict[str, object]:
    """The all-in price of a customs Quote: one figure "to your door" and the lines under it."""
    return {"quote": quote, "caption": caption}


@register.inclusion_tag("web/parts/price_lines.html")
def price_lines(quote: object) -> dict[str, object]:
    """The lines of a customs Quote, each opening to rule, source and date."""
    return {"quote": quote}


@register.inclusion_tag("web/parts/voyage.html")
def voyage(marks: list[words.Mark], caption: str = "", wide: bool = False) -> dict[str, object]:
    """`wide`: along the page instead of down it, where there is room and there are at most six marks."""
    return {"marks": marks, "caption": caption, "wide": wide}


@register.inclusion_tag("web/parts/board.html")
def board(departures: list[words.Departure], zone: str, caption: str = "") -> dict[str, object]:
    """A departure board; `zone` is the port's IANA time zone."""
    return {"departures": departures, "zone": zone, "caption": caption}


@register.inclusion_tag("web/parts/findings.html")
def findings(found: list[words.Finding], download: str = "") -> dict[str, object]:
    return {"findings": found, "download": download}


@register.inclusion_tag("web/parts/ledger.html")
def ledger(book: words.Ledger, caption: str = "") -> dict[str, object]:
    return {"book": book, "caption": caption}


@register.inclusion_tag("web/parts/evidence.html")
def evidence(piece: words.Evidence) -> dict[str, object]:
    return {"piece": piece}


@register.inclusion_tag("web/parts/table.html", takes_context=True)
def table_of(context: Context, table: words.Table, exports: bool = False) -> dict[str, object]:
    """`exports`: the view answers ?export=csv and ?export=xlsx by web.public.export."""
    return {"table": table, "exports": exports, "request": context.get("request")}


@register.inclusion_tag("web/parts/needs.html")
def needs(matters: list[Matter], at: datetime) -> dict[str, object]:
    """How each desk begins: what waits for a person, each with its one button; looked at at this instant."""
    return {"matters": matters, "at": at}


@register.inclusion_tag("web/parts/pager.html", takes_context=True)
def pager(context: Context, page: words.Page[object]) -> dict[str, object]:
    return {"page": page, "request": context.get("request")}


@register.inclusion_tag("web/parts/empty.html")
def empty(title: str, text: str = "", href: str = "", action: str = "") -> dict[str, str]:
    return {"title": title, "text": text, "href": href, "action": action}


@register.inclusion_tag("web/parts/work.html", takes_context=True)
def work(context: Context, under_way: words.Work) -> dict[str, object]:
    return {"work": under_way, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Label, help, input and what is wrong with it, tied together for a screen reader."""
    return {"field": bound, "kind": getattr(bound.field.widget, "input_type", "")}


@register.inclusion_tag("web/parts/fields.html")
def fields(form: BaseForm) -> dict[str, object]:
    """What is wrong with the form as a whole, then all its fields."""
    return {"form": form}


@register.inclusion_tag("web/parts/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, object]:
    """A summary above the fields: each line leads to its field."""
    return {"form": form}


@register.inclusion_tag("web/parts/chart.html")
def chart(svg: str, title: str, note: str = "") -> dict[str, object]:
    """A server-drawn chart (geo.chart_svg). Put the same facts as a list beside it."""
    return {"svg": mark_safe(svg), "title": title, "note": note}  # noqa: S308 - drawn by our own geo package


@register.filter
def whole(path: str) -> str:
    """`{{ href|whole }}`: an address of this hub with scheme and host, for those who read it elsewhere."""
    return whole_address(path)


@register.inclusion_tag("web/parts/on_paper.html", takes_context=True)
def on_paper(context: Context) -> dict[str, object]:
    """For a page that people print: when it was read and where it is; the browser's script puts a button beside it."""
    request: HttpRequest = context["request"]
    return {"at": now(), "address": whole_address(request.get_full_path())}


@register.inclusion_tag("web/parts/kept.html")
def kept_offline() -> dict[str, object]:
    """On a page that its reader may want without a network: the browser keeps it, and says then of when it is."""
    return {"at": now()}


@register.inclusion_tag("web/parts/qr.html")
def qr(path: str, label: str) -> dict[str, object]:
    """The QR code of a page of this hub."""
    address = whole_address(path)
    return {"svg": qr_svg(address), "address": address, "label": label}


@register.simple_tag
def this_edition() -> str:
    return edition()

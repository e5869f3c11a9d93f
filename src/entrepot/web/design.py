"""A page with every part, filled with samples, so that a change to one is seen before it is shipped.

The samples are no facts: names, rates and laws on this page are invented and say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entrepot.values import ContainerNumber, HSCode, Money, UNLocode, Weight
from entrepot.values.refusal import message
from entrepot.web import words
from entrepot.web.exports import export
from entrepot.web.paging import paginate


@dataclass(frozen=True, slots=True)
class _Sentence:
    message: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Source:
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    amount: Money
    explanation: _Sentence
    rule_id: str = ""
    sources: tuple[_Source, ...] = ()
    base: Money | None = None
    levied: Money | None = None
    rate: Decimal | None = None
    effective_from: date | None = None
    last_checked: date | None = None


@dataclass(frozen=True, slots=True)
class _Quote:
    lines: tuple[_Line, ...]
    total: Money
    duty_known: bool
    terms: str
    reasons: tuple[_Sentence, ...] = ()
    notes: tuple[_Sentence, ...] = ()
    quota: None = None


_NOTHING = _Sentence("", {})
_SAMPLE = _Source("Sample law on this page only", "https://hub.example/sample-law")


def _quote(*, known: bool) -> _Quote:
    lines = [
        _Line(message("Goods"), Money(23800, "MYR"), _NOTHING),
        _Line(message("Freight"), Money(4120, "MYR"), _NOTHING),
        _Line(message("Insurance"), Money(140, "MYR"), _NOTHING),
    ]
    if known:
        lines += [
            _Line(
                message("Import duty"),
                Money(1403, "MYR"),
                _Sentence(message("A sample rule: five per cent of the value at the border."), {}),
                rule_id="sample.duty.0901",
                sources=(_SAMPLE,),
                base=Money(28060, "MYR"),
                levied=Money(2204, "CNY"),
                rate=Decimal("0.05"),
                effective_from=date(2026, 1, 1),
                last_checked=date(2026, 7, 1),
            ),
            _Line(
                message("Import tax"),
                Money(2682, "MYR"),
                _Sentence(
                    message("A sample rule: 9.1 per cent of the value at the border and the duty."), {}
                ),
                rule_id="sample.tax.retail",
                sources=(_SAMPLE,),
                base=Money(29463, "MYR"),
                rate=Decimal("0.0910"),
                effective_from=date(2026, 1, 1),
                last_checked=date(2026, 7, 1),
            ),
        ]
    return _Quote(
        lines=tuple(lines),
        total=Money.total((line.amount for line in lines), "MYR"),
        duty_known=known,
        terms="DDP" if known else "DAP",
    )


class _SampleForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    postcode = forms.RegexField(
        r"\d{5}",
        label=gettext_lazy("Postcode"),
        help_text=gettext_lazy("Five digits."),
        error_messages={"invalid": gettext_lazy("A postcode has five digits, such as 25000.")},
    )
    remark = forms.CharField(label=gettext_lazy("Remark"), required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label=gettext_lazy("I have read what happens next"))


def _voyage(begin: datetime) -> list[words.Mark]:
    port, sea = "Asia/Kuala_Lumpur", "Asia/Shanghai"
    return [
        words.Mark(words.Stage.DONE, _("Through the gate"), "Kuantan", "MYKUA", begin, port, "CODECO"),
        words.Mark(
            words.Stage.DONE, _("Loaded"), "Kuantan", "MYKUA", begin + timedelta(hours=15), port, "COARRI"
        ),
        words.Mark(
            words.Stage.ESTIMATED, _("Arrives"), "Qinzhou", "CNQZH", begin + timedelta(days=5, hours=20), sea,
            _("the vessel's position"), disagreement=_("The carrier's schedule says a day earlier."),
        ),
        words.Mark(words.Stage.PLANNED, _("At your door"), "Nanning", "CNNNG", None, sea, _("plan")),
    ]  # fmt: skip


def _board(begin: datetime) -> list[words.Departure]:
    states = (
        words.Status(words.Tone.MOVING, _("Under way")),
        words.Status(words.Tone.WAITING, _("Loading")),
        words.Status(words.Tone.WRONG, _("Delayed")),
        words.Status(words.Tone.PLAIN, _("Planned")),
    )
    return [
        words.Departure(
            begin + timedelta(hours=9 * number), vessel, voyage, to, code, states[number], "Example Line",
            cutoff_at=begin - timedelta(hours=12 - 9 * number) if number else None,
        )
        for number, (vessel, voyage, to, code) in enumerate(
            (
                ("Bunga Teratai", "042N", "Qinzhou", "CNQZH"),
                ("Strait Heron", "117W", "Colombo", "LKCMB"),
                ("Gulf Lantern", "009E", "Laem Chabang", "THLCH"),
                ("Steppe Wind", "231N", "Tianjin Xingang", "CNTXG"),
            )
        )
    ]  # fmt: skip


def _ledger(begin: datetime) -> words.Ledger:
    lines = (
        words.LedgerLine(begin, _("Paid by the buyer"), "order_7h2k9m4qx0ab", Money(32145, "MYR"), None, Money(32145, "MYR")),
        words.LedgerLine(begin, _("Into escrow"), "escrow_2b9x0c4kq7mm", None, Money(32145, "MYR"), Money(0, "MYR")),
        words.LedgerLine(begin, _("Commission"), "order_7h2k9m4qx0ab", Money(714, "MYR"), None, Money(714, "MYR")),
        words.LedgerLine(begin, _("Commission earned"), "order_7h2k9m4qx0ab", None, Money(714, "MYR"), Money(0, "MYR")),
    )  # fmt: skip
    return words.Ledger(lines, Money(32859, "MYR"), Money(32859, "MYR"), Money(0, "MYR"))


_RAW = (
    "UNH+000001+COARRI:D:95B:UN:ITG13'\nBGM+46+MYKUA000001+9'\n"
    "EQD+CN+CSQU3054383+22G1:102:5++2+5'\nDTM+203:202607061830:203'\nLOC+9+MYKUA:139:6'\nUNT+6+000001'"
)


def _table(rows: int) -> words.Table:
    states = (
        words.Status(words.Tone.DONE, _("Delivered")),
        words.Status(words.Tone.MOVING, _("Under way")),
        words.Status(words.Tone.WRONG, _("Complaint open")),
    )
    return words.Table(
        caption=_("Parcels"),
        headings=(_("Container"), _("Sent to"), _("HS code"), _("Weight"), _("Pieces"), _("Value"), _("State")),
        rows=[
            (
                ContainerNumber("CSQU3054383"), UNLocode("CNQZH"), HSCode("090121"), Weight(1250 * (n + 1)), 12 * n + 3,
                Money(98000 * n + 1250, "MYR"), states[n % 3],
            )
            for n in range(rows)
        ],
        footer=(_("Sum"), None, None, Weight(1250 * rows * (rows + 1) // 2), None, None, None),
        empty=_("No parcels yet"),
    )  # fmt: skip


def design(request: HttpRequest) -> HttpResponse:
    begin = datetime(2026, 7, 6, 3, 30, tzinfo=UTC)
    table = _table(4)
    file = export(request, table, "parcels")
    if file:
        return file
    wrong_form = _SampleForm({"name": "Aminah", "postcode": "25", "remark": _("Ring at the side door.")})
    start = _RAW.index("DTM+203")
    return render(
        request,
        "web/design.html",
        {
            "known": _quote(known=True),
            "unknown": _quote(known=False),
            "marks": _voyage(begin),
            "departures": _board(begin + timedelta(hours=15)),
            "book": _ledger(begin),
            "table": table,
            "page": paginate(request, range(1, 1235), 20),
            "findings": [
                words.Finding(
                    _("row 17, column hs"), _("The HS code has five digits."),
                    _("Customs needs at least six."), _("Write 090121 instead of 09012."),
                ),
                words.Finding(
                    _("row 41, column weight"), _("The weight is missing."),
                    _("Freight is counted by weight."), _("Give it in grams."), words.Tone.PLAIN,
                ),
            ],
            "evidence": words.Evidence(
                _("COARRI of the terminal, segment 4"), _RAW, start, _RAW.index("'", start) + 1,
                (("SHA-256", "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"),),
            ),
            "under_way": words.Work(_("Import of coffee.csv"), 3120, 10000, request.path, finished=False, trouble=_("Sample: not really running.")),
            "form": wrong_form,
            "begin": begin,
            "pairs": ("paper", "ink", "ink-soft", "rule", "sea", "seal", "sand", "wash"),
        },
    )  # fmt: skip

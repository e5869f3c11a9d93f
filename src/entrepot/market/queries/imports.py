"""Reads of imports: how far, what was wrong, and the bad rows as a file."""

from __future__ import annotations

from collections.abc import Sequence

from entrepot.files import public as files
from entrepot.market import models, words
from entrepot.market.queries import product_csv
from entrepot.market.rules import product_file
from entrepot.market.rules.product_file import REASON_COLUMN
from entrepot.market.rules.product_row import FINDING_TEXTS
from entrepot.web import public as web


def get_import(ref: str) -> words.Import:
    """Refuses market.no_import. The caller proves the right to see it by `org_ref`."""
    row = models.ProductImport.objects.select_related("shop").filter(ref=ref).first()
    if row is None:
        raise words.no_such_import(ref)
    return to_words(row)


def imports_of(shop_refs: Sequence[str], *, limit: int = 20) -> list[words.Import]:
    """The newest first."""
    rows = models.ProductImport.objects.select_related("shop").filter(shop__ref__in=shop_refs)
    return [to_words(row) for row in rows.order_by("-uploaded_at", "-id")[:limit]]


def findings_of(ref: str, *, severity: words.Severity | None = None) -> Sequence[words.Finding]:
    """In the order of the file."""
    rows = models.ImportFinding.objects.filter(product_import__ref=ref).order_by("row", "id")
    if severity:
        rows = rows.filter(severity=severity)
    return web.Lazily(rows, _finding)


def _finding(row: models.ImportFinding) -> words.Finding:
    severity = words.Severity(row.severity)
    return words.Finding(row.row, row.column, severity, row.code, row.value, tuple(row.params.items()))


def bad_rows(ref: str) -> str:
    """The rows that were not loaded, as they were written, with the reason in the reader's edition: a file to mend and
    upload again."""
    job = models.ProductImport.objects.get(ref=ref)
    reasons: dict[int, list[str]] = {}
    for finding in findings_of(ref, severity=words.Severity.ERROR)[:]:
        place = f"{finding.column}: " if finding.column else ""
        reasons.setdefault(finding.row, []).append(f"{place}{what(finding)} {mend(finding)}")
    read = product_file.read(files.read(job.file_ref))
    rows: list[list[str]] = [[*(name for name in read.header if name != REASON_COLUMN), REASON_COLUMN]]
    for row in read.rows:
        if row.number not in reasons:
            continue
        cells = [*row.cells, *[""] * len(read.header)]
        kept = [cell for name, cell in zip(read.header, cells, strict=False) if name != REASON_COLUMN]
        rows.append([*kept, *row.cells[len(read.header) :], " ".join(reasons[row.number])])
    return product_csv.write(rows)


def to_words(row: models.ProductImport) -> words.Import:
    return words.Import(
        ref=row.ref,
        shop_ref=row.shop.ref,
        shop_name=row.shop.name,
        org_ref=row.shop.org_ref,
        file_name=row.file_name,
        state=words.ImportState(row.state),
        rows_total=row.rows_total,
        rows_seen=row.rows_seen,
        rows_created=row.rows_created,
        rows_changed=row.rows_changed,
        rows_unchanged=row.rows_unchanged,
        rows_bad=row.rows_bad,
        uploaded_at=row.uploaded_at,
        ended_at=row.ended_at,
    )


def what(finding: words.Finding) -> str:
    """What is wrong, in the reader's edition."""
    return web.message_text(FINDING_TEXTS[finding.code].what, _params(finding))


def mend(finding: words.Finding) -> str:
    """How to mend it, in the reader's edition."""
    return web.message_text(FINDING_TEXTS[finding.code].mend, _params(finding))


def _params(finding: words.Finding) -> dict[str, str]:
    return {"value": finding.value, **dict(finding.params)}

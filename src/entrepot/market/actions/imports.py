"""Import products from a file: a worker loads it part by part, each part in a transaction of its own that also asks for
the next. So progress is seen, a crash repeats at most one part, and a cancelled import stops at a part's end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from entrepot.facts import public as facts
from entrepot.files import public as files
from entrepot.market import models, words
from entrepot.market.actions.loading import load
from entrepot.market.events import ImportAdvanced, ImportFinished, ImportRequested
from entrepot.market.queries import imports as import_reads
from entrepot.market.rules import product_file
from entrepot.market.rules.product_file import FileRow, ProductFile
from entrepot.market.rules.product_row import ProductRow, check
from entrepot.market.words import Finding, Severity
from entrepot.values import currency_exponent
from entrepot.values.references import new_ref

ROWS_AT_A_TIME = 200

State = models.ProductImport.State


@transaction.atomic
def import_products(*, shop_ref: str, content: bytes, file_name: str, by: str, at: datetime) -> words.Import:
    """Keep a file of products and have it loaded. Refuses market.no_shop, and what is no file of products at all:
    market.file_too_big, file_too_long, file_empty, file_without_rows, file_encoding, file_columns_missing,
    file_columns_unknown, file_columns_twice. What is wrong with single rows is found while they are loaded."""
    shop = models.Shop.objects.filter(ref=shop_ref).first()
    if shop is None:
        raise words.no_such_shop(shop_ref)
    read = product_file.read(content)
    stored = files.store(content, file_name, at)
    row = models.ProductImport.objects.create(
        ref=new_ref("import"),
        shop=shop,
        file_name=file_name[:200],
        file_ref=stored.ref,
        uploaded_by=by,
        rows_total=len(read.rows),
        uploaded_at=at,
    )
    facts.announce(ImportRequested(row.ref, shop_ref), at=at, refs=[row.ref, shop_ref], by=by)
    return import_reads.to_words(row)


@transaction.atomic
def load_part(*, import_ref: str, next_row: int, at: datetime) -> None:
    """Load the rows from `next_row` on. A part that is loaded already, or an import that has ended, stays as it is."""
    job = models.ProductImport.objects.select_for_update(no_key=True).get(ref=import_ref)
    if job.ended_at is not None or next_row != job.rows_seen:
        return
    # Two files for one shop are loaded one after the other.
    shop = models.Shop.objects.select_for_update(no_key=True).get(pk=job.shop_id)
    read = product_file.read(files.read(job.file_ref))
    part = read.rows[next_row : next_row + ROWS_AT_A_TIME]
    good: list[tuple[int, ProductRow]] = []
    findings: list[Finding] = []
    for row in part:
        product, found = _check(row, read, shop)
        findings += found
        if product:
            good.append((row.number, product))
    loaded = load(shop, good, at=at, by=job.uploaded_by)
    _keep_findings(job, [*findings, *loaded.findings])
    job.state = State.RUNNING
    job.rows_seen += len(part)
    job.rows_created += loaded.created
    job.rows_changed += loaded.changed
    job.rows_unchanged += loaded.unchanged
    job.rows_bad += len(part) - loaded.created - loaded.changed - loaded.unchanged
    if job.rows_seen == job.rows_total:
        _end(job, State.DONE, at=at)
    else:
        job.save()
        facts.announce(ImportAdvanced(import_ref, job.rows_seen), at=at, refs=[import_ref])


@transaction.atomic
def cancel_import(*, import_ref: str, by: str, at: datetime) -> None:
    """Load no more rows; what is loaded stays. Nothing happens once it has ended. Refuses market.no_import."""
    job = models.ProductImport.objects.select_for_update(no_key=True).filter(ref=import_ref).first()
    if job is None:
        raise words.no_such_import(import_ref)
    if job.ended_at is None:
        _end(job, State.CANCELLED, at=at, by=by)


def _end(job: models.ProductImport, state: str, *, at: datetime, by: str = "") -> None:
    job.state, job.ended_at = state, at
    job.save()
    facts.announce(
        ImportFinished(job.ref, job.shop.ref, job.rows_bad, cancelled=state == State.CANCELLED),
        at=at,
        refs=[job.ref, job.shop.ref],
        by=by,
    )


def _check(
    row: FileRow, read: ProductFile, shop: models.Shop
) -> tuple[ProductRow | None, tuple[Finding, ...]]:
    product, findings = check(
        row, currency=shop.currency, decimals=currency_exponent(shop.currency), brand=shop.brand
    )
    if row.broken:
        return None, findings
    first = read.first_row_of(row.get("sku"))
    if row.get("sku") and first != row.number:
        params = (("first", str(first)),)
        twice = Finding(row.number, "sku", Severity.ERROR, "sku_twice", row.get("sku")[:200], params)
        return None, (*findings, twice)
    return product, findings


def _keep_findings(job: models.ProductImport, findings: Sequence[Finding]) -> None:
    models.ImportFinding.objects.bulk_create(
        models.ImportFinding(
            product_import=job,
            row=finding.row,
            column=finding.column,
            severity=finding.severity,
            code=finding.code,
            value=finding.value,
            params=dict(finding.params),
        )
        for finding in findings
    )

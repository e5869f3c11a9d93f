"""Store bytes."""

from __future__ import annotations

import hashlib
import mimetypes
from datetime import datetime

from entrepot.files import models, queries, rules, store, words
from entrepot.values.references import new_ref

LIMIT_BYTES = 50 * 1024 * 1024


def store_file(
    body: bytes, name: str, at: datetime, *, media_type: str = "", limit_bytes: int = LIMIT_BYTES
) -> words.FileRef:
    """Keep the bytes and give back their reference. The same bytes under the same name are the same file.

    Refuses nothing at all (files.empty) and too much (files.too_large). `media_type` defaults to what the name says.
    """
    if not body:
        raise words.empty_file()
    if len(body) > limit_bytes:
        raise words.too_large(limit_bytes)
    sha256 = hashlib.sha256(body).hexdigest()
    store.keep(
        body, sha256
    )  # first the bytes: a row without them would be a lie, bytes without a row only cost room
    row, _ = models.StoredFile.objects.get_or_create(
        sha256=sha256,
        name=rules.clean_file_name(name),
        defaults={
            "file_ref": new_ref("file"),
            "size_bytes": len(body),
            "media_type": media_type or mimetypes.guess_type(name)[0] or "application/octet-stream",
            "stored_at": at,
        },
    )
    return queries.to_ref(row)

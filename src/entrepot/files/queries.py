"""Reads of stored files."""

from entrepot.files import models, store, words


def get_file(ref: str) -> words.FileRef:
    row = models.StoredFile.objects.filter(file_ref=ref).first()
    if row is None:
        raise words.no_such_file(ref)
    return to_ref(row)


def read(ref: words.FileRef | str) -> bytes:
    """The bytes of a stored file. Refuses an unknown reference; raises BytesLost if the disk does not hold them."""
    found = get_file(ref) if isinstance(ref, str) else ref
    return store.take(found.sha256)


def to_ref(row: models.StoredFile) -> words.FileRef:
    return words.FileRef(row.file_ref, row.sha256, row.size_bytes, row.name, row.media_type, row.stored_at)

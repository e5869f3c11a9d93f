"""The calls that other packages may use."""

from entrepot.files.actions import LIMIT_BYTES, store_file
from entrepot.files.queries import get_file, read
from entrepot.files.words import BytesLost, FileRef

store = store_file

__all__ = ["LIMIT_BYTES", "BytesLost", "FileRef", "get_file", "read", "store"]

"""Static files of live charts that lie elsewhere than in `static/`: MapLibre GL in its wheel, the land among our data."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

# The wheel is not imported: its Python side would bring half a statistics office with it.
_WHEEL = Path(str(distribution("maplibre").locate_file("maplibre/srcjs")))
_FILES = {
    "geo/maplibre-gl.js": _WHEEL / "maplibre-gl.js",
    "geo/maplibre-gl.css": _WHEEL / "maplibre-gl.css",
    "geo/land.json": Path(__file__).parent / "data" / "land.geojson",
}
_SOURCE_MAP = b"//# sourceMappingURL=maplibre-gl.js.map"


class _ChartStorage(FileSystemStorage):
    prefix = None

    def path(self, name: str) -> str:
        return str(_FILES[name])

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        """Without MapLibre's last line: it names a source map that the wheel lacks, which no manifest lets pass."""
        return ContentFile(_FILES[name].read_bytes().replace(_SOURCE_MAP, b""))


class ChartFinder(BaseFinder):
    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in _FILES:
            return []
        return [str(_FILES[path])] if find_all else str(_FILES[path])

    def list(self, ignore_patterns: Any) -> Iterator[Any]:
        storage = _ChartStorage()
        yield from ((name, storage) for name in _FILES)

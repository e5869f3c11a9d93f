"""The calls that other packages may use. Plain Python over packaged reference data: no tables, no network."""

from entrepot.geo.chart import Svg, chart_svg
from entrepot.geo.land import land_shapes
from entrepot.geo.names import country_name, place_name
from entrepot.geo.queries import find_place, get_place, search_places, time_zone
from entrepot.geo.routing import sea_route
from entrepot.geo.rules import CLOSED_UNLESS_OPENED, PASSAGES, voyage_time
from entrepot.geo.words import (
    EDITIONS,
    ChartLane,
    ChartMark,
    Edition,
    LonLat,
    Passage,
    Place,
    PlaceName,
    SeaLeg,
    SeaRoute,
)

__all__ = [
    "CLOSED_UNLESS_OPENED",
    "EDITIONS",
    "PASSAGES",
    "ChartLane",
    "ChartMark",
    "Edition",
    "LonLat",
    "Passage",
    "Place",
    "PlaceName",
    "SeaLeg",
    "SeaRoute",
    "Svg",
    "chart_svg",
    "country_name",
    "find_place",
    "get_place",
    "land_shapes",
    "place_name",
    "sea_route",
    "search_places",
    "time_zone",
    "voyage_time",
]

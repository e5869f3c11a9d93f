"""The calls that other packages may use. Plain Python over packaged reference data: no tables, no network."""

from entrepot.geo.chart import Svg, chart_svg, page_chart
from entrepot.geo.land import land_shapes
from entrepot.geo.live import live_chart_json
from entrepot.geo.names import country_name, place_name, place_text
from entrepot.geo.queries import find_place, get_place, search_places, time_zone
from entrepot.geo.routing import find_sea_route, sea_route
from entrepot.geo.rules import CLOSED_UNLESS_OPENED, PASSAGES, along, great_circle, voyage_time
from entrepot.geo.words import (
    ChartLane,
    ChartMark,
    LiveChart,
    LiveLane,
    LiveMark,
    LonLat,
    Passage,
    Place,
    PlaceName,
    SeaLeg,
    SeaRoute,
)

__all__ = [
    "CLOSED_UNLESS_OPENED",
    "PASSAGES",
    "ChartLane",
    "ChartMark",
    "LiveChart",
    "LiveLane",
    "LiveMark",
    "LonLat",
    "Passage",
    "Place",
    "PlaceName",
    "SeaLeg",
    "SeaRoute",
    "Svg",
    "along",
    "chart_svg",
    "country_name",
    "find_place",
    "find_sea_route",
    "get_place",
    "great_circle",
    "land_shapes",
    "live_chart_json",
    "page_chart",
    "place_name",
    "place_text",
    "sea_route",
    "search_places",
    "time_zone",
    "voyage_time",
]

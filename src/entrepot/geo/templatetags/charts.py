"""`{% live_chart %}`: a chart that comes alive where a browser can draw it. Builtin of every template."""

from __future__ import annotations

from django import template

from entrepot.geo.chart import Svg

register = template.Library()


@register.inclusion_tag("geo/live_chart.html")
def live_chart(drawn: Svg, title: str, source: str, note: str = "") -> dict[str, str]:
    """`drawn` stands until the live chart does, and for readers without script or WebGL; `source` is the address of a
    `live_chart_json`. Put the same facts as a list beside it."""
    return {"drawn": drawn, "title": title, "source": source, "note": note}

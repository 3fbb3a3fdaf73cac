"""Charts are shapes with words beside them."""

from __future__ import annotations

import re
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from markupsafe import Markup

from reports import charts
from reports.content.feasibility_parts import PlanePoint
from reports.content.parts import Counts

WORDS = 'Range bar: 53–73 of 100, "target" <75> & more'
EVERY_CHART = (
    charts.range_bar(53, 73, 75, WORDS),
    charts.range_bar(0, 0, None, WORDS),
    charts.interval(1.2, 8.4, 15.7, 50, WORDS),
    charts.spread(39, 66, (48, 52, 57), WORDS),
    charts.spread(61, 61, None, WORDS),
    charts.share(66, WORDS),
    charts.share(0, WORDS),
    charts.plane((PlanePoint("R01", "Title", 40, 6, 4, True, "20", "3.0", True),), WORDS),
    charts.plane((), WORDS),
    charts.stack(Counts(3, 1, 2, 1, 4), WORDS),
    charts.stack(Counts(), WORDS),
    charts.state_key("dont_know", WORDS),
    charts.dumbbell(20, 60, WORDS),
    charts.paired_dots((0.25, 1), (0.5, 0.5), WORDS),
    charts.arrow(WORDS),
    charts.clause_mark("not_known", WORDS),
    charts.tiles(("met", "partly", "not_met", "not_known", "context", "not_applicable"), WORDS),
)


def picture(chart: Markup) -> ET.Element:
    """The drawing inside the chart."""
    address = re.search(r'src="([^"]+)"', chart)
    assert address is not None
    return ET.fromstring(unquote(address[1].removeprefix(charts.ADDRESS)))  # noqa: S314  # drawn by us


@pytest.mark.parametrize("chart", EVERY_CHART)
def test_a_chart_holds_no_words_and_has_a_text_alternative(chart: Markup) -> None:
    drawing = picture(chart)
    assert "".join(drawing.itertext()) == ""
    assert not [
        element for element in drawing.iter() if element.tag.endswith(("text", "image", "use", "script"))
    ]
    assert f'alt="{Markup.escape(WORDS)}"' in chart


def test_the_ends_of_a_range_stand_where_their_values_are() -> None:
    drawing = picture(charts.range_bar(25, 75, None, WORDS))
    bars = {box.get("fill"): box for box in drawing.iter("{http://www.w3.org/2000/svg}rect")}
    track, doubt, solid = bars[charts.TRACK], bars[charts.DOUBT], bars[charts.INK]
    left, width = float(track.get("x", 0)), float(track.get("width", 0))
    assert float(solid.get("x", 0)) == left
    assert float(solid.get("width", 0)) == pytest.approx(width * 0.25)
    assert float(doubt.get("x", 0)) == pytest.approx(left + width * 0.25)
    assert float(doubt.get("width", 0)) == pytest.approx(width * 0.5)


def test_every_state_and_status_is_drawn_differently_without_colour() -> None:
    states = ("answered", "not_applicable", "dont_know", "withheld", "unanswered")
    assert len({"".join(charts.state_box(state, 0, 50)) for state in states}) == len(states)
    shapes = [
        re.sub(
            "#[0-9a-f]{6}",
            lambda colour: "paper" if colour[0] == charts.PAPER else "ink",
            str(picture_text(status)),
        )
        for status in ("met", "partly", "not_met", "not_known", "context", "not_applicable")
    ]
    assert len(set(shapes)) == len(shapes)


def picture_text(status: str) -> str:
    """The shapes of a status."""
    return "".join(charts.status_shapes(status, 5, 5))  # type: ignore[arg-type]

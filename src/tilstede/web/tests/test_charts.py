from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from tilstede.web import charts

FRAME = charts.Frame("networks", "Posts by network", "Mastodon has most.", "Network", "Posts")
ROWS = [
    charts.Row("Mastodon", 1200, "/?network=mastodon"),
    charts.Row("X", 300, note="two accounts"),
]
TODAY = date(2026, 11, 22)


def drawn(chart: str) -> html.HtmlElement:
    return html.fromstring(str(chart))


def test_the_longest_bar_fills_the_width_and_the_others_are_in_proportion() -> None:
    figure = drawn(charts.bars(FRAME, ROWS))
    assert figure.xpath("//rect[@class='chart-bar']/@width") == ["100.00%", "25.00%"]


def test_a_chart_has_a_title_a_description_and_the_same_numbers_as_a_table() -> None:
    figure = drawn(charts.bars(FRAME, ROWS))
    svg = figure.find(".//svg")
    named = svg.get("aria-labelledby").split()
    assert svg.get("role") == "img"
    assert [figure.get_element_by_id(key).text for key in named] == [FRAME.title, FRAME.about]
    cells = [cell.text_content() for cell in figure.xpath("//tbody//*[self::th or self::td]")]
    assert cells == ["Mastodon", "1\xa0200", "Xtwo accounts", "300"]
    assert figure.xpath("//tbody//a/@href") == ["/?network=mastodon"]


def test_no_chart_carries_styles_which_the_security_policy_would_stop() -> None:
    span = charts.Span("Kari Nord", date(2020, 1, 1), None)
    for chart in (
        charts.bars(FRAME, ROWS),
        charts.line(FRAME, ROWS),
        charts.timeline(FRAME, [span], today=TODAY),
    ):
        assert not re.search(r"\bstyle=|<style|<script", chart)


def test_names_of_strangers_stay_words() -> None:
    chart = charts.bars(FRAME, [charts.Row("<b>&", 1)])
    assert "<b>" not in chart
    assert chart.count("&lt;b&gt;&amp;") == 2


def test_places_are_written_with_a_point_in_every_language() -> None:
    with translation.override("nb"):
        chart = charts.line(FRAME, [charts.Row(str(day), day / 3) for day in range(8)])
        places = drawn(chart).xpath("//circle/@cx | //circle/@cy | //line/@y1 | //text/@y")
    assert all(re.fullmatch(r"[0-9.]+%?", place) for place in places)


def test_a_line_goes_from_the_first_to_the_last_row() -> None:
    figure = drawn(
        charts.line(
            FRAME, [charts.Row(name, value) for name, value in zip("abc", (0, 5, 10), strict=True)]
        )
    )
    assert figure.xpath("//circle/@cx") == ["0.00%", "50.00%", "100.00%"]
    assert figure.xpath("//circle/@cy") == ["160.0", "92.0", "24.0"]
    assert len(figure.xpath("//line[@class='chart-line']")) == 2


@pytest.mark.parametrize("draw", [charts.bars, charts.line])
def test_a_chart_of_nothing_can_be_drawn(draw: object) -> None:
    assert callable(draw)
    assert "<svg" in draw(FRAME, [])
    assert "<svg" in draw(FRAME, [charts.Row("naught", 0)])


def test_a_timeline_shows_who_held_it_when_and_what_is_still_open() -> None:
    spans = [
        charts.Span("Ragnhild Nesgard", date(2019, 10, 17), date(2025, 10, 1)),
        charts.Span("Amund Storevik", date(2025, 10, 2), None, "/person/amund"),
    ]
    figure = drawn(charts.timeline(FRAME, spans, today=TODAY))
    first, second = figure.xpath("//rect")
    assert first.get("x") == "0.00%"
    assert "chart-open" in second.get("class")
    ends = float(second.get("x")[:-1]) + float(second.get("width")[:-1])
    assert ends == pytest.approx(100, abs=0.02)
    assert figure.xpath("//*[@class='chart-tick']/text()") == ["2022", "2024", "2026"]
    assert figure.xpath("//tbody//a/@href") == ["/person/amund"]


def test_who_is_yet_to_come_is_not_said_to_be_there_still() -> None:
    spans = [
        charts.Span("Amund Storevik", TODAY, None),
        charts.Span("Kari", date(2999, 1, 1), None),
    ]
    figure = drawn(charts.timeline(FRAME, spans, today=TODAY))
    assert [cell.xpath("string()") for cell in figure.xpath("//tbody/tr/td[2]")] == ["fortsatt", ""]


@given(
    st.lists(
        st.tuples(st.dates() | st.none(), st.dates(max_value=date(9998, 1, 1)) | st.none()),
        max_size=5,
    )
)
def test_every_timeline_stays_within_its_frame(days: list[tuple[date | None, date | None]]) -> None:
    spans = [charts.Span("someone", since, until) for since, until in days]
    figure = drawn(charts.timeline(FRAME, spans, today=TODAY))
    for rect in figure.xpath("//rect"):
        assert 0 <= float(rect.get("x")[:-1]) <= 100
        assert 0 <= float(rect.get("width")[:-1]) <= 100
    assert len(figure.xpath("//*[@class='chart-tick']")) <= 6

"""The drawings."""

from datetime import date
from xml.etree.ElementTree import Element, fromstring

import pytest

from api.insights.charts.bars import Bar, bar_svg
from api.insights.charts.intervals import Found, interval_svg
from api.insights.charts.lines import Moment, levels_svg, line_svg
from api.insights.charts.scale import axis_svg, scale_to
from api.insights.charts.svg import element
from api.insights.rates import rate


def having(svg: str, name: str) -> list[Element]:
    """The elements with a class."""
    return [found for found in fromstring(svg).iter() if name in found.get("class", "").split()]


class TestScale:
    @pytest.mark.parametrize(
        ("highest", "ticks"),
        [(1, [0, 1]), (3, [0, 1, 2, 3]), (13, [0, 5, 10, 15]), (154, [0, 50, 100, 150, 200]), (0, [0, 1])],
    )
    def test_whole_numbers_have_few_round_ticks(self, highest: int, ticks: list[int]) -> None:
        assert list(scale_to(highest, shown=str).ticks) == ticks

    def test_shares_have_fractions(self) -> None:
        scale = scale_to(0.15, shown=str, whole=False)
        assert scale.ticks == pytest.approx((0, 0.05, 0.1, 0.15))
        assert scale.share(0.075) == pytest.approx(0.5)

    def test_the_axis_tells_its_ticks(self) -> None:
        texts = [text.text for text in fromstring(axis_svg(scale_to(3, shown=lambda v: f"{v:.0f}")))]
        assert texts == ["0", "1", "2", "3"]


class TestBars:
    SCALE = scale_to(10, shown=str)

    def test_a_bar_is_as_long_as_its_share_of_the_axis(self) -> None:
        bar = Bar(label="Price", value=5, shown="5", said="Price: 5")
        assert having(bar_svg(bar, self.SCALE), "bar-solid")[0].get("width") == "50.00%"

    def test_a_part_is_solid_within_the_whole(self) -> None:
        bar = Bar(label="Quiet", value=10, part=4, shown="4 of 10", said="Quiet")
        drawn = bar_svg(bar, self.SCALE, halves=True)
        assert having(drawn, "bar-whole")[0].get("width") == "100.00%"
        assert having(drawn, "bar-solid")[0].get("width") == "40.00%"

    def test_uncertainty_is_drawn(self) -> None:
        bar = Bar(label="Price", value=5, lo=3, hi=7, shown="5", said="Price")
        line = having(bar_svg(bar, self.SCALE), "interval")[0]
        assert (line.get("x1"), line.get("x2")) == ("30.00%", "70.00%")

    def test_nothing_has_no_bar(self) -> None:
        assert not having(bar_svg(Bar(label="", value=0, shown="", said=""), self.SCALE), "bar-solid")

    def test_words_are_escaped_and_no_style_is_inline(self) -> None:
        drawn = bar_svg(Bar(label="", value=1, shown="", said="<script>alert(1)</script>"), self.SCALE)
        assert "<script>" not in drawn
        assert "style=" not in drawn


class TestIntervals:
    SCALE = scale_to(1, shown=str, whole=False)

    def test_a_point_on_its_interval_and_the_target(self) -> None:
        drawn = interval_svg(Found(label="All", rate=rate(8, 10), shown="", said=""), self.SCALE, target=0.8)
        assert having(drawn, "point")[0].get("cx") == "80.00%"
        assert having(drawn, "target")[0].get("x1") == "80.00%"

    def test_a_suppressed_rate_has_no_point(self) -> None:
        drawn = interval_svg(Found(label="All", rate=rate(1, 2), shown="", said=""), self.SCALE, target=0.8)
        assert not having(drawn, "point")
        assert not having(drawn, "interval")


class TestLines:
    SCALE = scale_to(4, shown=lambda value: f"{value:.0f}")

    def moments(self, *values: int) -> list[Moment]:
        return [
            Moment(label=f"{day}.", said=f"{date(2026, 11, day)}: {value}", values=(value, 0), href="/a?b&c")
            for day, value in enumerate(values, start=1)
        ]

    def test_each_line_goes_through_its_values(self) -> None:
        drawn = line_svg(self.moments(0, 4), self.SCALE, lines=2)
        assert having(drawn, "line-1")[0].get("points") == "25.00,100.00 75.00,0.00"
        assert having(drawn, "line-2")[0].get("points") == "25.00,100.00 75.00,100.00"

    def test_each_moment_tells_its_numbers_and_leads_on(self) -> None:
        areas = having(line_svg(self.moments(1, 2, 3), self.SCALE, lines=1), "target-area")
        assert [area[0].text for area in areas] == ["2026-11-01: 1", "2026-11-02: 2", "2026-11-03: 3"]
        assert 'href="/a?b&amp;c"' in line_svg(self.moments(1), self.SCALE, lines=1)

    def test_a_single_day_is_a_dot(self) -> None:
        assert having(line_svg(self.moments(2), self.SCALE, lines=2), "dot-1")

    def test_few_days_are_written_whatever_their_number(self) -> None:
        days = having(line_svg(self.moments(*range(28)), self.SCALE, lines=1), "day")
        assert len(days) <= 7
        assert days[-1].text == "28."

    def test_the_levels_are_told_at_the_side(self) -> None:
        assert [text.text for text in fromstring(levels_svg(self.SCALE))] == ["0", "1", "2", "3", "4"]


def test_attributes_are_escaped_and_none_is_left_out() -> None:
    assert element("a", "<b>", href='"x', class_="y", id=None) == '<a href="&#34;x" class="y">&lt;b&gt;</a>'

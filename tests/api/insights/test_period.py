"""Which days an address asks for."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from api.insights.errors import PeriodInvalid
from api.insights.period import Period, parse_period

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOON = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)


def asked(days: str | None = None, first: str | None = None, last: str | None = None) -> Period:
    return parse_period(days=days, first=first, last=last, moment=NOON, zone=COPENHAGEN)


class TestAsking:
    def test_thirty_days_until_today_unless_told_otherwise(self) -> None:
        period = asked()
        assert (period.first, period.last) == (date(2026, 10, 23), date(2026, 11, 21))
        assert (period.days, period.chosen, period.query) == (30, 30, "days=30")

    def test_empty_fields_of_a_form_count_as_unsaid(self) -> None:
        assert asked(days="", first="", last="").days == 30

    def test_two_dates_are_both_included(self) -> None:
        period = asked(first="2026-11-01", last="2026-11-02")
        assert period.days == 2
        assert period.query == "from=2026-11-01&to=2026-11-02"

    def test_without_an_end_it_is_today(self) -> None:
        assert asked(first="2026-11-20").last == date(2026, 11, 21)

    def test_just_after_midnight_it_is_the_businesss_new_day(self) -> None:
        late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
        period = parse_period(days="7", first=None, last=None, moment=late, zone=COPENHAGEN)
        assert period.last == date(2026, 11, 21)

    @pytest.mark.parametrize(
        ("days", "first", "last", "field", "problem"),
        [
            ("31", None, None, "days", "not_days"),
            ("week", None, None, "days", "not_days"),
            (None, "2026-02-30", None, "from", "not_a_date"),
            (None, "20261101", None, "from", "not_a_date"),
            (None, "2026-11-01", "soon", "to", "not_a_date"),
            (None, None, "2026-11-01", "from", "from_missing"),
            (None, "2026-11-02", "2026-11-01", "from", "from_after_to"),
            (None, "2026-12-01", None, "from", "from_after_to"),
            (None, "2023-01-01", "2026-11-21", "from", "too_long"),
            (None, "0001-01-01", "0001-01-02", "from", "far_away"),
            (None, "2026-01-01", "9999-12-31", "to", "far_away"),
        ],
    )
    def test_what_cannot_be_used_is_named(
        self, days: str | None, first: str | None, last: str | None, field: str, problem: str
    ) -> None:
        with pytest.raises(PeriodInvalid) as caught:
            asked(days, first, last)
        assert (caught.value.field, caught.value.problem, caught.value.status) == (field, problem, 422)
        assert caught.value.fields
        assert field in caught.value.fields


class TestWindow:
    def test_days_begin_at_midnight_in_the_business(self) -> None:
        window = asked(first="2026-11-20", last="2026-11-20").window
        assert window.start == datetime(2026, 11, 19, 23, tzinfo=UTC)
        assert window.end == datetime(2026, 11, 20, 23, tzinfo=UTC)

    def test_the_day_the_clock_goes_back_has_25_hours(self) -> None:
        window = asked(first="2026-10-25", last="2026-10-25").window
        assert window.end - window.start == timedelta(hours=25)

    def test_the_days_before_are_as_many(self) -> None:
        period = asked(first="2026-11-08", last="2026-11-14")
        assert period.before_days == (date(2026, 11, 1), date(2026, 11, 7))
        assert period.before.end == period.window.start

    def test_while_it_runs_the_days_before_end_at_the_same_time_of_day(self) -> None:
        assert asked("7").before.end == NOON - timedelta(days=7)

    def test_the_same_time_of_day_across_a_change_of_the_clock(self) -> None:
        assert asked("30").before.end == NOON - timedelta(days=30, hours=1)


class TestBuckets:
    def test_a_month_has_days(self) -> None:
        period = asked()
        assert (period.step, len(period.buckets)) == ("day", 30)

    def test_a_year_has_weeks_that_begin_on_monday_and_are_cut_at_the_ends(self) -> None:
        buckets = asked(first="2026-01-01", last="2026-07-01").buckets
        assert (buckets[0].first, buckets[0].last) == (date(2026, 1, 1), date(2026, 1, 4))
        assert buckets[1].first.weekday() == 0
        assert buckets[-1].last == date(2026, 7, 1)

    def test_two_years_have_months(self) -> None:
        buckets = asked(first="2024-12-15", last="2026-11-21").buckets
        assert (buckets[0].first, buckets[0].last) == (date(2024, 12, 15), date(2024, 12, 31))
        assert buckets[2].last == date(2025, 2, 28)
        assert len(buckets) == 24

    @pytest.mark.parametrize("first", ["2026-11-01", "2026-05-05", "2024-03-03"])
    def test_together_they_are_the_period(self, first: str) -> None:
        period = asked(first=first, last="2026-11-21")
        ends = [bucket.window for bucket in period.buckets]
        assert (ends[0].start, ends[-1].end) == (period.window.start, period.window.end)
        assert all(one.end == next_one.start for one, next_one in pairwise(ends))

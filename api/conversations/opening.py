"""Whether people are at work, and when they next will be: weekly hours, public holidays, closed days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from bot.catalog.models import WEEKDAYS, Hours

_LOOK_AHEAD_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Opening:
    """``opens_at`` (UTC) is the next opening when ``open`` is false, or None when none is in sight."""

    open: bool
    opens_at: datetime | None


def opening(hours: Hours, at: datetime) -> Opening:
    """Whether people are at work at the moment ``at``, seen from the business's own time zone."""
    zone = ZoneInfo(hours.timezone)
    today = at.astimezone(zone).date()
    for ahead in range(_LOOK_AHEAD_DAYS):
        day = today + timedelta(days=ahead)
        span = working_span(hours, day)
        if span is None:
            continue
        start, end = (datetime.combine(day, clock, zone).astimezone(UTC) for clock in span)
        if start <= at < end:
            return Opening(open=True, opens_at=None)
        if at < start:
            return Opening(open=False, opens_at=start)
    return Opening(open=False, opens_at=None)


def working_span(hours: Hours, day: date) -> tuple[time, time] | None:
    """From when to when people are at work on ``day``; None when nobody is."""
    if any(closed.date == day for closed in hours.closed):
        return None
    if any(day in _public_holidays(country, day.year) for country in hours.holidays):
        return None
    return hours.weekly[WEEKDAYS[day.weekday()]]


def due(hours: Hours, at: datetime, *, seconds: int) -> datetime:
    """When what is promised within ``seconds`` at the moment ``at`` is due; the clock starts at opening."""
    now = opening(hours, at)
    return (now.opens_at if not now.open and now.opens_at else at) + timedelta(seconds=seconds)


@lru_cache(maxsize=32)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))

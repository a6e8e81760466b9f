"""Whether people are at work, and when they next will be: weekly hours, public holidays, closed days.

A working day belongs to the day on which it begins: hours that end at or before their own beginning end on the
next day, so that a holiday closes the night that begins on it, not the one that ends on it. Clock times are the
business's own; of one that a clock change makes happen twice the first counts, and one that it leaves out comes
an hour later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
import structlog

from bot.catalog.models import WEEKDAYS, Hours

log = structlog.get_logger(__name__)

LOOK_AHEAD_DAYS = 400
_IN_SIGHT_DAYS = 60
_YEARS_AHEAD = 2


@dataclass(frozen=True, kw_only=True)
class Opening:
    """``opens_at`` (UTC) is the next opening when ``open`` is false, or None when none is in sight."""

    open: bool
    opens_at: datetime | None


def opening(hours: Hours, at: datetime) -> Opening:
    """Whether people are at work at the moment ``at``, seen from the business's own time zone."""
    start, _ = next(working_spans(hours, at, days=_IN_SIGHT_DAYS), (None, None))
    if start is not None and start <= at:
        return Opening(open=True, opens_at=None)
    return Opening(open=False, opens_at=start)


def working_spans(
    hours: Hours, since: datetime, *, days: int = LOOK_AHEAD_DAYS
) -> Iterator[tuple[datetime, datetime]]:
    """From when to when (UTC) people are at work, from the span that contains or follows ``since``, in order.

    Spans do not overlap: where a night runs into the next morning's hours they are worked once.

    Args:
        days: How far to look; the look-ahead is bounded, however little the business is open.
    """
    zone = ZoneInfo(hours.timezone)
    yesterday = since.astimezone(zone).date() - timedelta(days=1)
    worked_until: datetime | None = None
    for ahead in range(days + 1):
        day = yesterday + timedelta(days=ahead)
        span = working_span(hours, day)
        if span is None:
            continue
        start, end = _moments(day, *span, zone)
        start = max(start, worked_until or start)
        if end <= start:
            continue
        worked_until = end
        if end > since:
            yield start, end


def working_span(hours: Hours, day: date) -> tuple[time, time] | None:
    """From when to when people are at work on ``day``; None when nobody is."""
    if any(closed.date == day for closed in hours.closed):
        return None
    if any(day in _public_holidays(country, day.year) for country in hours.holidays):
        return None
    return hours.weekly[WEEKDAYS[day.weekday()]]


def load_holidays(hours: Hours, at: datetime) -> None:
    """Work the public holidays out ahead, which takes long the first time, so that no visitor waits for it."""
    for country in hours.holidays:
        for year in range(at.year - 1, at.year + _YEARS_AHEAD + 1):
            _public_holidays(country, year)


def _moments(day: date, opens: time, closes: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    last = day if closes > opens else day + timedelta(days=1)
    start, end = datetime.combine(day, opens, zone), datetime.combine(last, closes, zone)
    return start.astimezone(UTC), end.astimezone(UTC)


@lru_cache(maxsize=128)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        log.warning("holidays_unknown", country=country)
        return frozenset()

"""Time as it passes for customers who are promised something: only while people are at work.

Pure functions of the opening hours. A promise counts in seconds of business time and is due at a moment on the
calendar; these two lead from one to the other and back. Moments are aware; results are in UTC.
"""

from datetime import UTC, datetime, timedelta

from api.conversations.opening import LOOK_AHEAD_DAYS, working_spans
from bot.catalog.models import Hours


def add(hours: Hours, at: datetime, seconds: float) -> datetime:
    """The moment at which ``seconds`` of business time have passed since ``at``.

    What would run out exactly at closing time is due then, not at the next opening; no time at all is ``at``
    itself. A business that is not open long enough within the look-ahead has the end of that as its moment.
    """
    at, left = at.astimezone(UTC), timedelta(seconds=seconds)
    if left <= timedelta():
        return at
    for opens, closes in working_spans(hours, at):
        begins = max(opens, at)
        if left <= closes - begins:
            return begins + left
        left -= closes - begins
    return at + timedelta(days=LOOK_AHEAD_DAYS)


def between(hours: Hours, start: datetime, end: datetime) -> float:
    """The seconds of business time from ``start`` to ``end``: 0 when ``end`` is not later.

    Only as far as the look-ahead: what is longer than a year is no promise of service any more.
    """
    start, end, passed = start.astimezone(UTC), end.astimezone(UTC), timedelta()
    if end <= start:
        return 0.0
    for opens, closes in working_spans(hours, start):
        if opens >= end:
            break
        passed += min(closes, end) - max(opens, start)
    return passed.total_seconds()

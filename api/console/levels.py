"""The service level of an open conversation: how long is left of each promise, and how each one that has ended went."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from api.console.labels import Labels
from api.service_levels.reading import ClockNow
from api.theme.moments import minutes_in_words

KINDS = ("first", "next", "resolution")
Standing = Literal["active", "warned", "missed", "met", "paused"]
# Running clocks in front, the most urgent first; what has ended is only told.
_ORDER: tuple[Standing, ...] = ("missed", "warned", "active", "paused", "met")


@dataclass(frozen=True, kw_only=True)
class Level:
    """One clock in words. `runs_out_at` is the moment to count down to, None for one that does not run now.

    Business time is counted: after closing time it stands still, and the moment moves on with it.
    """

    kind: str
    name: str
    standing: Standing
    words: str
    ended: bool
    runs_out_at: datetime | None


def levels_of(clocks: Iterable[ClockNow], *, at: datetime, labels: Labels) -> tuple[Level, ...]:
    """Return the newest clock of each kind, in the order of `KINDS`; those without meaning any more are left out."""
    newest = {clock.kind: clock for clock in clocks if clock.state != "void"}
    return tuple(_level(newest[kind], at, labels) for kind in KINDS if kind in newest)


def most_urgent(levels: Iterable[Level]) -> Level | None:
    """Return the running clock that says what to do next, None when none runs."""
    running = [level for level in levels if not level.ended]
    return min(
        running, key=lambda level: (_ORDER.index(level.standing), KINDS.index(level.kind)), default=None
    )


def _level(clock: ClockNow, at: datetime, labels: Labels) -> Level:
    standing, left = _standing(clock), clock.remaining_seconds
    ended = clock.ended_at is not None
    runs = left is not None and not clock.paused
    return Level(
        kind=clock.kind,
        name=labels.t(f"talk.level.{clock.kind}"),
        standing=standing,
        words=_words(clock, standing, labels),
        ended=ended,
        runs_out_at=at + timedelta(seconds=left) if left is not None and runs else None,
    )


def _standing(clock: ClockNow) -> Standing:
    if clock.ended_at is not None:
        return "met" if clock.state == "met" else "missed"
    if clock.state == "missed":
        return "missed"
    if clock.paused:
        return "paused"
    return "warned" if clock.warned else "active"


def _words(clock: ClockNow, standing: Standing, labels: Labels) -> str:
    t, left = labels.t, clock.remaining_seconds
    if left is None:
        took = minutes_in_words(_up(clock.business_seconds or clock.elapsed_seconds or 0), t)
        return t(f"talk.level_{standing}", time=took)
    if left < 0:
        minutes = -left // 60
        return t("talk.level_over", time=minutes_in_words(minutes, t)) if minutes else t("talk.level_now")
    key = "talk.level_paused" if clock.paused else "talk.level_left"
    return t(key, time=minutes_in_words(_up(left), t))


def _up(seconds: int) -> int:
    """Whole minutes, the begun one counted: nobody is told "0 min"."""
    return max(1, -(-seconds // 60))

"""Whether this process has kept pace with the clock on the wall.

It has not just after a start, after the machine has slept, and when somebody has put the clock forward or back. Then
whatever was last seen some minutes ago may be there all the same: nobody has had the chance to be seen.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from api.db import now

_TOLERANCE = timedelta(seconds=30)


class Pace:
    """Compares two clocks whenever it is asked to look; before the first look there is nothing to doubt."""

    def __init__(
        self, wall: Callable[[], datetime] = now, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall = wall
        self._clock = clock
        self._seen: tuple[datetime, float] | None = None
        self._steady_since: float | None = None

    def look(self) -> None:
        """Take note of both clocks: called again and again, at most some seconds apart."""
        wall, clock = self._wall(), self._clock()
        if self._seen is None or self._jumped(wall, clock):
            self._steady_since = clock
        self._seen = (wall, clock)

    def steady_for(self, span: timedelta) -> bool:
        """Say whether nothing has jumped for that long."""
        return self._steady_since is None or self._clock() - self._steady_since >= span.total_seconds()

    def _jumped(self, wall: datetime, clock: float) -> bool:
        assert self._seen is not None
        by_wall, by_clock = wall - self._seen[0], timedelta(seconds=clock - self._seen[1])
        return abs(by_wall - by_clock) > _TOLERANCE or by_clock > _TOLERANCE

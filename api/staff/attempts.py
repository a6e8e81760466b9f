"""How often somebody may guess: failures per key within a window, in memory and bounded.

A failure is counted before the password is checked and taken back when it was right, so that many guesses
sent at once do not slip through together.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence


class Attempts:
    """Attempts by key (an address, an account): failed logins, or whatever else is to be bounded.

    Args:
        limit: How many failures a key may have within the window.
        window_seconds: How long a failure counts.
        most_keys: How many keys are remembered; the longest untouched is forgotten first.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        *,
        limit: int = 5,
        window_seconds: float = 300.0,
        most_keys: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = limit
        self._window = window_seconds
        self._most_keys = most_keys
        self._clock = clock
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def begin(self, keys: Sequence[str]) -> int:
        """Count an attempt against all `keys` and return 0, else the seconds to wait."""
        now = self._clock()
        wait = max(self._wait(key, now) for key in keys)
        if wait > 0:
            return int(wait) + 1
        for key in keys:
            self._failures.setdefault(key, deque()).append(now)
            self._failures.move_to_end(key)
        while len(self._failures) > self._most_keys:
            self._failures.popitem(last=False)
        return 0

    def succeeded(self, keys: Sequence[str]) -> None:
        """Forget the failures of `keys`: whoever this is has just shown to belong here."""
        for key in keys:
            self._failures.pop(key, None)

    def _wait(self, key: str, now: float) -> float:
        failures = self._failures.get(key)
        if failures is None:
            return 0.0
        while failures and failures[0] <= now - self._window:
            failures.popleft()
        if len(failures) < self._limit:
            return 0.0
        return failures[0] + self._window - now

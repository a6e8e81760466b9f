"""How often one may guess."""

from api.staff.attempts import Attempts


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_limit_is_reached_and_passes_with_time() -> None:
    clock = Clock()
    attempts = Attempts(limit=2, window_seconds=60, clock=clock)
    assert [attempts.begin(["a"]) for _ in range(2)] == [0, 0]
    clock.now = 10
    assert attempts.begin(["a"]) == 51
    clock.now = 60
    assert attempts.begin(["a"]) == 0


def test_one_full_key_is_enough_and_counts_nothing_for_the_others() -> None:
    attempts = Attempts(limit=1, clock=Clock())
    attempts.begin(["address"])
    assert attempts.begin(["address", "account"]) > 0
    assert attempts.begin(["account"]) == 0


def test_a_success_forgets_the_failures() -> None:
    attempts = Attempts(limit=1, clock=Clock())
    attempts.begin(["a"])
    attempts.succeeded(["a"])
    assert attempts.begin(["a"]) == 0


def test_memory_is_bounded_and_the_oldest_goes_first() -> None:
    attempts = Attempts(limit=1, most_keys=2, clock=Clock())
    for key in ("a", "b", "c"):
        attempts.begin([key])
    assert attempts.begin(["c"]) > 0
    assert attempts.begin(["a"]) == 0

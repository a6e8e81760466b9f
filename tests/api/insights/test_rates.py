"""Rates against published figures (Newcombe 1998, table I; the oracles of the product's definitions)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from api.insights.rates import Rate, against_target, direction, rate, wilson


@pytest.mark.parametrize(
    ("num", "den", "lo", "hi"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (8, 10, 0.490, 0.943),
    ],
)
def test_the_interval_is_the_published_one(num: int, den: int, lo: float, hi: float) -> None:
    digits = 3 if den == 10 else 4
    assert tuple(round(end, digits) for end in wilson(num, den)) == (lo, hi)


@given(st.integers(1, 500).flatmap(lambda den: st.tuples(st.integers(0, den), st.just(den))))
def test_the_interval_is_that_of_scipy(counted: tuple[int, int]) -> None:
    num, den = counted
    theirs = binomtest(num, den).proportion_ci(method="wilson")
    assert wilson(num, den) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


class TestStatus:
    def test_below_five_nothing_is_told_but_the_counts(self) -> None:
        found = rate(3, 4)
        assert found == Rate(num=3, den=4, value=None, lo=None, hi=None, n=4, status="suppressed")

    @pytest.mark.parametrize(("den", "status"), [(5, "thin"), (29, "thin"), (30, "ok")])
    def test_below_thirty_it_is_thin(self, den: int, status: str) -> None:
        assert rate(1, den).status == status

    def test_of_nothing_is_suppressed(self) -> None:
        assert rate(0, 0).status == "suppressed"

    @pytest.mark.parametrize(("num", "den"), [(2, 1), (-1, 5)])
    def test_what_is_no_share_is_refused(self, num: int, den: int) -> None:
        with pytest.raises(ValueError, match="no share"):
            rate(num, den)


class TestTarget:
    @pytest.mark.parametrize(
        ("num", "den", "verdict"),
        [(95, 100, "met"), (60, 100, "missed"), (82, 100, "undecided"), (4, 4, "undecided")],
    )
    def test_is_met_or_missed_only_for_sure(self, num: int, den: int, verdict: str) -> None:
        assert against_target(rate(num, den)) == verdict

    def test_is_met_when_the_lower_end_reaches_it_exactly(self) -> None:
        found = Rate(num=9, den=10, value=0.9, lo=0.8, hi=0.95, n=10, status="ok")
        assert against_target(found) == "met"


class TestDirection:
    def test_newcombes_example_is_an_increase(self) -> None:
        """56/70 against 48/80: difference 0.20, interval 0.0524 to 0.3339 (Newcombe 1998, method 10)."""
        assert direction(rate(56, 70), rate(48, 80)) == "up"
        assert direction(rate(48, 80), rate(56, 70)) == "down"

    def test_a_small_difference_is_unclear(self) -> None:
        assert direction(rate(50, 100), rate(45, 100)) == "unclear"

    def test_too_few_to_compare_is_unclear(self) -> None:
        assert direction(rate(50, 100), rate(1, 2)) == "unclear"
        assert direction(rate(1, 2), rate(50, 100)) == "unclear"

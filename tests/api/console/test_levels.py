"""The service clocks of an open conversation in words."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.console.labels import Labels
from api.console.levels import levels_of, most_urgent
from api.console.reading import PAGES
from api.service_levels.reading import ClockNow
from bot.catalog import load_catalog

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def labels(catalog_dir: Path) -> Labels:
    return Labels(load_catalog(catalog_dir), PAGES.wordings["en"])


def clock(kind: str = "first", *, left: int | None = 240, state: str = "active", **more: Any) -> ClockNow:
    known: dict[str, Any] = {
        "conversation_id": "c",
        "kind": kind,
        "level": "chat",
        "state": state,
        "started_at": AT,
        "warn_at": AT,
        "due_at": AT,
        "ended_at": None if left is not None else AT,
        "target_seconds": 300,
        "remaining_seconds": left,
        "share_left": None,
        "warned": False,
        "paused": False,
        "elapsed_seconds": None,
        "business_seconds": None,
    }
    return ClockNow(**(known | more))


@pytest.mark.parametrize(
    ("shown", "words", "standing"),
    [
        (clock(left=240), "4 min left", "active"),
        (clock(left=241), "5 min left", "active"),
        (clock(left=30, warned=True), "1 min left", "warned"),
        (clock(left=3 * 3600, paused=True), "paused, 3 h left", "paused"),
        (clock(left=-20, state="missed"), "now", "missed"),
        (clock(left=-150, state="missed"), "2 min over", "missed"),
        (clock(left=None, state="met", business_seconds=90), "met in 2 min", "met"),
        (clock(left=None, state="missed", business_seconds=600), "missed, took 10 min", "missed"),
    ],
)
def test_how_a_clock_stands_is_said(labels: Labels, shown: ClockNow, words: str, standing: str) -> None:
    (level,) = levels_of([shown], at=AT, labels=labels)
    assert (level.words, level.standing) == (words, standing)


def test_only_what_runs_now_has_a_moment_to_count_down_to(labels: Labels) -> None:
    clocks = [
        clock(left=60),
        clock("next", left=60, paused=True),
        clock("resolution", left=None, state="met"),
    ]
    moments = [level.runs_out_at for level in levels_of(clocks, at=AT, labels=labels)]
    assert moments == [AT + timedelta(seconds=60), None, None]


def test_of_each_kind_the_newest_counts_and_what_is_void_is_left_out(labels: Labels) -> None:
    clocks = [
        clock("resolution", left=3600),
        clock("next", left=None, state="met", business_seconds=60),
        clock("next", left=120),
        clock("first", left=None, state="void"),
    ]
    shown = levels_of(clocks, at=AT, labels=labels)
    assert [(level.kind, level.words) for level in shown] == [
        ("next", "2 min left"),
        ("resolution", "1 h left"),
    ]
    urgent = most_urgent(shown)
    assert urgent is not None
    assert urgent.kind == "next"


def test_a_missed_one_goes_before_one_that_still_runs(labels: Labels) -> None:
    shown = levels_of([clock("next", left=60), clock("resolution", left=-60)], at=AT, labels=labels)
    late = levels_of(
        [clock("next", left=60), clock("resolution", left=-60, state="missed")], at=AT, labels=labels
    )
    urgent, more_urgent = most_urgent(shown), most_urgent(late)
    assert urgent is not None
    assert more_urgent is not None
    assert (urgent.kind, more_urgent.kind) == ("next", "resolution")
    assert most_urgent([]) is None

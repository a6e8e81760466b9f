"""The small clock."""

from datetime import timedelta
from pathlib import Path

import pytest

from api.console.labels import Labels
from api.console.queue import clock_of
from api.console.reading import PAGES
from api.conversations.models import Conversation
from api.db import now
from bot.catalog import load_catalog


@pytest.fixture
def labels(catalog_dir: Path) -> Labels:
    return Labels(load_catalog(catalog_dir), PAGES.wordings["en"])


def waiting(*, for_minutes: float, due_in_minutes: float, state: str = "queued") -> Conversation:
    moment = now()
    return Conversation(
        state=state,
        created_at=moment - timedelta(hours=1),
        queued_at=moment - timedelta(minutes=for_minutes),
        due_at=moment + timedelta(minutes=due_in_minutes),
    )


@pytest.mark.parametrize(
    ("for_minutes", "due_in", "share", "short"),
    [
        (0, 10, 100, "10 min"),
        (5, 4.5, 47, "5 min"),
        (5, -0.5, 0, "Now"),
        (10, -4.5, 0, "4 min over"),
        (200, -125, 0, "2 h over"),
    ],
)
def test_shows_what_is_left_and_then_what_is_over(
    labels: Labels, for_minutes: float, due_in: float, share: int, short: str
) -> None:
    clock = clock_of(waiting(for_minutes=for_minutes, due_in_minutes=due_in), labels)
    assert clock is not None
    assert abs(clock.share - share) <= 1
    assert clock.short == short
    assert clock.late is (due_in < 0)


def test_nobody_waits_with_the_bot_or_after_the_end(labels: Labels) -> None:
    for state in ("bot", "closed"):
        assert clock_of(waiting(for_minutes=1, due_in_minutes=1, state=state), labels) is None

"""Clocks as a page shows them."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from api.conversations import repository
from api.service_levels.models import ServiceClock
from api.service_levels.reading import clock_now, clocks_of
from api.services import Services
from bot.catalog.models import Hours
from tests.api.conftest import Visitor

NAME = {"da": "x", "nb": "x", "en": "x"}
HOURS = Hours(
    timezone="UTC",
    weekly={
        **dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (time(9), time(17))),
        "sat": None,
        "sun": None,
    },
    holidays=(),
    closed=(),
    text=NAME,
)
# Two hours of business time from Friday 27 November 2026, 16:00.
FRIDAY = datetime(2026, 11, 27, 16, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 10, tzinfo=UTC)


def clock(**values: Any) -> ServiceClock:
    return ServiceClock(
        **{
            "conversation_id": "c",
            "kind": "first",
            "level": "email",
            "state": "active",
            "started_at": FRIDAY,
            "warn_at": MONDAY - timedelta(minutes=30),
            "due_at": MONDAY,
            "target_seconds": 7200,
            **values,
        }
    )


class TestClockNow:
    @pytest.mark.parametrize(
        ("at", "remaining", "share", "warned", "paused"),
        [
            (FRIDAY, 7200, 1.0, False, False),
            (FRIDAY + timedelta(minutes=30), 5400, 0.75, False, False),
            (FRIDAY + timedelta(hours=20), 3600, 0.5, False, True),
            (MONDAY - timedelta(minutes=30), 1800, 0.25, True, False),
            (MONDAY, 0, 0.0, True, False),
        ],
        ids=["new", "later", "on Saturday", "time to hurry", "at the last moment"],
    )
    def test_stands_still_while_nobody_is_at_work(
        self, at: datetime, remaining: int, share: float, warned: bool, paused: bool
    ) -> None:
        now = clock_now(clock(), HOURS, at)
        assert (now.state, now.remaining_seconds, now.share_left) == ("active", remaining, share)
        assert (now.warned, now.paused) == (warned, paused)

    def test_late_it_is_missed_before_anybody_noted_it(self) -> None:
        now = clock_now(clock(), HOURS, MONDAY + timedelta(minutes=10))
        assert (now.state, now.remaining_seconds, now.share_left) == ("missed", -600, 0.0)

    def test_ended_nothing_is_left(self) -> None:
        ended = clock(state="met", ended_at=MONDAY, elapsed_seconds=237600, business_seconds=7200)
        now = clock_now(ended, HOURS, MONDAY + timedelta(days=1))
        assert (now.state, now.remaining_seconds, now.share_left) == ("met", None, None)
        assert (now.warned, now.paused, now.business_seconds) == (False, False, 7200)


class TestClocksOf:
    async def test_those_of_one_conversation(
        self, visitor: Visitor, services: Services, ask_for_a_person: Any
    ) -> None:
        await ask_for_a_person(visitor.id)
        async with services.database.reading() as session:
            conversation = await repository.get(session, visitor.id)
            first, resolution = await clocks_of(session, conversation, hours=services.catalog.current().hours)
        assert (first.kind, first.state, resolution.kind) == ("first", "active", "resolution")
        assert 25 <= (first.remaining_seconds or 0) <= 30

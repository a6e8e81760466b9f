"""Out of the lists until a moment."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from api.conversations.models import Conversation
from api.db import now
from api.desk.snooze import presets, wake_due
from api.live import staff_topic
from api.routing.leaving import return_left
from api.services import Services
from api.staff.models import Staff
from tests.api.conftest import Visitor
from tests.api.desk.conftest import Calls, ask, listed
from tests.api.staff.colleague import Colleague


def later(**ahead: int) -> str:
    return (now() + timedelta(**(ahead or {"hours": 2}))).isoformat()


async def put_aside(person: Colleague, visitor: Visitor, until: str | None = None, status: int = 204) -> Any:
    path = f"conversations/{visitor.id}/snooze"
    return await ask(person, "POST", path, {"until": until or later()}, status=status)


async def its_moment_comes(services: Services) -> None:
    async with services.database.writing() as session:
        await session.execute(update(Conversation).values(snoozed_until=now() - timedelta(seconds=1)))


class TestSnooze:
    async def test_takes_it_out_of_the_lists(
        self, ida: Colleague, visitor: Visitor, queued: Calls, happened: Calls
    ) -> None:
        await queued(visitor)
        await put_aside(ida, visitor)
        for tab in ("waiting", "open"):
            answer = await ask(ida, "GET", f"queue?tab={tab}")
            assert (answer["rows"], answer["counts"][tab]) == ([], 0)
        assert await listed(ida) == []
        assert await listed(ida, snoozed="only") == await listed(ida, snoozed="also") == [visitor.id]
        around = await ask(ida, "GET", f"conversations/{visitor.id}/aids")
        assert around["snoozed_until"]
        assert around["snoozed_words"]
        (event,) = await happened(visitor.id, "snoozed")
        assert (event.audience, event.facts["staff_id"]) == ("internal", ida.staff.id)

    @pytest.mark.parametrize("until", [later(hours=-1), later(days=400), "2026-01-01T10:00:00", "soon"])
    async def test_until_a_moment_in_the_coming_year(
        self, ida: Colleague, visitor: Visitor, until: str
    ) -> None:
        await put_aside(ida, visitor, until, status=422)

    async def test_not_what_a_colleague_has_nor_what_is_closed(
        self, ida: Colleague, lars: Colleague, visitor: Visitor
    ) -> None:
        await ask(lars, "POST", f"conversations/{visitor.id}/claim")
        assert (await put_aside(ida, visitor, status=409))["error"]["code"] == "taken_by_another"
        await ask(lars, "POST", f"conversations/{visitor.id}/close", {"resolution": "solved"})
        assert (await put_aside(lars, visitor, status=409))["error"]["code"] == "conversation_closed"


class TestWaking:
    async def test_by_itself_when_its_moment_comes(
        self, ida: Colleague, visitor: Visitor, services: Services, happened: Calls
    ) -> None:
        await ask(ida, "POST", f"conversations/{visitor.id}/claim")
        await put_aside(ida, visitor)
        assert await wake_due(services) == 0
        await its_moment_comes(services)
        async with services.bus.subscribe(staff_topic(ida.staff.id)) as hints:
            assert await wake_due(services) == 1
            assert (await anext(hints))["woken"] == visitor.id
        assert await wake_due(services) == 0
        assert await listed(ida, holder="me") == [visitor.id]
        (event,) = await happened(visitor.id, "woken")
        assert (event.subject, event.author) == ("time", "system")

    async def test_in_the_lists_at_its_moment_even_before_anybody_looked(
        self, ida: Colleague, visitor: Visitor, services: Services
    ) -> None:
        await put_aside(ida, visitor)
        await its_moment_comes(services)
        assert await listed(ida) == [visitor.id]

    async def test_when_the_visitor_writes(self, ida: Colleague, visitor: Visitor, happened: Calls) -> None:
        await put_aside(ida, visitor)
        await visitor.say("Are you there?")
        assert await listed(ida) == [visitor.id]
        (event,) = await happened(visitor.id, "woken")
        assert event.subject == "visitor"

    async def test_by_hand(self, ida: Colleague, visitor: Visitor, happened: Calls) -> None:
        await put_aside(ida, visitor)
        for _ in range(2):
            await ask(ida, "POST", f"conversations/{visitor.id}/wake", status=204)
        (event,) = await happened(visitor.id, "woken")
        assert (event.subject, event.facts) == ("agent", {"staff_id": ida.staff.id})
        shown = await ask(ida, "GET", f"conversations/{visitor.id}?lang=en")
        lines = [line["words"] for entry in shown["timeline"] for line in entry["lines"]]
        assert lines[-2].startswith("Ida snoozed the conversation until ")
        assert lines[-1] == "Ida brought the conversation back"

    async def test_closing_forgets_it(self, ida: Colleague, visitor: Visitor, conversation_now: Any) -> None:
        await put_aside(ida, visitor)
        await ask(ida, "POST", f"conversations/{visitor.id}/close", {"resolution": "solved"})
        assert (await conversation_now(visitor.id)).snoozed_until is None


class TestChangingHands:
    """Whoever put it aside did so for themselves: the next one has it in their list."""

    async def put_aside_by(self, ida: Colleague, visitor: Visitor) -> None:
        await ask(ida, "POST", f"conversations/{visitor.id}/claim")
        await put_aside(ida, visitor, later(days=3))
        assert await listed(ida) == []

    async def test_passed_on_to_a_line(self, ida: Colleague, lars: Colleague, visitor: Visitor) -> None:
        await self.put_aside_by(ida, visitor)
        up = {"line": 2, "reason": "Higher"}
        await ask(ida, "POST", f"conversations/{visitor.id}/transfer", up)
        assert await listed(lars, holder="nobody", state="queued") == [visitor.id]

    async def test_passed_on_to_a_colleague(
        self, ida: Colleague, lars: Colleague, visitor: Visitor, happened: Calls
    ) -> None:
        await self.put_aside_by(ida, visitor)
        await ask(ida, "POST", f"conversations/{visitor.id}/transfer", {"staff_id": lars.staff.id})
        assert await listed(lars, holder="me") == [visitor.id]
        (event,) = await happened(visitor.id, "woken")
        assert (event.subject, event.author) == ("moved", "system")
        shown = await ask(lars, "GET", f"conversations/{visitor.id}?lang=en")
        lines = [line["words"] for entry in shown["timeline"] for line in entry["lines"]]
        assert "No longer snoozed" in lines

    async def test_taken_from_the_queue(
        self, ida: Colleague, lars: Colleague, visitor: Visitor, queued: Calls
    ) -> None:
        await queued(visitor)
        await put_aside(ida, visitor, later(days=3))
        await ask(lars, "POST", f"conversations/{visitor.id}/claim")
        assert await listed(lars, holder="me") == [visitor.id]

    async def test_in_the_queue_to_another_line(
        self, ida: Colleague, lars: Colleague, visitor: Visitor, queued: Calls
    ) -> None:
        await queued(visitor)
        await put_aside(ida, visitor, later(days=3))
        up = {"line": 2, "reason": "Higher"}
        await ask(ida, "POST", f"conversations/{visitor.id}/transfer", up)
        assert await listed(lars) == [visitor.id]

    async def test_left_behind_by_its_holder(
        self, ida: Colleague, lars: Colleague, visitor: Visitor, services: Services
    ) -> None:
        await visitor.say("Is anybody there?")
        await self.put_aside_by(ida, visitor)
        async with services.database.writing() as session:
            await session.execute(update(Staff).where(Staff.id == ida.staff.id).values(active=False))
        assert await return_left(services) == 1
        assert await listed(lars) == [visitor.id]


class TestPresets:
    """The demo business is open on weekdays from 9 to 16 in Copenhagen, as its catalog says."""

    ZONE = ZoneInfo("Europe/Copenhagen")

    @pytest.fixture
    def usual(self, services: Services) -> Any:
        def local(at: str) -> dict[str, str]:
            moment = datetime.fromisoformat(at).replace(tzinfo=self.ZONE).astimezone(UTC)
            found = presets(services.catalog.current().hours, moment)
            return {one.name: one.until.astimezone(self.ZONE).strftime("%a %H:%M") for one in found}

        return local

    def test_in_the_morning(self, usual: Any) -> None:
        found = usual("2026-06-09 10:07")
        assert found["later_today"] == "Tue 13:15"
        assert found["tomorrow"].startswith("Wed")
        assert found["next_week"].startswith("Mon")

    def test_late_there_is_no_later_today(self, usual: Any) -> None:
        assert "later_today" not in usual("2026-06-09 21:30")

    def test_before_a_closed_day_tomorrow_is_still_tomorrow(self, usual: Any) -> None:
        assert usual("2026-12-24 10:00")["tomorrow"] == "Fri 08:00"

    def test_next_week_is_the_next_even_on_a_sunday(self, usual: Any) -> None:
        assert usual("2026-06-14 10:00")["next_week"].startswith("Mon")

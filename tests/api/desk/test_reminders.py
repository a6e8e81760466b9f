"""Reminders for oneself."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from api.db import now
from api.desk.models import Reminder
from api.desk.reminders import tell_due
from api.live import staff_topic
from api.services import Services
from tests.api.conftest import Visitor
from tests.api.desk.conftest import ask
from tests.api.staff.colleague import Colleague


async def remind(person: Colleague, visitor: Visitor, *, hours: float = 1, status: int = 201) -> Any:
    body = {"at": (now() + timedelta(hours=hours)).isoformat(), "text": "Call the warehouse"}
    return await ask(person, "POST", f"conversations/{visitor.id}/reminders", body, status=status)


async def its_moment_comes(services: Services) -> None:
    async with services.database.writing() as session:
        await session.execute(update(Reminder).values(at=now() - timedelta(seconds=1)))


class TestRemind:
    async def test_is_in_ones_own_list_and_beside_the_conversation(
        self, ida: Colleague, lars: Colleague, visitor: Visitor
    ) -> None:
        await visitor.post("contact", name="Mette Holm")
        made = await remind(ida, visitor)
        shown = await ask(ida, "GET", "to-do")
        assert shown["reminders"] == [made]
        assert (made["who"], made["text"], made["due"]) == ("Mette Holm", "Call the warehouse", False)
        assert (await ask(ida, "GET", f"conversations/{visitor.id}/aids"))["reminders"] == [made]
        assert (await ask(lars, "GET", "to-do"))["reminders"] == []
        assert (await ask(lars, "GET", f"conversations/{visitor.id}/aids"))["reminders"] == []

    async def test_of_something_to_come(self, ida: Colleague, visitor: Visitor) -> None:
        await remind(ida, visitor, hours=-1, status=422)
        await remind(ida, visitor, hours=24 * 400, status=422)


class TestDue:
    async def test_one_is_told_once(self, ida: Colleague, visitor: Visitor, services: Services) -> None:
        await remind(ida, visitor)
        assert await tell_due(services) == 0
        await its_moment_comes(services)
        async with services.bus.subscribe(staff_topic(ida.staff.id)) as hints:
            assert await tell_due(services) == 1
            assert (await anext(hints))["reminder"] == visitor.id
        assert await tell_due(services) == 0
        assert (await ask(ida, "GET", "to-do"))["due"] == 1


class TestWords:
    async def text(self, services: Services) -> str | None:
        async with services.database.reading() as session:
            return (await session.scalars(select(Reminder))).one().text

    async def test_go_as_all_wording_does_while_the_reminder_stays(
        self, ida: Colleague, visitor: Visitor, services: Services
    ) -> None:
        await remind(ida, visitor, hours=24 * 300)
        await tell_due(services)
        assert await self.text(services) == "Call the warehouse"
        async with services.database.writing() as session:
            reminder = (await session.scalars(select(Reminder))).one()
            assert reminder.expires_at is not None
            reminder.expires_at -= timedelta(days=365)
        await tell_due(services)
        assert await self.text(services) is None
        assert len((await ask(ida, "GET", "to-do"))["reminders"]) == 1

    async def test_of_before_there_was_a_time_go_by_their_moment(
        self, ida: Colleague, visitor: Visitor, services: Services
    ) -> None:
        await remind(ida, visitor)
        for days, text in ((364, "Call the warehouse"), (366, None)):
            async with services.database.writing() as session:
                past = now() - timedelta(days=days)
                await session.execute(update(Reminder).values(expires_at=None, at=past))
            await tell_due(services)
            assert await self.text(services) == text

    async def test_stay_where_wording_is_kept_for_ever(
        self, ida: Colleague, visitor: Visitor, services: Services
    ) -> None:
        await remind(ida, visitor)
        async with services.database.writing() as session:
            long_ago = now() - timedelta(days=2000)
            await session.execute(update(Reminder).values(expires_at=None, at=long_ago))
        await tell_due(replace(services, settings=replace(services.settings, texts_kept_days=0)))
        assert await self.text(services) == "Call the warehouse"


class TestDone:
    async def test_it_leaves_the_list_and_nobody_is_told(
        self, ida: Colleague, visitor: Visitor, services: Services
    ) -> None:
        made = await remind(ida, visitor)
        for _ in range(2):
            await ask(ida, "POST", f"reminders/{made['id']}/done", status=204)
        await its_moment_comes(services)
        assert await tell_due(services) == 0
        assert (await ask(ida, "GET", "to-do"))["reminders"] == []

    async def test_not_a_colleagues(self, ida: Colleague, lars: Colleague, visitor: Visitor) -> None:
        made = await remind(ida, visitor)
        await ask(lars, "POST", f"reminders/{made['id']}/done", status=404)

    async def test_goes_with_the_conversation(self, ida: Colleague, visitor: Visitor) -> None:
        await remind(ida, visitor)
        await visitor.client.delete(visitor.path, headers=visitor.headers)
        assert (await ask(ida, "GET", "to-do"))["reminders"] == []

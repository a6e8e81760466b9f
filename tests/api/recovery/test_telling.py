"""Who is reminded of what in a case, until it is done or somebody else's."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from api.conversations import escalation
from api.db import now
from api.live import staff_topic
from api.recovery import due
from api.recovery.models import RecoveryCase
from api.recovery.reminders import remind
from api.recovery.wording import words
from api.services import Services
from api.staff import people
from api.staff.models import Staff
from tests.api.conftest import Visitor
from tests.api.recovery.conftest import Cases, Changes, Complains, Events, asked
from tests.api.recovery.test_due import HOURS
from tests.api.staff.colleague import Colleague, colleague

# In the language of the business, for those who have chosen none.
TODAY, LATE = (words("da")(f"told.{key}", what=words("da")("step.solve")) for key in ("today", "late"))


@pytest.fixture
async def boss(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Boss", role="admin") as person:
        yield person


@pytest.fixture
def today(services: Services) -> date:
    return due.today(services.catalog.current().hours, now())


async def claimed(services: Services, visitor: Visitor, person: Colleague) -> None:
    async with services.database.writing() as session:
        await escalation.claim(session, visitor.id, person.staff, catalog=services.catalog.current())


class TestOnTheDayItself:
    @pytest.fixture
    async def due_today(
        self, visitor: Visitor, complains: Complains, change: Changes, today: date
    ) -> RecoveryCase:
        case = await complains(visitor)
        await change(
            case, thanked_at=now(), created_at=now() - timedelta(days=2), solve_due=today, owner_id=None
        )
        return case

    async def test_the_owner_is_told_once_and_nobody_else(
        self,
        due_today: RecoveryCase,
        change: Changes,
        services: Services,
        visitor: Visitor,
        ida: Colleague,
        lena: Colleague,
        events: Events,
    ) -> None:
        await change(due_today, owner_id=ida.staff.id)
        async with services.bus.subscribe(staff_topic(ida.staff.id)) as hints:
            assert [await remind(services) for _ in range(3)] == [1, 0, 0]
            assert (await anext(hints))["reminder"] == visitor.id
        assert (await asked(ida), await asked(lena)) == ([TODAY], [])
        assert await events(visitor.id, "case_overdue") == []

    async def test_of_what_nobody_owns_those_who_lead_are_told(
        self, due_today: RecoveryCase, services: Services, ida: Colleague, lena: Colleague, boss: Colleague
    ) -> None:
        await remind(services)
        assert (await asked(ida), await asked(lena), await asked(boss)) == (
            [],
            [TODAY],
            [TODAY],
        )

    async def test_each_is_told_in_their_own_language(
        self, due_today: RecoveryCase, services: Services, lena: Colleague, boss: Colleague
    ) -> None:
        async with services.database.writing() as session:
            (await session.get_one(Staff, lena.staff.id)).language = "en"
        await remind(services)
        assert (await asked(lena), await asked(boss)) == (["Due today: Solve"], [TODAY])

    async def test_when_it_is_late_the_same_reminder_says_so(
        self, due_today: RecoveryCase, change: Changes, services: Services, today: date, lena: Colleague
    ) -> None:
        await remind(services)
        await change(due_today, solve_due=today - timedelta(days=1))
        assert await remind(services) == 1
        assert await asked(lena) == [LATE]

    async def test_it_goes_to_whoever_takes_the_case(
        self,
        due_today: RecoveryCase,
        services: Services,
        visitor: Visitor,
        ida: Colleague,
        lena: Colleague,
        boss: Colleague,
    ) -> None:
        await remind(services)
        await claimed(services, visitor, ida)
        assert (await asked(ida), await asked(lena), await asked(boss)) == ([TODAY], [], [])

    async def test_it_is_over_when_the_step_is_done(
        self, due_today: RecoveryCase, services: Services, lena: Colleague, boss: Colleague
    ) -> None:
        await remind(services)
        done = await lena.post(f"/api/console/cases/{due_today.id}/solved", {"solution": "refunded"})
        assert done.status_code == 200
        assert (await asked(lena), await asked(boss)) == ([], [])


class TestTheDayNearlyOver:
    @pytest.mark.parametrize(
        ("moment", "soon"),
        [
            ("2026-11-23T10:00", False),
            ("2026-11-23T14:59", False),
            ("2026-11-23T15:00", True),
            ("2026-11-23T18:00", True),
            ("2026-11-23T07:00", False),
            ("2026-11-28T12:00", True),
        ],
    )
    def test_is_two_hours_before_the_doors_close(self, moment: str, soon: bool) -> None:
        at = datetime.fromisoformat(f"{moment}:00+01:00").astimezone(UTC)
        assert due.soon_closed(HOURS, at) is soon


class TestLeft:
    @pytest.fixture
    async def idas(
        self, visitor: Visitor, complains: Complains, services: Services, ida: Colleague
    ) -> RecoveryCase:
        case = await complains(visitor)
        await claimed(services, visitor, ida)
        return case

    async def test_the_cases_of_somebody_deactivated_are_nobodys_and_those_who_lead_are_told(
        self,
        idas: RecoveryCase,
        services: Services,
        visitor: Visitor,
        cases: Cases,
        ida: Colleague,
        lena: Colleague,
        boss: Colleague,
    ) -> None:
        async with services.database.writing() as session:
            await people.set_active(session, boss.staff, ida.staff.id, active=False)
        assert (await cases(visitor.id))[0].owner_id is None
        for lead in (lena, boss):
            (text,) = await asked(lead)
            assert text is not None
            assert text.startswith("Ida ")

    @pytest.mark.parametrize("change_to", [{"active": False}, {"role": "marketer"}])
    async def test_so_they_are_however_it_came_about(
        self,
        idas: RecoveryCase,
        services: Services,
        visitor: Visitor,
        cases: Cases,
        ida: Colleague,
        lena: Colleague,
        change_to: dict[str, Any],
    ) -> None:
        async with services.database.writing() as session:
            await session.execute(update(Staff).where(Staff.id == ida.staff.id).values(**change_to))
        await remind(services)
        assert (await cases(visitor.id))[0].owner_id is None
        assert len(await asked(lena)) == 1

    async def test_a_closed_case_keeps_its_owner(
        self,
        idas: RecoveryCase,
        services: Services,
        visitor: Visitor,
        cases: Cases,
        change: Changes,
        ida: Colleague,
        boss: Colleague,
    ) -> None:
        await change(idas, closed_at=now())
        async with services.database.writing() as session:
            await people.set_active(session, boss.staff, ida.staff.id, active=False)
        assert (await cases(visitor.id))[0].owner_id == ida.staff.id
        assert await asked(boss) == []

    async def test_whoever_takes_the_case_ends_the_reminder(
        self, idas: RecoveryCase, services: Services, ida: Colleague, lena: Colleague, boss: Colleague
    ) -> None:
        async with services.database.writing() as session:
            await people.set_active(session, boss.staff, ida.staff.id, active=False)
        given = await lena.post(f"/api/console/cases/{idas.id}/owner", {"owner_id": lena.staff.id})
        assert given.status_code == 200
        assert (await asked(lena), await asked(boss)) == ([], [])

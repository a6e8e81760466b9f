"""Lists of cases, what presses, and reminders."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.conversations.models import Event
from api.db import now
from api.housekeeping import one_round
from api.live import staff_topic
from api.recovery import due
from api.recovery.reminders import remind
from api.services import Services
from tests.api.conftest import Visitor, arrive
from tests.api.recovery.conftest import Changes, Complains, Events
from tests.api.staff.colleague import Colleague

PATH = "/api/console/cases"


@pytest.fixture
def today(services: Services) -> date:
    return due.today(services.catalog.current().hours, now())


@pytest.fixture
async def six(
    visitor: Visitor, complains: Complains, change: Changes, today: date, ida: Colleague, lars: Colleague
) -> dict[str, int]:
    """Cases of every sort, by what is special about them."""
    week, later = today - timedelta(days=7), today + timedelta(days=7)
    sorts: dict[str, dict[str, Any]] = {
        "late": {"thank_due": week, "solve_due": later, "owner_id": ida.staff.id},
        "today": {"thank_due": today, "solve_due": later, "owner_id": ida.staff.id},
        "later": {"thanked_at": now(), "solve_due": later, "owner_id": lars.staff.id},
        "unsolved": {"thanked_at": now(), "solve_due": week, "reopened": 1},
        "ask": {"thanked_at": now(), "solved_at": now(), "solve_due": week, "follow_up_due": today},
        "closed": {"thank_due": week, "closed_at": now()},
    }
    found = {}
    for name, values in sorts.items():
        guest = await arrive(visitor.client, locale="da-DK")
        kind = "complain_service" if name == "ask" else "complain_delivery"
        case = await complains(guest, {"type": "name_given", "subject": "name", "value": name}, subject=kind)
        await change(case, **values)
        found[name] = case.id
    return found


class TestList:
    @pytest.mark.parametrize(
        ("filters", "names"),
        [
            ({}, ["late", "unsolved", "today", "ask", "later"]),
            ({"state": "all"}, ["late", "unsolved", "today", "ask", "later", "closed"]),
            ({"state": "closed"}, ["closed"]),
            ({"due": "overdue"}, ["late", "unsolved"]),
            ({"due": "today"}, ["today", "ask"]),
            ({"mine": True}, ["late", "today"]),
            ({"mine": True, "due": "overdue"}, ["late"]),
            ({"owner": 0}, ["unsolved", "ask"]),
            ({"kind": "complain_service"}, ["ask"]),
            ({"step": "follow_up"}, ["ask"]),
            ({"step": "thank"}, ["late", "today"]),
            ({"reopened": True}, ["unsolved"]),
            ({"cause": 999}, []),
            ({"cause": 0, "limit": 1, "offset": 1}, ["unsolved"]),
            ({"kind": "' or 1=1 --"}, []),
        ],
    )
    async def test_filters_and_the_order_of_what_is_due(
        self, six: dict[str, int], ida: Colleague, filters: dict[str, Any], names: list[str]
    ) -> None:
        listed = (await ida.get(PATH, **filters)).json()
        assert [case["customer"].lower() for case in listed["cases"]] == names
        assert [case["id"] for case in listed["cases"]] == [six[name] for name in names]

    async def test_counts_of_everybody_and_of_ones_own(self, six: dict[str, int], ida: Colleague) -> None:
        listed = (await ida.get(PATH, limit=1)).json()
        assert listed["total"] == 5
        assert listed["counts"] == {
            "open": 5,
            "closed": 1,
            "overdue": 2,
            "due_today": 2,
            "reopened": 1,
            "unowned": 2,
        }
        assert (listed["mine"]["open"], listed["mine"]["overdue"], listed["mine"]["due_today"]) == (2, 1, 1)

    async def test_of_one_conversation(
        self, visitor: Visitor, six: dict[str, int], complains: Complains, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        listed = (await ida.get(PATH, conversation=visitor.id)).json()
        assert [one["id"] for one in listed["cases"]] == [case.id]
        assert listed["cases"][0]["kind_label"] == "complain_delivery [en]"

    async def test_an_empty_house(self, ida: Colleague) -> None:
        listed = (await ida.get(PATH)).json()
        assert (listed["cases"], listed["total"], listed["counts"]["open"]) == ([], 0, 0)

    @pytest.mark.parametrize(
        "filters", [{"limit": 0}, {"limit": 999}, {"owner": -1}, {"due": "never"}, {"owner": 2**40}]
    )
    async def test_odd_filters_are_refused(self, ida: Colleague, filters: dict[str, Any]) -> None:
        assert (await ida.get(PATH, **filters)).status_code == 422


class TestPressing:
    async def test_ones_own(self, six: dict[str, int], ida: Colleague) -> None:
        (mine,) = (await ida.get(f"{PATH}/pressing")).json()
        assert [case["id"] for case in mine["overdue"]] == [six["late"]]
        assert [case["id"] for case in mine["due_today"]] == [six["today"]]

    async def test_everybodys_for_the_lead(
        self, six: dict[str, int], ida: Colleague, lena: Colleague
    ) -> None:
        assert (await ida.get(f"{PATH}/pressing/everybody")).status_code == 403
        everybody = (await lena.get(f"{PATH}/pressing/everybody")).json()
        found = {
            one["owner"]: ([case["id"] for case in one["overdue"]], [case["id"] for case in one["due_today"]])
            for one in everybody
        }
        assert found == {
            None: ([six["unsolved"]], [six["ask"]]),
            "Ida": ([six["late"]], [six["today"]]),
        }


class TestReminders:
    async def test_each_day_that_is_missed_is_told_once(
        self,
        visitor: Visitor,
        complains: Complains,
        change: Changes,
        events: Events,
        services: Services,
        today: date,
        ida: Colleague,
    ) -> None:
        case = await complains(visitor)
        await change(case, thank_due=today - timedelta(days=3), owner_id=ida.staff.id)
        async with services.bus.subscribe(staff_topic(ida.staff.id)) as hints:
            assert [await remind(services) for _ in range(3)] == [1, 0, 0]
            assert (await anext(hints))["case"] == case.id
        await change(case, solve_due=today - timedelta(days=1))
        assert [await remind(services) for _ in range(2)] == [1, 0]
        told = await events(visitor.id, "case_overdue")
        assert [(event.subject, event.facts["owner_id"]) for event in told] == [
            ("thank", ida.staff.id),
            ("solve", ida.staff.id),
        ]
        assert told[0].facts["due"] == (today - timedelta(days=3)).isoformat()

    async def test_of_what_is_done_due_today_or_closed_nothing_is_said_as_late(
        self, six: dict[str, int], services: Services
    ) -> None:
        await remind(services)
        async with services.database.reading() as session:
            late = await session.scalars(select(Event).where(Event.type == "case_overdue"))
            assert {event.facts["case_id"] for event in late} == {six["late"], six["unsolved"]}

    async def test_the_house_is_kept(
        self,
        visitor: Visitor,
        complains: Complains,
        change: Changes,
        events: Events,
        services: Services,
        today: date,
    ) -> None:
        await change(await complains(visitor), thank_due=today - timedelta(days=1))
        await one_round(services)
        assert len(await events(visitor.id, "case_overdue")) == 1

"""Thanked, cause found, solved, followed up: the calls, and what the timeline says of them."""

from datetime import date, timedelta

import pytest

from api.db import now
from api.services import Services
from tests.api.conftest import Visitor, hire
from tests.api.recovery.conftest import Cases, Changes, Complains, Events
from tests.api.staff.colleague import Colleague

PATH = "/api/console/cases"


async def make_cause(person: Colleague, label: str = "Forkert label") -> int:
    response = await person.post("/api/console/causes", {"label": label})
    assert response.status_code == 201
    return int(response.json()["id"])


class TestSteps:
    async def test_all_four_in_turn_close_the_case(
        self, visitor: Visitor, complains: Complains, ida: Colleague, events: Events
    ) -> None:
        case = await complains(visitor)
        one, cause = f"{PATH}/{case.id}", await make_cause(ida)
        shown = (await ida.get(one)).json()["case"]
        assert (shown["next_step"], shown["due"]) == ("thank", case.thank_due.isoformat())
        shown = (await ida.post(f"{one}/thanked")).json()["case"]
        assert (shown["next_step"], shown["due"]) == ("cause", case.solve_due.isoformat())
        shown = (await ida.post(f"{one}/cause", {"cause_id": cause})).json()["case"]
        assert (shown["next_step"], shown["cause"]) == ("solve", "Forkert label")
        shown = (await ida.post(f"{one}/solved", {"solution": "refunded"})).json()["case"]
        assert shown["next_step"] == "follow_up"
        assert date.fromisoformat(shown["due"]) >= case.thank_due + timedelta(days=5)
        full = (await ida.post(f"{one}/followed-up", {"outcome": "happy"})).json()
        assert full["case"]["closed_at"] is not None
        assert (full["case"]["next_step"], full["case"]["due"]) == (None, None)
        assert [step["standing"] for step in full["case"]["steps"]] == ["done"] * 4
        told = await events(visitor.id, "thanked", "cause_found", "solved", "followed_up", "case_closed")
        assert [(event.type, event.subject) for event in told] == [
            ("thanked", "hand"),
            ("cause_found", str(cause)),
            ("solved", "refunded"),
            ("followed_up", "happy"),
            ("case_closed", "happy"),
        ]
        assert {event.facts["staff_id"] for event in told} == {ida.staff.id}
        assert [one["by"] for one in full["history"]][1:] == ["Ida"] * 5

    async def test_the_order_is_free_but_for_following_up(
        self, visitor: Visitor, complains: Complains, ida: Colleague
    ) -> None:
        one = f"{PATH}/{(await complains(visitor)).id}"
        early = await ida.post(f"{one}/followed-up", {"outcome": "happy"})
        assert (early.status_code, early.json()["error"]["code"]) == (409, "not_solved")
        await ida.post(f"{one}/solved", {"solution": "explained"})
        await ida.post(f"{one}/followed-up", {"outcome": "silent"})
        await ida.post(f"{one}/cause", {"cause_id": await make_cause(ida)})
        assert (await ida.get(one)).json()["case"]["closed_at"] is None
        assert (await ida.post(f"{one}/thanked")).json()["case"]["closed_at"] is not None

    async def test_the_same_step_twice_is_one_event(
        self, visitor: Visitor, complains: Complains, ida: Colleague, events: Events
    ) -> None:
        one, cause = f"{PATH}/{(await complains(visitor)).id}", await make_cause(ida)
        for _ in range(2):
            await ida.post(f"{one}/thanked")
            await ida.post(f"{one}/cause", {"cause_id": cause})
            await ida.post(f"{one}/solved", {"solution": "replaced"})
        assert len(await events(visitor.id, "thanked", "cause_found", "solved")) == 3

    async def test_a_closed_case_takes_no_step_but_another_cause(
        self, visitor: Visitor, complains: Complains, change: Changes, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        await change(case, closed_at=now(), solved_at=now(), thanked_at=now(), followed_up_at=now())
        one = f"{PATH}/{case.id}"
        refused = await ida.post(f"{one}/solved", {"solution": "replaced"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "case_closed")
        changed = await ida.post(f"{one}/cause", {"cause_id": await make_cause(ida)})
        assert changed.json()["case"]["cause"] == "Forkert label"

    async def test_a_customer_who_is_still_unhappy_comes_back_unless_it_is_let_rest(
        self, visitor: Visitor, complains: Complains, ida: Colleague, events: Events
    ) -> None:
        one = f"{PATH}/{(await complains(visitor)).id}"
        await ida.post(f"{one}/thanked")
        await ida.post(f"{one}/cause", {"cause_id": await make_cause(ida)})
        await ida.post(f"{one}/solved", {"solution": "explained"})
        back = (await ida.post(f"{one}/followed-up", {"outcome": "unhappy"})).json()["case"]
        assert (back["next_step"], back["reopened"], back["owner"]) == ("solve", 1, None)
        assert [event.subject for event in await events(visitor.id, "case_reopened")] == ["follow_up"]
        await ida.post(f"{one}/solved", {"solution": "refunded"})
        rests = await ida.post(f"{one}/followed-up", {"outcome": "unhappy", "again": False})
        assert rests.json()["case"]["closed_at"] is not None

    @pytest.mark.parametrize(
        ("step", "body"),
        [
            ("solved", {"solution": "magic"}),
            ("followed-up", {"outcome": "rich"}),
            ("cause", {"cause_id": 0}),
            ("cause", {"cause_id": 2**40}),
            ("owner", {}),
        ],
    )
    async def test_what_does_not_exist_cannot_be_chosen(
        self, visitor: Visitor, complains: Complains, ida: Colleague, step: str, body: dict[str, object]
    ) -> None:
        case = await complains(visitor)
        assert (await ida.post(f"{PATH}/{case.id}/{step}", body)).status_code == 422

    @pytest.mark.parametrize("number", ["999", "0", "x", str(2**70)])
    async def test_an_unknown_case_is_not_there(self, ida: Colleague, number: str) -> None:
        assert (await ida.get(f"{PATH}/{number}")).status_code in (404, 422)
        assert (await ida.post(f"{PATH}/{number}/thanked")).status_code in (404, 422)


class TestOwner:
    async def test_an_agent_takes_and_a_lead_gives(
        self, visitor: Visitor, complains: Complains, ida: Colleague, lars: Colleague, lena: Colleague
    ) -> None:
        one = f"{PATH}/{(await complains(visitor)).id}/owner"
        taken = (await ida.post(one, {"owner_id": ida.staff.id})).json()["case"]
        assert (taken["owner"], taken["mine"]) == ("Ida", True)
        refused = await ida.post(one, {"owner_id": lars.staff.id})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "cannot_own")
        given = (await lena.post(one, {"owner_id": lars.staff.id})).json()["case"]
        assert (given["owner"], given["mine"]) == ("Lars", False)

    async def test_nobody_who_does_not_talk_with_customers(
        self, visitor: Visitor, complains: Complains, services: Services, lena: Colleague
    ) -> None:
        robin = await hire(services, name="Robin", role="marketer")
        one = f"{PATH}/{(await complains(visitor)).id}/owner"
        for nobody in (robin.id, 999):
            assert (await lena.post(one, {"owner_id": nobody})).status_code == 422

    async def test_only_a_lead_reopens_by_hand(
        self,
        visitor: Visitor,
        complains: Complains,
        change: Changes,
        cases: Cases,
        ida: Colleague,
        lena: Colleague,
    ) -> None:
        case = await complains(visitor)
        await change(case, closed_at=now(), solved_at=now(), solution="other")
        assert (await ida.post(f"{PATH}/{case.id}/reopen")).status_code == 403
        assert (await lena.post(f"{PATH}/{case.id}/reopen")).status_code == 200
        assert (await cases(visitor.id))[0].closed_at is None


class TestWho:
    async def test_nobody_without_a_login_or_with_another_role(
        self, visitor: Visitor, complains: Complains, services: Services, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        anonymous = ida.client
        anonymous.cookies.clear()
        for path in (PATH, f"{PATH}/{case.id}", f"{PATH}/{case.id}/letter", "/api/console/causes"):
            assert (await anonymous.get(path)).status_code == 401
        assert (await anonymous.post(f"{PATH}/{case.id}/thanked")).status_code == 401

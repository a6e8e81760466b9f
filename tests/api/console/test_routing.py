"""The console's calls about who is there and who gets what."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.conversations.models import Conversation
from api.services import Services
from api.staff.dependencies import CSRF_HEADER
from tests.api.conftest import Visitor, arrive
from tests.api.console.conftest import Happens
from tests.api.staff.colleague import Colleague, colleague
from tests.databases import on_both

CALLS: list[tuple[str, str, Any]] = [
    ("GET", "presence", None),
    ("POST", "presence", {"available": True}),
    ("GET", "colleagues", None),
    ("GET", "teams", None),
    ("POST", "conversations/{id}/transfer", {"line": 1}),
    ("GET", "conversations/{id}/handover", None),
    ("POST", "bulk", {"action": "claim", "ids": ["a"]}),
]
LEADS: list[tuple[str, str, Any]] = [
    ("POST", "colleagues/1", {"capacity": 2}),
    ("POST", "teams", {"name": "Repairs"}),
    ("POST", "teams/1", {"name": "Repairs"}),
    ("POST", "teams/1/members", {"staff_ids": []}),
    ("DELETE", "teams/1", None),
    ("POST", "conversations/{id}/assign", {"staff_id": 1}),
    ("POST", "bulk", {"action": "assign", "ids": ["a"], "staff_id": 1}),
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What the databases may take differently runs on both."""
    if metafunc.cls in (TestOddInput, TestMany):
        on_both(metafunc)


@pytest.fixture
async def mette(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Mette", role="lead") as person:
        yield person


async def call(who: Colleague, method: str, path: str, body: Any = None) -> httpx.Response:
    url, headers = f"/api/console/{path}", {CSRF_HEADER: who.csrf}
    return await who.client.request(method, url, json=body, headers=headers)


async def state_of(services: Services, visitor: Visitor) -> tuple[str, int | None]:
    async with services.database.reading() as session:
        conversation = await session.get_one(Conversation, visitor.id)
        return conversation.state, conversation.assigned_to


class TestAccess:
    @pytest.mark.parametrize(("method", "path", "body"), CALLS + LEADS)
    async def test_needs_a_login(
        self, client: httpx.AsyncClient, waiting: Visitor, method: str, path: str, body: Any
    ) -> None:
        url = f"/api/console/{path.format(id=waiting.id)}"
        assert (await client.request(method, url, json=body)).status_code == 401

    @pytest.mark.parametrize(("method", "path", "body"), CALLS + LEADS)
    async def test_is_not_for_marketers(
        self, marketer: Colleague, waiting: Visitor, method: str, path: str, body: Any
    ) -> None:
        answer = await call(marketer, method, path.format(id=waiting.id), body)
        assert answer.status_code == 403

    @pytest.mark.parametrize(("method", "path", "body"), LEADS)
    async def test_leading_is_for_those_who_lead(
        self, ida: Colleague, waiting: Visitor, method: str, path: str, body: Any
    ) -> None:
        answer = await call(ida, method, path.format(id=waiting.id), body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "wrong_role")

    @pytest.mark.parametrize(("method", "path", "body"), [c for c in CALLS + LEADS if c[0] != "GET"])
    async def test_acting_needs_the_sessions_token(
        self, mette: Colleague, waiting: Visitor, method: str, path: str, body: Any
    ) -> None:
        url = f"/api/console/{path.format(id=waiting.id)}"
        answer = await mette.client.request(method, url, json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "csrf_mismatch")


class TestPresence:
    async def test_one_goes_away_and_comes_back(self, ida: Colleague) -> None:
        mine = (await call(ida, "GET", "presence")).json()
        assert (mine["presence"], mine["load"], mine["capacity"], mine["lines"]) == ("online", 0, 4, [1])
        away = await call(ida, "POST", "presence", {"available": False})
        assert away.json()["presence"] == "away"
        [seen] = (await call(ida, "GET", "colleagues")).json()
        assert (seen["name"], seen["presence"], seen["takes"]) == ("Ida", "away", False)

    async def test_a_lead_sets_how_somebody_works(self, ida: Colleague, mette: Colleague) -> None:
        work = {"capacity": 7, "lines": [2, 3], "available": False}
        answer = await call(mette, "POST", f"colleagues/{ida.staff.id}", work)
        set_so = answer.json()
        assert (set_so["capacity"], set_so["lines"], set_so["available"]) == (7, [2, 3], False)

    @pytest.mark.parametrize("work", [{"capacity": -1}, {"capacity": 1000}, {"lines": [4]}, {"lines": []}])
    async def test_what_cannot_be_is_refused(
        self, ida: Colleague, mette: Colleague, work: dict[str, Any]
    ) -> None:
        answer = await call(mette, "POST", f"colleagues/{ida.staff.id}", work)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_input")

    async def test_nobody(self, mette: Colleague) -> None:
        assert (await call(mette, "POST", "colleagues/99", {"capacity": 2})).status_code == 404


class TestTeams:
    async def test_from_the_first_day_to_the_last(self, ida: Colleague, mette: Colleague) -> None:
        made = await call(mette, "POST", "teams", {"name": "  Repairs\x00 "})
        assert (made.status_code, made.json()["name"]) == (201, "Repairs")
        team = f"teams/{made.json()['id']}"
        filled = await call(mette, "POST", f"{team}/members", {"staff_ids": [ida.staff.id, ida.staff.id]})
        assert [member["name"] for member in filled.json()["members"]] == ["Ida"]
        assert (await call(mette, "POST", team, {"name": "Workshop"})).json()["name"] == "Workshop"
        assert [one["name"] for one in (await call(ida, "GET", "presence")).json()["teams"]] == ["Workshop"]
        assert (await call(mette, "DELETE", team)).status_code == 204
        assert (await call(mette, "GET", "teams")).json() == []

    @pytest.mark.parametrize(
        ("name", "status", "code"),
        [("Repairs", 409, "team_exists"), (" \x00", 422, "invalid_input"), ("x" * 81, 422, "invalid_input")],
    )
    async def test_a_name_that_cannot_be(self, mette: Colleague, name: str, status: int, code: str) -> None:
        await call(mette, "POST", "teams", {"name": "Repairs"})
        answer = await call(mette, "POST", "teams", {"name": name})
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)

    async def test_of_strangers(self, mette: Colleague, marketer: Colleague) -> None:
        team = (await call(mette, "POST", "teams", {"name": "Repairs"})).json()["id"]
        answer = await call(mette, "POST", f"teams/{team}/members", {"staff_ids": [marketer.staff.id]})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "colleague_not_found")

    @pytest.mark.parametrize(("method", "path", "body"), LEADS[2:5])
    async def test_that_is_gone(self, mette: Colleague, method: str, path: str, body: Any) -> None:
        answer = await call(mette, method, path, body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "team_not_found")


class TestPassingOn:
    async def test_up_and_the_next_person_reads_why(
        self, ida: Colleague, lars: Colleague, waiting: Visitor
    ) -> None:
        path = f"conversations/{waiting.id}"
        assert (await call(lars, "GET", f"{path}/handover")).json() is None
        await call(ida, "POST", f"{path}/claim")
        refused = await call(ida, "POST", f"{path}/transfer", {"line": 2})
        assert refused.json()["error"]["code"] == "reason_missing"
        assert refused.json()["error"]["fields"]["reason"]
        passed = await call(ida, "POST", f"{path}/transfer", {"line": 2, "reason": "The pump"})
        assert passed.json()["state"] == "queued"
        handover = (await call(lars, "GET", f"{path}/handover")).json()
        assert (handover["by"], handover["line"], handover["reason"]) == (ida.staff.id, 2, "The pump")

    async def test_to_somebody_who_is_away(self, ida: Colleague, lars: Colleague, waiting: Visitor) -> None:
        await call(ida, "POST", f"conversations/{waiting.id}/claim")
        await call(lars, "POST", "presence", {"available": False})
        body = {"staff_id": lars.staff.id}
        answer = await call(ida, "POST", f"conversations/{waiting.id}/transfer", body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "colleague_away")
        assert answer.json()["error"]["fields"] == {"staff_id": "Lars"}

    async def test_a_lead_assigns(
        self, mette: Colleague, ida: Colleague, waiting: Visitor, services: Services
    ) -> None:
        body = {"staff_id": ida.staff.id, "reason": "You know her"}
        answer = await call(mette, "POST", f"conversations/{waiting.id}/assign", body)
        assert answer.json()["state"] == "assigned"
        assert await state_of(services, waiting) == ("assigned", ida.staff.id)

    async def test_a_place_nobody_can_reach(self, ida: Colleague, waiting: Visitor) -> None:
        path = f"conversations/{waiting.id}/transfer"
        for body, status in (
            ({}, 422),
            ({"line": 4}, 422),
            ({"team_id": 9}, 404),
            ({"staff_id": 10**12}, 422),
        ):
            assert (await call(ida, "POST", path, body)).status_code == status


class TestOddInput:
    """Told to be wrong, on both databases, and never an error of ours."""

    @pytest.mark.parametrize(
        "odd", ["a%00b", "%00", "x" * 3000, "%F0%9F%A6%86", "'--", str(10**30), "-1", "0"]
    )
    async def test_in_an_address(self, mette: Colleague, odd: str) -> None:
        for method, path, body in [call for call in CALLS if "{id}" in call[1]] + LEADS[:6]:
            place = path.format(id=odd).replace("/1", f"/{odd}")
            if place != path:
                assert (await call(mette, method, place, body)).status_code in (404, 422), place

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("conversations/{id}/transfer", {"line": 2, "reason": "a\x00b\ud800"}),
            ("conversations/{id}/transfer", {"staff_id": 10**30}),
            ("conversations/{id}/transfer", {"team_id": -1}),
            ("conversations/{id}/assign", {"staff_id": 2_000_000_000, "reason": "\x00"}),
            ("teams", {"name": "a\x00\ud800"}),
            ("bulk", {"action": "claim", "ids": ["a\x00b"]}),
            ("bulk", {"action": "close", "ids": ["{id}"], "resolution": "\x00"}),
        ],
    )
    async def test_in_a_body(
        self, mette: Colleague, waiting: Visitor, path: str, body: dict[str, Any]
    ) -> None:
        answer = await mette.client.post(
            f"/api/console/{path.format(id=waiting.id)}",
            content=json.dumps(body).replace("{id}", waiting.id),
            headers={CSRF_HEADER: mette.csrf, "Content-Type": "application/json"},
        )
        assert answer.status_code < 500, answer.text


class TestMany:
    @pytest.fixture
    async def three(self, client: httpx.AsyncClient, queued: Happens) -> list[Visitor]:
        visitors = [await arrive(client) for _ in range(3)]
        for visitor in visitors:
            await queued(visitor)
        return visitors

    async def test_each_has_a_result_of_its_own(
        self, ida: Colleague, lars: Colleague, three: list[Visitor], services: Services
    ) -> None:
        await call(lars, "POST", f"conversations/{three[1].id}/claim")
        ids = [visitor.id for visitor in three] + ["nonsense", three[0].id]
        answer = (await call(ida, "POST", "bulk", {"action": "claim", "ids": ids})).json()
        assert answer["done"] == 2
        results = {result["id"]: result for result in answer["results"]}
        assert [results[one]["done"] for one in ids[:4]] == [True, False, True, False]
        assert results[three[1].id]["error"]["fields"] == {"holder": "Lars"}
        assert results["nonsense"]["error"]["code"] == "conversation_not_found"
        assert await state_of(services, three[1]) == ("assigned", lars.staff.id)

    async def test_passing_on_and_closing(
        self, ida: Colleague, three: list[Visitor], services: Services
    ) -> None:
        ids = [visitor.id for visitor in three]
        passed = {"action": "transfer", "ids": ids, "line": 2, "reason": "All about the pump"}
        assert (await call(ida, "POST", "bulk", passed)).json()["done"] == 3
        closed = {"action": "close", "ids": ids, "resolution": "solved"}
        answer = (await call(ida, "POST", "bulk", closed)).json()
        assert [result["state"] for result in answer["results"]] == ["closed"] * 3
        again = (await call(ida, "POST", "bulk", closed)).json()
        assert {result["error"]["code"] for result in again["results"]} == {"conversation_closed"}

    async def test_a_lead_assigns(
        self, mette: Colleague, ida: Colleague, three: list[Visitor], services: Services
    ) -> None:
        ids = [visitor.id for visitor in three]
        body = {"action": "assign", "ids": ids, "staff_id": ida.staff.id}
        assert (await call(mette, "POST", "bulk", body)).json()["done"] == 3
        assert await state_of(services, three[2]) == ("assigned", ida.staff.id)

    @pytest.mark.parametrize(
        "body",
        [
            {"action": "explode", "ids": ["a"]},
            {"action": "claim", "ids": []},
            {"action": "claim", "ids": ["a"] * 101},
            {"action": "transfer", "ids": ["a"]},
            {"action": "assign", "ids": ["a"], "line": 2},
        ],
    )
    async def test_what_says_too_little_is_refused_as_a_whole(
        self, mette: Colleague, body: dict[str, Any]
    ) -> None:
        assert (await call(mette, "POST", "bulk", body)).status_code == 422

"""Whoever leads takes over what a colleague has, or passes it on for them."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.conversations.models import Event
from api.services import Services
from tests.api.conftest import Visitor
from tests.api.console.test_pages import fragment
from tests.api.staff.colleague import Colleague, colleague


def path(visitor: Visitor, what: str) -> str:
    return f"/api/console/conversations/{visitor.id}/{what}"


@pytest.fixture
async def tove(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Tove", role="lead") as person:
        yield person


@pytest.fixture
async def with_ida(ida: Colleague, waiting: Visitor) -> Visitor:
    """A conversation that Ida has."""
    await ida.post(path(waiting, "claim"))
    return waiting


class TestOffered:
    @pytest.mark.parametrize("what", ["take_over", "transfer"])
    async def test_to_whoever_leads(self, tove: Colleague, with_ida: Visitor, what: str) -> None:
        assert f'data-ask-for="{what}"' in (await tove.get(fragment(with_ida))).text

    async def test_not_to_a_colleague(self, lars: Colleague, with_ida: Visitor) -> None:
        assert 'data-ask-for="take_over"' not in (await lars.get(fragment(with_ida))).text

    async def test_not_where_nobody_has_it(self, tove: Colleague, waiting: Visitor) -> None:
        assert 'data-ask-for="take_over"' not in (await tove.get(fragment(waiting))).text

    async def test_the_window_says_from_whom(self, tove: Colleague, with_ida: Visitor) -> None:
        window = (await tove.get(f"/console/conversations/{with_ida.id}/ask/take_over")).text
        assert "Take over from Ida?" in window


class TestTakeOver:
    async def test_is_told_in_the_timeline_with_the_reason(
        self, tove: Colleague, with_ida: Visitor, services: Services, conversation_now: Any
    ) -> None:
        answer = await tove.post(path(with_ida, "take-over"), {"reason": "Ida has gone home"})
        assert answer.json()["state"] == "assigned"
        assert (await conversation_now(with_ida.id)).assigned_to == tove.staff.id
        page = (await tove.get(fragment(with_ida))).text
        assert "Tove took it over from Ida: Ida has gone home" in page
        assert "Tove took it over: Ida has gone home" in page
        async with services.database.reading() as session:
            said = (await session.scalars(select(Event).where(Event.type == "transferred"))).all()
        assert [one.facts["to_staff_id"] for one in said] == [tove.staff.id]

    async def test_also_while_away(self, tove: Colleague, with_ida: Visitor, conversation_now: Any) -> None:
        await tove.post("/api/console/presence", {"available": False})
        assert (await tove.post(path(with_ida, "take-over"), {})).status_code == 200
        assert (await conversation_now(with_ida.id)).assigned_to == tove.staff.id

    async def test_what_one_has_already_stays(
        self, tove: Colleague, with_ida: Visitor, conversation_now: Any
    ) -> None:
        await tove.post(path(with_ida, "take-over"), {})
        before = (await conversation_now(with_ida.id)).last_seq
        assert (await tove.post(path(with_ida, "take-over"), {})).status_code == 200
        assert (await conversation_now(with_ida.id)).last_seq == before

    async def test_nothing_closed(self, ida: Colleague, tove: Colleague, with_ida: Visitor) -> None:
        await ida.post(path(with_ida, "close"), {"resolution": "solved"})
        answer = await tove.post(path(with_ida, "take-over"), {})
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conversation_closed")

    async def test_only_whoever_leads_may(
        self,
        client: httpx.AsyncClient,
        lars: Colleague,
        with_ida: Visitor,
        conversation_now: Any,
        ida: Colleague,
    ) -> None:
        assert (await client.post(path(with_ida, "take-over"), json={})).status_code == 401
        assert (await lars.post(path(with_ida, "take-over"), {})).status_code == 403
        assert (await conversation_now(with_ida.id)).assigned_to == ida.staff.id

"""In which order a list stands, on both databases."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update

from api.conversations.models import Conversation
from api.db import now
from api.services import Services
from tests.api.conftest import Visitor, arrive
from tests.api.console.conftest import Happens
from tests.api.staff.colleague import Colleague


@pytest.mark.parametrize("tab", ["waiting", "open"])
async def test_who_came_first_is_first_when_all_are_due_at_opening_time(
    ida: Colleague, services: Services, client: httpx.AsyncClient, queued: Happens, tab: str
) -> None:
    arrived: list[Visitor] = [await arrive(client) for _ in range(3)]
    for visitor in arrived:
        await queued(visitor)
    async with services.database.writing() as session:
        await session.execute(update(Conversation).values(due_at=now() + timedelta(hours=9)))
    rows = (await ida.get("/api/console/queue", tab=tab)).json()["rows"]
    assert [row["id"] for row in rows] == [visitor.id for visitor in arrived]

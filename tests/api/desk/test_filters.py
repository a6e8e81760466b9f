"""What a list is narrowed to."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from api.attachments.models import Attachment
from api.conversations.models import Conversation
from api.db import now
from api.desk.filters import Dropped, Filters, Known, read_stored
from api.services import Services
from api.staff.team_models import Team
from tests.api.conftest import Visitor, arrive
from tests.api.desk.conftest import Calls, ask, listed
from tests.api.staff.colleague import Colleague


@pytest.fixture
def set_columns(services: Services) -> Calls:
    async def change(visitor: Visitor, **values: Any) -> None:
        async with services.database.writing() as session:
            await session.execute(update(Conversation).where(Conversation.id == visitor.id).values(**values))

    return change


class TestLists:
    @pytest.mark.parametrize(
        ("columns", "filters"),
        [
            ({"state": "closed"}, {"state": "closed"}),
            ({"state": "closed"}, {"state": ["closed", "assigned"]}),
            ({"line": 3}, {"line": 3}),
            ({"language": "en"}, {"language": "en"}),
            ({"priority": 1}, {"priority": [1, 2]}),
            ({"escalation_reason": "policy"}, {"reason": "policy"}),
            ({"persona": "office"}, {"persona": "office"}),
            ({"channel": "email"}, {"channel": "email"}),
            ({"created_at": now() - timedelta(days=40)}, {"until": str((now() - timedelta(days=39)).date())}),
            ({"created_at": now() + timedelta(days=3)}, {"since": str((now() + timedelta(days=2)).date())}),
        ],
        ids=lambda value: next(iter(value)),
    )
    async def test_one_column(
        self,
        ida: Colleague,
        client: httpx.AsyncClient,
        set_columns: Calls,
        columns: dict[str, Any],
        filters: dict[str, Any],
    ) -> None:
        wanted, _ = await arrive(client, locale="da"), await arrive(client, locale="da")
        await set_columns(wanted, **columns)
        assert await listed(ida, **filters) == [wanted.id]

    async def test_holder(self, ida: Colleague, lars: Colleague, client: httpx.AsyncClient) -> None:
        mine, his, free = [(await arrive(client)).id for _ in range(3)]
        await ask(ida, "POST", f"conversations/{mine}/claim")
        await ask(lars, "POST", f"conversations/{his}/claim")
        assert await listed(ida, holder="me") == [mine]
        assert await listed(ida, holder=lars.staff.id) == [his]
        assert await listed(ida, holder="nobody") == [free]

    async def test_team(
        self, ida: Colleague, visitor: Visitor, services: Services, set_columns: Calls
    ) -> None:
        async with services.database.writing() as session:
            team = Team(name="Returns")
            session.add(team)
        await set_columns(visitor, team_id=team.id)
        assert await listed(ida, team=team.id) == [visitor.id]
        assert await listed(ida, team=team.id + 1) == []

    async def test_waiting_and_overdue(
        self, ida: Colleague, client: httpx.AsyncClient, queued: Calls, set_columns: Calls
    ) -> None:
        long, short = await arrive(client), await arrive(client)
        for visitor in (long, short):
            await queued(visitor)
        past = now() - timedelta(minutes=30)
        await set_columns(long, queued_at=past, due_at=past)
        await set_columns(short, due_at=now() + timedelta(days=9))
        assert await listed(ida, waiting_over=20) == [long.id]
        assert await listed(ida, waiting_over=40) == []
        assert await listed(ida, overdue=True) == [long.id]

    async def test_an_attachment_that_was_sent(
        self, ida: Colleague, client: httpx.AsyncClient, services: Services
    ) -> None:
        sent, kept_back = await arrive(client), await arrive(client)
        async with services.database.writing() as session:
            for number, (visitor, seq) in enumerate(((sent, 1), (kept_back, None))):
                session.add(
                    Attachment(
                        id=str(number),
                        conversation_id=visitor.id,
                        event_seq=seq,
                        author="visitor",
                        name="mill.png",
                        media_type="image/png",
                        size=1,
                        sha256="0" * 64,
                    )
                )
        assert await listed(ida, attachment=True) == [sent.id]

    async def test_pages_and_orders(
        self, ida: Colleague, client: httpx.AsyncClient, set_columns: Calls
    ) -> None:
        visitors = [await arrive(client) for _ in range(3)]
        for days, visitor in enumerate(visitors):
            moment = now() - timedelta(days=days)
            await set_columns(visitor, created_at=moment, updated_at=moment)
        newest = [visitor.id for visitor in visitors]
        assert await listed(ida, order="newest") == newest
        assert await listed(ida, order="oldest") == newest[::-1]
        assert await listed(ida, order="newest", limit=1, offset=1) == [newest[1]]
        assert (await ida.get("/api/console/list", limit=1)).json()["total"] == 3

    @pytest.mark.parametrize(
        "filters",
        [
            {"state": "nowhere"},
            {"line": 4},
            {"holder": "somebody"},
            {"since": "yesterday"},
            {"until": "0001-01-01"},
            {"waiting_over": 0},
            {"limit": 101},
            {"label": 10**20},
        ],
        ids=lambda value: next(iter(value)),
    )
    async def test_what_cannot_be_is_told(self, ida: Colleague, filters: dict[str, Any]) -> None:
        answer = await ida.get("/api/console/list", **filters)
        assert answer.status_code == 422
        assert next(iter(filters)) in "".join(answer.json()["error"]["fields"])


class TestReadStored:
    KNOWN = Known(label={1, 2}, team={1}, holder={7}, persona={"office"})

    def test_what_is_known_is_read(self) -> None:
        filters = Filters(label=[1, 2], holder=7, persona=["office"], text="kværn", overdue=True)
        reading = read_stored(filters.as_stored(), self.KNOWN)
        assert reading.filters == filters
        assert reading.dropped == ()

    @pytest.mark.parametrize(
        ("stored", "left", "dropped"),
        [
            ({"label": [1, 9]}, {"label": [1]}, [("label", "9")]),
            ({"team": [9]}, {}, [("team", "9")]),
            ({"holder": 9}, {}, [("holder", "9")]),
            ({"holder": "me"}, {"holder": "me"}, []),
            ({"persona": ["office", "gone"]}, {"persona": ["office"]}, [("persona", "gone")]),
            ({"colour": "red", "line": [2]}, {"line": [2]}, [("colour", None)]),
            ({"line": [2, 9, "x"]}, {"line": [2]}, [("line", "9"), ("line", "x")]),
            ({"state": "queued", "overdue": True}, {"overdue": True}, [("state", "queued")]),
            ({"since": "yesterday"}, {}, [("since", "yesterday")]),
            (
                {"waiting_over": {"a": 1}, "snoozed": None},
                {},
                [("waiting_over", "{'a': 1}"), ("snoozed", "None")],
            ),
        ],
    )
    def test_what_is_not_is_dropped_and_said(
        self, stored: dict[str, Any], left: dict[str, Any], dropped: list[tuple[str, str | None]]
    ) -> None:
        reading = read_stored(stored, self.KNOWN)
        assert reading.filters == Filters.model_validate(left)
        assert list(reading.dropped) == [Dropped(field=field, value=value) for field, value in dropped]

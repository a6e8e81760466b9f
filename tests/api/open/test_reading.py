"""What other systems read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from api.conversations import contacts, repository
from api.conversations.models import Contact, Conversation
from api.db import now
from api.open.cursor import read, settled, written
from api.open.errors import CursorInvalid
from api.services import Services
from tests.api.conftest import Visitor, arrive
from tests.api.open.conftest import Connect, OtherSystem


async def aged(services: Services, conversation_id: str, *, minutes: int) -> None:
    """Have a conversation have changed that long ago."""
    async with services.database.writing() as session:
        query = update(Conversation).where(Conversation.id == conversation_id)
        await session.execute(query.values(updated_at=now() - timedelta(minutes=minutes)))


@pytest.fixture
async def five(client: httpx.AsyncClient, services: Services) -> list[str]:
    """Five conversations, the first changed the longest ago; two of them at the same moment."""
    ids = sorted([(await arrive(client, locale="nb")).id for _ in range(5)])
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    for number, each in enumerate(ids):
        async with services.database.writing() as session:
            query = update(Conversation).where(Conversation.id == each)
            await session.execute(query.values(updated_at=moment + timedelta(hours=number // 2)))
    return ids


class TestList:
    async def test_page_by_page_each_once(self, zendesk: OtherSystem, five: list[str]) -> None:
        seen, cursor, more = [], None, True
        while more:
            params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
            page = (await zendesk.get("conversations", **params)).json()
            seen += [each["id"] for each in page["conversations"]]
            cursor, more = page["cursor"], page["has_more"]
        assert seen == five
        rest = (await zendesk.get("conversations", cursor=cursor)).json()
        assert rest == {"conversations": [], "cursor": cursor, "has_more": False}

    async def test_what_changes_comes_again(
        self, zendesk: OtherSystem, five: list[str], services: Services
    ) -> None:
        cursor = (await zendesk.get("conversations")).json()["cursor"]
        await aged(services, five[0], minutes=0)
        page = (await zendesk.get("conversations", cursor=cursor)).json()
        assert [each["id"] for each in page["conversations"]] == [five[0]]

    async def test_a_change_that_was_being_stored_is_not_missed(
        self, zendesk: OtherSystem, visitor: Visitor, client: httpx.AsyncClient, services: Services
    ) -> None:
        cursor = (await zendesk.get("conversations")).json()["cursor"]
        late = await arrive(client)
        async with services.database.writing() as session:
            query = update(Conversation).where(Conversation.id == late.id)
            await session.execute(query.values(updated_at=now() - timedelta(seconds=5)))
        page = (await zendesk.get("conversations", cursor=cursor)).json()
        assert late.id in [each["id"] for each in page["conversations"]]

    async def test_by_state_language_and_change(
        self, zendesk: OtherSystem, waiting: Visitor, five: list[str]
    ) -> None:
        async def ids(**params: Any) -> list[str]:
            page = (await zendesk.get("conversations", **params)).json()
            return [each["id"] for each in page["conversations"]]

        assert await ids(state="queued") == [waiting.id]
        assert await ids(state=["queued", "bot"]) == [*five, waiting.id]
        assert await ids(language="nb") == five
        assert await ids(language="nb", state="queued") == []
        assert await ids(updated_since="2026-11-01T01:30:00Z") == [five[4], waiting.id]

    async def test_says_where_each_stands(self, zendesk: OtherSystem, waiting: Visitor) -> None:
        (shown,) = (await zendesk.get("conversations")).json()["conversations"]
        assert (shown["state"], shown["escalation_reason"], shown["line"]) == ("queued", "requested", 1)
        assert "kværn" not in str(shown)

    @pytest.mark.parametrize(
        "params",
        [
            {"state": "asleep"},
            {"language": "sv"},
            {"limit": 0},
            {"limit": 201},
            {"updated_since": "yesterday"},
            {"updated_since": "2026-11-01T00:00:00"},
            {"cursor": "x"},
            {"cursor": "%00"},
            {"cursor": "a" * 300},
        ],
    )
    async def test_odd_wishes_are_refused(self, zendesk: OtherSystem, params: dict[str, Any]) -> None:
        answer = await zendesk.get("conversations", **params)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_input")


class TestCursor:
    def test_is_read_as_it_was_written(self) -> None:
        place = (datetime(2026, 11, 22, 9, 30, 1, 123456, tzinfo=UTC), "a" * 32)
        assert read(written(place)) == place

    @pytest.mark.parametrize(
        "cursor", ["", "x", "eA", "MjAyNi0xMS0yMlQwOTozMDowMA", "MDAwMS0wMS0wMVQwMDowMDowMCswMDowMCB4", "æ"]
    )
    def test_of_ones_own_making_is_refused(self, cursor: str) -> None:
        with pytest.raises(CursorInvalid):
            read(cursor)

    def test_never_lies_in_the_present(self) -> None:
        moment = datetime(2026, 11, 22, tzinfo=UTC)
        old = (moment - timedelta(hours=1), "a")
        assert settled(old, at=moment) == old
        assert settled((moment, "a"), at=moment)[0] < moment


class TestInFull:
    @pytest.fixture
    async def named(self, services: Services, waiting: Visitor) -> Visitor:
        async with services.database.writing() as session:
            conversation = await repository.lock(session, waiting.id)
            await contacts.take(session, conversation, {"name": "Anna Holm", "email": "anna@home.example"})
        return waiting

    async def test_has_the_timeline_and_the_packet(self, zendesk: OtherSystem, waiting: Visitor) -> None:
        got = (await zendesk.get(f"conversations/{waiting.id}")).json()
        said = [each["text"].get("text") for each in got["timeline"] if each["author"] == "visitor"]
        assert said == ["Min kværn larmer"]
        assert [each["seq"] for each in got["timeline"]] == list(range(1, len(got["timeline"]) + 1))
        assert got["packet"]["reason"] == "requested"
        assert got["conversation"]["last_seq"] == got["timeline"][-1]["seq"]

    async def test_can_be_read_on_from_a_number(self, zendesk: OtherSystem, waiting: Visitor) -> None:
        got = (await zendesk.get(f"conversations/{waiting.id}", after=2)).json()
        assert got["timeline"][0]["seq"] == 3

    async def test_keeps_the_name_to_keys_that_may_know_it(
        self, zendesk: OtherSystem, connect: Connect, named: Visitor
    ) -> None:
        without = (await zendesk.get(f"conversations/{named.id}")).text
        assert "Anna" not in without
        assert "anna@" not in without
        knowing = await connect("conversations:read", "customers:read")
        got = (await knowing.get(f"conversations/{named.id}")).json()
        assert got["contact"] == {"name": "Anna Holm", "email": "anna@home.example", "phone": None}
        assert got["packet"]["who"]["name"] == "Anna Holm"

    async def test_of_nobody(self, zendesk: OtherSystem) -> None:
        answer = await zendesk.get("conversations/" + "0" * 32)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "conversation_not_found")


class TestCustomer:
    async def test_by_the_businesss_own_id(
        self, connect: Connect, services: Services, visitor: Visitor
    ) -> None:
        async with services.database.writing() as session:
            customer = await repository.lock_customer(session, "K-1001")
            session.add(Contact(customer_id=customer.id, name="Anna Holm"))
            (await repository.lock(session, visitor.id)).customer_id = customer.id
        other = await connect("customers:read", "conversations:read")
        got = (await other.get("customers/K-1001")).json()
        assert got["contact"]["name"] == "Anna Holm"
        assert got["conversations"] == [visitor.id]
        (shown,) = (await other.get("conversations")).json()["conversations"]
        assert shown["customer"] == "K-1001"


class TestFigures:
    async def test_count_what_became_of_conversations(self, connect: Connect, waiting: Visitor) -> None:
        other = await connect("reports:read")
        since, until = now() - timedelta(hours=1), now() + timedelta(hours=1)
        params = {"since": since.isoformat(), "until": until.isoformat()}
        got = (await other.get("reports/conversations", **params)).json()
        assert (got["conversations"], got["waiting_for_a_person"], got["with_a_person"]) == (1, 1, 0)
        params["until"] = (now() - timedelta(minutes=30)).isoformat()
        assert (await other.get("reports/conversations", **params)).json()["conversations"] == 0

"""Earlier conversations of the same person: the same customer, or the same e-mail address."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text, update

from api.conversations import queries, repository
from api.conversations.models import Contact, Conversation, Customer
from api.conversations.packet import context_packet
from api.db import now
from api.services import Services
from tests.api.conftest import Visitor, arrive


async def came(
    client: httpx.AsyncClient, services: Services, *, weeks_ago: int, email: str | None
) -> Visitor:
    """Somebody who wrote so many weeks ago, and gave an address."""
    visitor = await arrive(client, locale="da-DK")
    async with services.database.writing() as session:
        if email is not None:
            session.add(Contact(conversation_id=visitor.id, email=email))
        when = update(Conversation).where(Conversation.id == visitor.id)
        await session.execute(when.values(created_at=now() - timedelta(weeks=weeks_ago)))
    return visitor


async def earlier_of(services: Services, visitor: Visitor) -> list[tuple[str, bool]]:
    async with services.database.reading() as session:
        packet = await context_packet(session, visitor.id, catalog=services.catalog.current())
    return [(one.id, one.same_email) for one in packet.earlier]


async def signed_in(services: Services, *visitors: Visitor, email: str | None = None) -> None:
    async with services.database.writing() as session:
        customer = Customer(external_id="c-1")
        session.add(customer)
        await session.flush()
        if email is not None:
            session.add(Contact(customer_id=customer.id, email=email))
        for visitor in visitors:
            (await repository.lock(session, visitor.id)).customer_id = customer.id


class TestTheSameAddress:
    async def test_is_found_in_any_letter_case_and_marked(
        self, client: httpx.AsyncClient, services: Services
    ) -> None:
        older = await came(client, services, weeks_ago=3, email="Mette.Holm@Mill.example")
        newer = await came(client, services, weeks_ago=2, email="METTE.HOLM@mill.example")
        await came(client, services, weeks_ago=2, email="bob@mill.example")
        await came(client, services, weeks_ago=2, email=None)
        visitor = await came(client, services, weeks_ago=1, email="mette.holm@mill.example")
        await came(client, services, weeks_ago=0, email="mette.holm@mill.example")
        assert await earlier_of(services, visitor) == [(newer.id, True), (older.id, True)]

    async def test_without_one_nobody_is_the_same(
        self, client: httpx.AsyncClient, services: Services
    ) -> None:
        await came(client, services, weeks_ago=2, email="mette@mill.example")
        visitor = await came(client, services, weeks_ago=1, email=None)
        assert await earlier_of(services, visitor) == []

    async def test_a_signed_in_customer_is_proven_and_their_address_finds_the_rest(
        self, client: httpx.AsyncClient, services: Services
    ) -> None:
        theirs = await came(client, services, weeks_ago=3, email=None)
        guest = await came(client, services, weeks_ago=2, email="METTE@mill.example")
        visitor = await came(client, services, weeks_ago=1, email=None)
        await signed_in(services, theirs, visitor, email="mette@mill.example")
        assert await earlier_of(services, visitor) == [(theirs.id, False), (guest.id, True)]

    async def test_a_guest_finds_what_the_customer_wrote_signed_in(
        self, client: httpx.AsyncClient, services: Services
    ) -> None:
        theirs = await came(client, services, weeks_ago=2, email=None)
        await signed_in(services, theirs, email="mette@mill.example")
        guest = await came(client, services, weeks_ago=1, email="Mette@mill.example")
        assert await earlier_of(services, guest) == [(theirs.id, True)]

    async def test_is_looked_up_by_an_index(
        self, client: httpx.AsyncClient, services: Services, place: str
    ) -> None:
        await came(client, services, weeks_ago=2, email="mette@mill.example")
        visitor = await came(client, services, weeks_ago=1, email="mette@mill.example")
        statement = "SELECT id FROM contacts WHERE lower(email) IN ('mette@mill.example')"
        async with services.database.reading() as session:
            conversation = await repository.get(session, visitor.id)
            assert len(await queries.earlier(session, conversation, limit=5)) == 1
            if place == "sqlite":
                plan = await session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))
            else:
                await session.execute(text("SET LOCAL enable_seqscan = off"))
                plan = await session.execute(text(f"EXPLAIN {statement}"))
            assert "ix_contacts_lower_email" in str(plan.all())


@pytest.mark.parametrize("weeks_ago", [0])
async def test_one_alone_has_no_past(client: httpx.AsyncClient, services: Services, weeks_ago: int) -> None:
    visitor = await came(client, services, weeks_ago=weeks_ago, email="mette@mill.example")
    assert await earlier_of(services, visitor) == []

"""A shop system tells who customers are and what they bought."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from api.conversations import erasure, expiry, repository
from api.conversations.models import Contact, Conversation, Customer
from api.customers.models import Order
from api.db import now
from api.services import Services
from api.staff.models import AuditEntry
from tests.api.conftest import Visitor
from tests.api.open.conftest import Connect, OtherSystem

ORDER = {
    "placed_at": "2026-10-12T09:30:00+02:00",
    "status": "delivered",
    "total": "2299.00",
    "currency": "DKK",
    "items": [{"name": "Stilla", "quantity": 1, "product": "quiet-grinder"}],
}


@pytest.fixture
async def shop(connect: Connect) -> OtherSystem:
    return await connect("customers:read", "customers:write", "conversations:read")


async def tell(shop: OtherSystem, path: str, body: Any) -> httpx.Response:
    return await shop.client.put(f"/api/v1/customers/{path}", json=body)


async def told(shop: OtherSystem, number: str, **more: Any) -> None:
    response = await tell(shop, f"K-1/orders/{number}", {**ORDER, **more})
    assert response.status_code == 200, response.text


async def belongs_to(services: Services, visitor: Visitor, customer: str) -> None:
    async with services.database.writing() as session:
        person = await repository.lock_customer(session, customer)
        (await repository.lock(session, visitor.id)).customer_id = person.id


class TestCustomer:
    async def test_is_told_of_and_read_again(self, shop: OtherSystem) -> None:
        body = {"name": "Anna Holm", "email": "anna@home.example", "since": "2024-03-05", "level": "Guld"}
        assert (await tell(shop, "K-1", body)).status_code == 204
        got = (await shop.get("customers/K-1")).json()
        assert got["contact"] == {"name": "Anna Holm", "email": "anna@home.example", "phone": None}
        assert (got["history"]["since"], got["history"]["level"]) == ("2024-03-05", "Guld")

    async def test_what_is_left_out_stays_and_null_takes_away(self, shop: OtherSystem) -> None:
        await tell(shop, "K-1", {"name": "Anna Holm", "email": "anna@home.example", "level": "Guld"})
        await tell(shop, "K-1", {"email": None, "since": "2024-03-05"})
        got = (await shop.get("customers/K-1")).json()
        assert got["contact"] == {"name": "Anna Holm", "email": None, "phone": None}
        assert got["history"]["level"] == "Guld"

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"email": "not an address"}, "email"),
            ({"phone": "12"}, "phone"),
            ({"since": "yesterday"}, "since"),
            ({"nickname": "Annie"}, "nickname"),
        ],
    )
    async def test_what_cannot_be_is_named_and_nothing_is_kept(
        self, shop: OtherSystem, body: dict[str, Any], field: str
    ) -> None:
        answer = await tell(shop, "K-1", {"name": "Anna Holm", **body})
        assert answer.status_code == 422
        assert field in answer.json()["error"]["fields"]
        assert (await shop.get("customers/K-1")).status_code == 404


class TestOrders:
    async def test_the_worth_counts_what_was_kept(self, shop: OtherSystem) -> None:
        long_ago = (now() - timedelta(days=800)).isoformat()
        await told(shop, "A-1", placed_at=long_ago, total="500.50")
        await told(shop, "A-2", placed_at=now().isoformat(), total=1200)
        await told(shop, "A-3", status="returned", total="9000")
        await told(shop, "A-4", placed_at=long_ago, currency="NOK", total="80")
        got = (await shop.get("customers/K-1")).json()["history"]
        assert got["orders"] == 3
        assert got["value"] == [
            {"currency": "DKK", "total": "1700.50", "last_year": "1200.00"},
            {"currency": "NOK", "total": "80.00", "last_year": "0.00"},
        ]
        assert got["newest"][0]["number"] == "A-2"
        assert {order["number"] for order in got["newest"]} == {"A-1", "A-2", "A-3", "A-4"}

    async def test_told_again_it_changes_and_is_not_doubled(
        self, shop: OtherSystem, services: Services
    ) -> None:
        await told(shop, "A-1", status="placed")
        await told(shop, "A-1", status="sent")
        (order,) = (await shop.get("customers/K-1")).json()["history"]["newest"]
        assert order == {**ORDER, "number": "A-1", "status": "sent", "placed_at": "2026-10-12T07:30:00Z"}

    async def test_a_number_keeps_its_customer(self, shop: OtherSystem) -> None:
        await told(shop, "A-1")
        answer = await tell(shop, "K-2/orders/A-1", ORDER)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "order_of_another_customer")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"status": "lost"},
            {"total": -1},
            {"total": "1.999"},
            {"currency": "kr"},
            {"placed_at": "2026-10-12T09:30:00"},
            {"items": [{"name": ""}]},
            {"items": [{"name": "x", "quantity": 0}]},
        ],
    )
    async def test_what_cannot_be_is_refused(self, shop: OtherSystem, wrong: dict[str, Any]) -> None:
        answer = await tell(shop, "K-1/orders/A-1", {**ORDER, **wrong})
        assert answer.status_code == 422
        assert answer.json()["error"]["fields"]

    async def test_stand_beside_a_conversation_for_keys_that_may_know(
        self, shop: OtherSystem, connect: Connect, services: Services, visitor: Visitor
    ) -> None:
        await told(shop, "A-1")
        await belongs_to(services, visitor, "K-1")
        got = (await shop.get(f"conversations/{visitor.id}")).json()
        assert got["history"]["newest"][0]["number"] == "A-1"
        other = await connect("conversations:read")
        assert (await other.get(f"conversations/{visitor.id}")).json()["history"] is None


class TestForgetting:
    async def test_takes_orders_contact_and_conversations(
        self, shop: OtherSystem, services: Services, visitor: Visitor
    ) -> None:
        await tell(shop, "K-1", {"name": "Anna Holm"})
        await told(shop, "A-1")
        await belongs_to(services, visitor, "K-1")
        answer = await shop.client.delete("/api/v1/customers/K-1")
        assert answer.status_code == 204
        async with services.database.reading() as session:
            for table in (Customer, Order, Contact, Conversation):
                assert await session.scalar(select(func.count()).select_from(table)) == 0
            erased = select(AuditEntry).where(AuditEntry.action == "erased")
            assert (await session.scalars(erased)).one().conversation_id == visitor.id

    async def test_of_nobody(self, shop: OtherSystem) -> None:
        assert (await shop.client.delete("/api/v1/customers/K-9")).status_code == 404

    async def test_a_visitor_who_erases_a_conversation_leaves_what_the_shop_told(
        self, shop: OtherSystem, services: Services, visitor: Visitor
    ) -> None:
        await told(shop, "A-1")
        await belongs_to(services, visitor, "K-1")
        await erasure.erase(services, visitor.id)
        assert (await shop.get("customers/K-1")).json()["history"]["orders"] == 1

    async def test_idle_contacts_go_except_those_told_of_lately(
        self, shop: OtherSystem, services: Services
    ) -> None:
        await tell(shop, "K-1", {"name": "Anna Holm"})
        async with services.database.writing() as session:
            assert await expiry.erase_idle_contacts(session, idle_since=now() - timedelta(days=1)) == 0
            assert await expiry.erase_idle_contacts(session, idle_since=now() + timedelta(days=1)) == 1

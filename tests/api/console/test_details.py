"""A colleague adds or corrects who the customer is."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.conversations import repository
from api.conversations.models import Contact, Customer
from api.services import Services
from tests.api.conftest import Visitor
from tests.api.console.test_pages import fragment
from tests.api.staff.colleague import Colleague


def contact(visitor: Visitor) -> str:
    return f"/api/console/conversations/{visitor.id}/contact"


async def window(person: Colleague, visitor: Visitor) -> str:
    return (await person.get(f"/console/conversations/{visitor.id}/ask/contact")).text


async def kept(services: Services) -> list[tuple[Any, ...]]:
    async with services.database.reading() as session:
        found = (await session.scalars(select(Contact).order_by(Contact.id))).all()
        return [(one.name, one.email, one.phone) for one in found]


class TestCorrecting:
    async def test_what_is_new_is_kept_and_the_timeline_says_by_whom(
        self, ida: Colleague, waiting: Visitor, services: Services
    ) -> None:
        told = {"name": " Mette Holm ", "email": "mette@mill.example", "phone": ""}
        assert (await ida.post(contact(waiting), told)).status_code == 204
        assert await kept(services) == [("Mette Holm", "mette@mill.example", None)]
        page = (await ida.get(fragment(waiting))).text
        assert "Ida entered the customer’s name" in page
        assert "Ida entered the customer’s e-mail address" in page
        assert "phone number" not in page
        assert "Mette Holm" in page
        assert 'value="mette@mill.example"' in await window(ida, waiting)

    async def test_the_same_again_is_not_told(self, ida: Colleague, waiting: Visitor) -> None:
        for _ in range(2):
            await ida.post(contact(waiting), {"phone": "+45 20 12 34 56"})
        page = (await ida.get(fragment(waiting))).text
        assert page.count("Ida entered the customer’s phone number") == 1

    async def test_what_is_emptied_is_gone(
        self, ida: Colleague, waiting: Visitor, services: Services
    ) -> None:
        await waiting.post("contact", email="bob@mill.example", name="Bob")
        await ida.post(contact(waiting), {"name": "Bob", "email": ""})
        assert await kept(services) == [("Bob", None, None)]
        assert "Ida removed the customer’s e-mail address" in (await ida.get(fragment(waiting))).text

    async def test_what_cannot_be_is_named_and_nothing_is_kept(
        self, ida: Colleague, waiting: Visitor, services: Services
    ) -> None:
        answer = await ida.post(contact(waiting), {"name": "Mette", "email": "mette", "phone": "12"})
        error = answer.json()["error"]
        assert (answer.status_code, set(error["fields"])) == (422, {"email", "phone"})
        assert await kept(services) == []

    async def test_what_the_business_has_signed_is_shown_and_not_copied(
        self, ida: Colleague, waiting: Visitor, services: Services
    ) -> None:
        async with services.database.writing() as session:
            customer = Customer(external_id="c-1")
            session.add(customer)
            await session.flush()
            session.add(Contact(customer_id=customer.id, name="Mette", email="mette@mill.example"))
            (await repository.lock(session, waiting.id)).customer_id = customer.id
        assert 'value="mette@mill.example"' in await window(ida, waiting)
        told = {"name": "Mette", "email": "mette@mill.example", "phone": "20 12 34 56"}
        await ida.post(contact(waiting), told)
        assert await kept(services) == [
            ("Mette", "mette@mill.example", None),
            (None, None, "+45 20 12 34 56"),
        ]


class TestAccess:
    async def test_is_for_those_who_talk_with_customers(
        self, client: httpx.AsyncClient, marketer: Colleague, waiting: Visitor, services: Services
    ) -> None:
        assert (await client.post(contact(waiting), json={"name": "X"})).status_code == 401
        assert (await marketer.post(contact(waiting), {"name": "X"})).status_code == 403
        assert await kept(services) == []

    @pytest.mark.parametrize("id", ["unknown", "x" * 65])
    async def test_a_conversation_that_does_not_exist(self, ida: Colleague, id: str) -> None:
        answer = await ida.post(f"/api/console/conversations/{id}/contact", {"name": "X"})
        assert answer.status_code in (404, 422)


class TestHead:
    async def test_leads_there(self, ida: Colleague, waiting: Visitor) -> None:
        page = (await ida.get(fragment(waiting))).text
        assert page.count('data-ask-for="contact"') == 2
        assert 'aria-keyshortcuts="i"' in page

"""The visitor's copy of what was said."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from api.conversations import escalation
from api.db import now
from api.mail.models import OutgoingMail
from api.services import Services
from api.settings import Settings
from api.staff.models import Staff
from tests.api.attachments.pictures import send, uploaded
from tests.api.conftest import Visitor, arrive
from tests.api.fake_dialogue import FakeDialogue, answer


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, smtp_url="smtp://127.0.0.1:1", mail_from="hello@mill.example")


async def outbox(services: Services) -> list[OutgoingMail]:
    async with services.database.reading() as session:
        return list(await session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


class TestDownload:
    async def test_as_text_it_has_who_said_what_and_the_files_names(
        self, visitor: Visitor, dialogue: FakeDialogue, services: Services, agent: Staff
    ) -> None:
        dialogue.reply = lambda _: answer("Hvad skal den bruges til?")
        await visitor.say("Jeg søger en kværn.\nEn stille en.")
        await send(visitor, await uploaded(visitor))
        async with services.database.writing() as session:
            catalog = services.catalog.current()
            await escalation.reply(
                session, visitor.id, agent, "Hej, det er Ida.", "reply-001", catalog=catalog
            )
            await escalation.note(session, visitor.id, agent, "kun for os")
        got = await visitor.get("transcript")
        assert got.headers["content-type"] == "text/plain; charset=utf-8"
        assert got.headers["content-disposition"].startswith('attachment; filename="samtale-')
        lines = got.text.splitlines()
        assert lines[0].startswith("Samtale med ")
        assert any("Kunden: Jeg søger en kværn." in line for line in lines)
        assert any(line.strip() == "En stille en." for line in lines)
        assert any("Kunden: [Fil: kvern.png]" in line for line in lines)
        assert any("Ida: Hej, det er Ida." in line for line in lines)
        assert "kun for os" not in got.text

    async def test_as_a_page_nothing_in_it_runs(self, visitor: Visitor) -> None:
        await visitor.say("<script>alert(1)</script>")
        got = await visitor.get("transcript", format="html")
        assert got.headers["content-type"].startswith("text/html")
        assert "&lt;script&gt;" in got.text
        assert "<script" not in got.text
        assert got.headers["content-security-policy"].endswith("sandbox")
        assert "'unsafe-inline'" not in got.headers["content-security-policy"]

    async def test_in_the_language_of_the_conversation(self, client: httpx.AsyncClient) -> None:
        visitor = await arrive(client, locale="en")
        assert (await visitor.get("transcript")).text.startswith("Conversation with ")

    async def test_not_without_the_token_nor_with_anothers(
        self, visitor: Visitor, client: httpx.AsyncClient
    ) -> None:
        assert (await client.get(f"{visitor.path}/transcript")).status_code == 401
        other = await arrive(client)
        crossed = await client.get(f"{visitor.path}/transcript", headers=other.headers)
        assert crossed.status_code == 404

    async def test_there_are_two_forms(self, visitor: Visitor) -> None:
        assert (await visitor.get("transcript", format="pdf")).status_code == 422


class TestByMail:
    async def test_to_the_address_given_in_the_conversation(
        self, visitor: Visitor, services: Services
    ) -> None:
        await visitor.post("contact", email="per@example.com")
        response = await visitor.post("transcript")
        assert (response.status_code, response.json()) == (202, {"address": "per@example.com"})
        (mail,) = await outbox(services)
        assert (mail.kind, mail.address) == ("transcript", "per@example.com")
        assert mail.conversation_id == visitor.id
        assert mail.html is not None
        assert mail.html.startswith("<!doctype html>")

    async def test_without_an_address_it_asks_for_one(self, visitor: Visitor, services: Services) -> None:
        response = await visitor.post("transcript", address="victim@example.com")
        assert response.status_code == 409
        assert response.json()["error"]["message"].startswith("Skriv først en e-mailadresse")
        assert await outbox(services) == []

    async def test_not_twice_in_ten_minutes_and_not_four_times_a_day(
        self, visitor: Visitor, services: Services
    ) -> None:
        await visitor.post("contact", email="per@example.com")
        for wait in (600, 600, 86_400):
            assert (await visitor.post("transcript")).status_code == 202
            again = await visitor.post("transcript")
            assert again.status_code == 429
            assert 0 < int(again.headers["retry-after"]) <= wait
            async with services.database.writing() as session:
                earlier = now() - timedelta(minutes=11)
                await session.execute(update(OutgoingMail).values(created_at=earlier))
        fourth = await visitor.post("transcript")
        assert fourth.status_code == 429
        assert int(fourth.headers["retry-after"]) > 3600

    async def test_one_address_has_so_many_sent_an_hour(self, client: httpx.AsyncClient) -> None:
        answers = set()
        for _ in range(11):
            visitor = await arrive(client)
            await visitor.post("contact", email="per@example.com")
            answers.add((await visitor.post("transcript")).status_code)
        assert answers == {202, 429}

    async def test_not_without_the_token(self, visitor: Visitor, client: httpx.AsyncClient) -> None:
        assert (await client.post(f"{visitor.path}/transcript")).status_code == 401

    async def test_without_a_mail_server_nobody_is_told_that_it_is_on_its_way(
        self, visitor: Visitor, services: Services, app: FastAPI
    ) -> None:
        await visitor.post("contact", email="per@example.com")
        without = replace(services, settings=replace(services.settings, smtp_url=None))
        app.state.services = without
        refused = await visitor.post("transcript")
        app.state.services = services
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "no_mail_server")
        assert await outbox(services) == []

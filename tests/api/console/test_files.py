"""The conversation as a file, for a colleague."""

from dataclasses import replace

import httpx
import pytest
from sqlalchemy import select

from api.mail.models import OutgoingMail
from api.services import Services
from api.settings import Settings
from api.staff.models import AuditEntry
from tests.api.attachments.pictures import PDF, picture, send, uploaded
from tests.api.conftest import Visitor
from tests.api.staff.colleague import Colleague

AT = "/api/console/conversations"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, smtp_url="smtp://127.0.0.1:1", mail_from="hello@mill.example")


class TestTranscript:
    async def test_it_is_in_the_colleagues_language(self, ida: Colleague, visitor: Visitor) -> None:
        got = await ida.client.get(f"{AT}/{visitor.id}/transcript", headers={"Accept-Language": "nb"})
        assert got.text.startswith("Samtale med ")
        assert "Startet" in got.text
        page = await ida.get(f"{AT}/{visitor.id}/transcript", format="html")
        assert page.text.startswith("<!doctype html>")

    async def test_it_is_sent_to_the_customer_only(
        self, ida: Colleague, visitor: Visitor, services: Services
    ) -> None:
        path = f"{AT}/{visitor.id}/transcript"
        assert (await ida.post(path, {"address": "ida@home.example"})).status_code == 409
        await visitor.post("contact", email="per@example.com")
        assert (await ida.post(path)).json() == {"address": "per@example.com"}
        assert (await ida.post(path)).status_code == 429
        async with services.database.reading() as session:
            assert (await session.scalars(select(OutgoingMail.address))).all() == ["per@example.com"]

    async def test_the_audit_trail_says_who_took_it_and_who_sent_it(
        self, ida: Colleague, visitor: Visitor, services: Services
    ) -> None:
        path = f"{AT}/{visitor.id}/transcript"
        await ida.get(path, format="html")
        assert (await ida.post(path)).status_code == 409
        await visitor.post("contact", email="per@example.com")
        await ida.post(path)
        async with services.database.reading() as session:
            entries = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
        assert [(one.action, one.staff_id, one.conversation_id, one.facts) for one in entries] == [
            ("transcript_taken", ida.staff.id, visitor.id, {"format": "html"}),
            ("transcript_mailed", ida.staff.id, visitor.id, {}),
        ]

    async def test_not_for_marketers_nor_for_nobody(
        self, marketer: Colleague, visitor: Visitor, client: httpx.AsyncClient
    ) -> None:
        path = f"{AT}/{visitor.id}/transcript"
        assert (await client.get(path)).status_code == 401
        assert (await marketer.get(path)).status_code == 403
        assert (await marketer.get(f"{AT}/{visitor.id}/attachments/{'0' * 32}")).status_code == 403

    async def test_an_unknown_conversation_has_none(self, ida: Colleague) -> None:
        assert (await ida.get(f"{AT}/{'0' * 32}/transcript")).status_code == 404
        assert (await ida.post(f"{AT}/{'0' * 32}/transcript")).status_code == 404


class TestAttachment:
    async def test_the_audit_trail_says_who_took_a_file_and_who_saw_a_picture(
        self, ida: Colleague, visitor: Visitor, services: Services
    ) -> None:
        for name, data in (("regning.pdf", PDF), ("kvern.png", picture())):
            file = await uploaded(visitor, data, name=name)
            assert (await send(visitor, file, key=name)).status_code == 200
            for _ in range(2):
                assert (await ida.get(f"{AT}/{visitor.id}/attachments/{file}")).status_code == 200
        assert (await ida.get(f"{AT}/{visitor.id}/attachments/{'0' * 32}")).status_code == 404
        async with services.database.reading() as session:
            entries = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
        assert [(one.action, one.staff_id, one.conversation_id) for one in entries] == [
            ("file_taken", ida.staff.id, visitor.id),
            ("file_taken", ida.staff.id, visitor.id),
            ("conversation_opened", ida.staff.id, visitor.id),
        ]
        assert entries[0].facts["format"] == "application/pdf"

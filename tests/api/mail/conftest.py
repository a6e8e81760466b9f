"""A real mail server of one's own, on both databases, and an outbox to fill."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select, update

from api.db import now
from api.mail import outbox
from api.mail.models import OutgoingMail
from api.services import Services
from api.settings import Settings
from tests.databases import on_both


class Postbox:
    """What a server does with mail: keeps it, refuses what ``refusals`` names, hangs for whom ``silent``
    names, until it is ``let_go``."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.refusals: dict[str, str] = {}
        self.silent: set[str] = set()
        self.let_go = asyncio.Event()
        self.port = 0
        self.tries = 0

    @property
    def messages(self) -> list[EmailMessage]:
        contents = [cast(bytes, envelope.content) for envelope in self.taken]
        return [message_from_bytes(content, policy=default) for content in contents]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tries += 1
        if address in self.silent:
            await self.let_go.wait()
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(0)
        self.taken.append(envelope)
        return "250 taken"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is claimed and by whom is the database's: on both."""
    on_both(metafunc, "test_sending.py")


@asynccontextmanager
async def served(postbox: Postbox, **options: Any) -> AsyncIterator[Postbox]:
    """A server on a port of its own."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(postbox, hostname="mx", **options), "127.0.0.1", 0)
    postbox.port = server.sockets[0].getsockname()[1]
    try:
        yield postbox
    finally:
        postbox.let_go.set()
        server.close()


@pytest.fixture
async def postbox() -> AsyncIterator[Postbox]:
    async with served(Postbox()) as box:
        yield box


def with_mail(settings: Settings, box: Postbox, *, query: str = "") -> Settings:
    return replace(
        settings,
        smtp_url=f"smtp://127.0.0.1:{box.port}{query}",
        mail_from="Mølle & Co <hej@mill.example>",
        mail_reply_to="svar@mill.example",
        smtp_timeout_seconds=10.0,
    )


@pytest.fixture
def mailing(settings: Settings, postbox: Postbox) -> Settings:
    return with_mail(settings, postbox)


@pytest.fixture
def write(services: Services) -> Callable[..., Awaitable[None]]:
    """Puts an e-mail into the outbox."""

    async def put(address: str = "anna@home.example", **more: Any) -> None:
        values = {"kind": "invitation", "subject": "Velkommen", "text": "Hej Anna", **more}
        async with services.database.writing() as session:
            await outbox.enqueue(session, address=address, **values)

    return put


@pytest.fixture
def kept(services: Services) -> Callable[[], Awaitable[list[OutgoingMail]]]:
    """Reads the outbox as it is now."""

    async def read() -> list[OutgoingMail]:
        async with services.database.reading() as session:
            return list(await session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))

    return read


@pytest.fixture
def later(services: Services) -> Callable[[], Awaitable[None]]:
    """Makes everything that waits due."""

    async def pass_time() -> None:
        async with services.database.writing() as session:
            await session.execute(update(OutgoingMail).values(next_try_at=now()))

    return pass_time

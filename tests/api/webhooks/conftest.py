"""Another system that really listens, and webhooks that lead to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import select, update

from api.db import now
from api.services import Services
from api.settings import Settings
from api.staff.models import Staff
from api.webhooks import service
from api.webhooks.models import Webhook, WebhookDelivery
from api.webhooks.schemas import NewWebhook, WebhookMade
from tests.api.conftest import hire
from tests.databases import on_both

_ON_BOTH_DATABASES = ("test_delivering.py", "test_observer.py", "test_reading.py")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is claimed and by whom is the database's: on both."""
    on_both(metafunc, *_ON_BOTH_DATABASES)


@dataclass
class Desk:
    """Another system: keeps what it is told and answers with ``status``, or not at all while ``silent``."""

    port: int = 0
    status: int = 204
    location: str | None = None
    silent: bool = False
    endless: bool = False
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    async def hear(self, request: web.Request) -> web.StreamResponse:
        self.told.append((dict(request.headers), await request.read()))
        if self.silent:
            await self.let_go.wait()
        if self.endless:
            response = web.StreamResponse()
            await response.prepare(request)
            while not self.let_go.is_set():
                await response.write(b"x" * 65536)
            return response
        headers = {"Location": self.location} if self.location else {}
        return web.Response(status=self.status, headers=headers)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", desk.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    desk.port = runner.addresses[0][1]
    yield desk
    desk.let_go.set()
    await runner.cleanup()


@pytest.fixture
def open_settings(settings: Settings) -> Settings:
    """Settings with which a webhook may reach this machine."""
    return replace(settings, webhook_allow_private=True)


@pytest.fixture
async def maker(services: Services) -> Staff:
    """The administrator who makes the webhooks."""
    return await hire(services, name="Maja", role="admin")


@pytest.fixture
def hook(services: Services, desk: Desk, maker: Staff) -> Callable[..., Awaitable[WebhookMade]]:
    """Makes a webhook that leads to the other system."""

    async def make(*events: str, url: str | None = None) -> WebhookMade:
        new = NewWebhook(url=url or desk.url, events=list(events))
        async with services.database.writing() as session:
            return await service.make(session, new, plain_http=True, made_by=maker.id)

    return make


@pytest.fixture
def log(services: Services) -> Callable[[], Awaitable[list[WebhookDelivery]]]:
    """Reads the log as it is now, in the order in which things happened."""

    async def read() -> list[WebhookDelivery]:
        async with services.database.reading() as session:
            return list(await session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))

    return read


@pytest.fixture
def webhook_now(services: Services) -> Any:
    """Reads a webhook as it is now."""

    async def read(webhook_id: int) -> Webhook:
        async with services.database.reading() as session:
            return await session.get_one(Webhook, webhook_id)

    return read


@pytest.fixture
def later(services: Services) -> Callable[[], Awaitable[None]]:
    """Makes everything that waits due."""

    async def pass_time() -> None:
        async with services.database.writing() as session:
            await session.execute(update(WebhookDelivery).values(next_try_at=now()))

    return pass_time

"""The console on a small server of its own: the real api with a seeded database, a bot made by hand, two colleagues."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from playwright.sync_api import Browser, Page, ViewportSize

from api.app import create_app
from api.conversations import escalation, repository
from api.engines import create_engine
from api.logs import configure_logs
from api.migrate import migrate
from api.services import Services
from api.settings import Settings
from api.staff import repository as people
from api.staff import service
from api.staff.dependencies import SESSION_COOKIE
from api.staff.models import Staff
from launch.plan import free_port
from tests.api.fake_dialogue import FakeDialogue, answer

LAPTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
CATALOG = Path(__file__).parents[2] / "data" / "catalog"


@dataclass(frozen=True)
class Customer:
    """Somebody who writes in the chat, without a page: by the same calls as the widget."""

    client: httpx.Client
    id: str

    def says(self, text: str) -> None:
        sent = self.client.post(f"{self.id}/messages", json={"client_message_id": uuid4().hex, "text": text})
        assert sent.status_code == 200, sent.text

    def messages(self) -> list[dict[str, Any]]:
        """Everything the customer can read."""
        found: list[dict[str, Any]] = self.client.get(f"{self.id}/messages").json()["messages"]
        return found

    def heard(self) -> str:
        """The words of it."""
        return "\n".join(message["text"] for message in self.messages())


@dataclass
class House:
    """The running api, its dialogue, and who works there."""

    address: str
    services: Services
    dialogue: FakeDialogue
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=30)

    def hire(self, name: str, *, role: Any = "agent") -> Staff:
        async def make() -> Staff:
            async with self.services.database.writing() as session:
                email = f"{name.split()[0].lower()}@shop.example"
                await service.add_account(session, email=email, name=name, role=role)
            async with self.services.database.reading() as session:
                found = await people.staff_by_email(session, email)
                assert found
                return found

        staff: Staff = self.run(make())
        return staff

    def page_of(
        self,
        browser: Browser,
        staff: Staff,
        *,
        language: str = "en",
        size: ViewportSize = LAPTOP,
        **more: Any,
    ) -> Page:
        """The console in a browser of the colleague's own, already logged in."""

        async def enter() -> str:
            async with self.services.database.writing() as session:
                return service.open_session(session, staff).token

        context = browser.new_context(viewport=size, locale=language, **more)
        context.add_cookies([{"name": SESSION_COOKIE, "value": self.run(enter()), "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    def customer(self, text: str, *, locale: str = "en", **contact: str) -> Customer:
        """Somebody who has written and waits for a person."""
        client = httpx.Client(base_url=f"{self.address}/api/chat/conversations/")
        begun = client.post(self.address + "/api/chat/conversations", json={"locale": locale}).json()
        client.headers["Authorization"] = f"Bearer {begun['token']}"
        customer = Customer(client, begun["id"])
        if contact:
            client.post(f"{customer.id}/contact", json=contact)
        customer.says(text)

        async def queue() -> None:
            catalog = self.services.catalog.current()
            async with self.services.database.writing() as session:
                conversation = await repository.lock(session, customer.id)
                await escalation.enqueue(session, conversation, reason="complaint", line=1, catalog=catalog)

        self.run(queue())
        return customer


@contextmanager
def house(var: Path) -> Iterator[House]:
    """Everything on a free port, in an empty folder."""
    port = free_port()
    configure_logs("error")
    settings = Settings(
        demo=True,
        catalog=CATALOG,
        attachments=var / "attachments",
        rasa_timeout_seconds=0.5,
        database_url=f"sqlite+aiosqlite:///{var}/desk.db",
        conversations_per_minute=0,
        auto_assign=False,
        port=port,
    )
    ready = threading.Event()
    box: dict[str, Any] = {}

    async def serve() -> None:
        engine = create_engine(settings.database_url)
        await migrate(engine)
        await engine.dispose()
        dialogue = FakeDialogue()
        dialogue.reply = lambda _: answer("Thank you for telling us. One of my colleagues will be with you.")
        app = create_app(settings, dialogue=dialogue)
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, timeout_graceful_shutdown=1))
        services = app.state.services
        box.update(
            server=server,
            house=House(f"http://127.0.0.1:{port}", services, dialogue, asyncio.get_running_loop()),
        )

        async def tell() -> None:
            while not server.started:  # noqa: ASYNC110 (uvicorn has nothing to wait for)
                await asyncio.sleep(0.02)
            ready.set()

        telling = asyncio.create_task(tell())
        await server.serve()
        await telling

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(60), "the api did not start"
    running: House = box["house"]
    yield running
    running.run(running.services.bus.close())
    box["server"].should_exit = True
    thread.join(timeout=10)

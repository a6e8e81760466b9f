"""A desk without Rasa: a real api on a port of its own, a bot made by hand, and customers who have said everything."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ViewportSize
from sqlalchemy import update

import api.models  # noqa: F401
from api.app import create_app
from api.conversations.models import Conversation, Customer
from api.customers.keeping import keep_customer, keep_order
from api.customers.schemas import CustomerIn, ItemIn, OrderIn
from api.db import now
from api.engines import create_engine
from api.migrate import migrate
from api.services import Services
from api.settings import Settings
from api.staff.dependencies import SESSION_COOKIE
from api.staff.models import Staff
from api.staff.service import open_session
from launch.plan import free_port
from tests.api.fake_dialogue import FakeDialogue, answer

LAPTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
Event = dict[str, Any]

TURNS: dict[str, tuple[tuple[str, str, list[Event]], ...]] = {
    "en": (
        (
            "I want good coffee in the morning without waking the baby",
            "What matters most to you?",
            [{"type": "need_heard", "subject": "quiet-mornings", "quote": "without waking the baby"}],
        ),
        (
            "That it is quiet, and quick on weekdays. My name is Anna Holm, anna@example.com",
            "When would you call it a success?",
            [
                {"type": "name_given", "subject": "name", "value": "Anna Holm"},
                {"type": "contact_given", "subject": "email", "value": "anna@example.com"},
                {"type": "need_detail", "subject": "priority", "quote": "quiet, and quick on weekdays"},
                {"type": "need_heard", "subject": "fast-mornings", "quote": "quick on weekdays"},
                {"type": "persona_suggested", "subject": "busy-household"},
            ],
        ),
        (
            "When it tastes as it does at my sister's",
            "Have I got that right?",
            [{"type": "need_detail", "subject": "success", "quote": "tastes as it does at my sister's"}],
        ),
        (
            "Yes, that's it",
            "A grinder at 60 dB on a folded tea towel sounds about a quarter as loud.",
            [
                {"type": "need_confirmed", "subject": "quiet-mornings"},
                {"type": "need_rejected", "subject": "fast-mornings"},
                {"type": "advice_given", "subject": "grind-in-another-room"},
                {"type": "stage_changed", "subject": "evaluation"},
            ],
        ),
        (
            "I already keep it on a towel, so what else is there?",
            "The quiet grinder may be the one for you.",
            [
                {"type": "recommendation_given", "subject": "quiet-grinder", "products": ["quiet-grinder"]},
                {"type": "barrier_raised", "subject": "price", "quote": "rather dear"},
            ],
        ),
        (
            "Mm, that is rather dear. I bought that very grinder from you in October",
            "There is a course on Saturday.",
            [
                {"type": "offer_made", "subject": "OFFER", "kind": "course"},
                {"type": "offer_declined", "subject": "OFFER", "kind": "course"},
                {"type": "mood_changed", "subject": "annoyed"},
                {"type": "stage_changed", "subject": "experience"},
            ],
        ),
        (
            "It arrived broken and nobody answers my mails. KH-10482. It is the third time I write, and I am angry",
            "Thank you for telling us, Anna. One of us takes over.",
            [
                {
                    "type": "complaint_raised",
                    "subject": "complain_product",
                    "matter": "MATTER",
                    "quote": "It arrived broken and nobody answers my mails. It is the third time I write",
                    "product": "quiet-grinder",
                    "order_number": "KH-10482",
                },
                {"type": "mood_changed", "subject": "angry"},
                {"type": "escalate", "subject": "complaint", "line": 1},
            ],
        ),
        (
            "A new one that works, before my sister comes on Saturday",
            "I have passed that on.",
            [
                {
                    "type": "complaint_detail",
                    "subject": "wanted_outcome",
                    "value": "A new one that works, before my sister comes on Saturday",
                }
            ],
        ),
    ),
}


class House:
    """A running desk, and who comes to it."""

    def __init__(self, folder: Path) -> None:
        self.dialogue = FakeDialogue()
        self.port = free_port()
        self.loop = asyncio.new_event_loop()
        self.settings = Settings(
            demo=True,
            auto_assign=False,
            database_url=f"sqlite+aiosqlite:///{folder / 'desk.db'}",
            attachments=folder / "attachments",
            smtp_url="smtp://127.0.0.1:1",
            mail_from="hello@koppeholm.example",
            conversations_per_minute=0,
        )
        self._server: uvicorn.Server | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def services(self) -> Services:
        found: Services = self._app.state.services
        return found

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run something in the loop that serves."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=60)

    def start(self) -> None:
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.run(self._migrate())
        self._app = create_app(self.settings, dialogue=self.dialogue)
        config = uvicorn.Config(self._app, host="127.0.0.1", port=self.port, log_config=None)
        self._server = uvicorn.Server(config)
        self._serving = asyncio.run_coroutine_threadsafe(self._server.serve(), self.loop)
        for _ in range(200):
            if self._server.started:
                return
            self.run(asyncio.sleep(0.05))

    def stop(self) -> None:
        if self._server is not None:
            self.run(self.services.bus.close())
            self._server.should_exit = True
            self._serving.result(timeout=30)
        self.loop.call_soon_threadsafe(self.loop.stop)

    async def _migrate(self) -> None:
        engine = create_engine(self.settings.database_url)
        await migrate(engine)
        await engine.dispose()

    def staff(self, name: str, role: str = "agent") -> tuple[int, str]:
        """Somebody who is logged in: their id, and what their cookie holds."""

        async def hire() -> tuple[int, str]:
            async with self.services.database.writing() as session:
                person = Staff(email=f"{name.lower()}@mill.example", name=name, role=role, password_hash="x")
                session.add(person)
                await session.flush()
                return person.id, open_session(session, person).token

        found: tuple[int, str] = self.run(hire())
        return found

    def desk_of(
        self,
        browser: Browser,
        token: str,
        *,
        locale: str = "en-GB",
        size: ViewportSize = LAPTOP,
        dark: bool = False,
    ) -> BrowserContext:
        """A browser in which somebody is logged in."""
        context = browser.new_context(viewport=size, locale=locale, color_scheme="dark" if dark else "light")
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": self.address}])
        return context

    def customer(self, *, language: str = "en", waited: int = 14, turns: int | None = None) -> str:
        """A customer who has told everything and waits for a person since so many minutes; the conversation's id."""
        with httpx.Client(base_url=self.address, timeout=30) as client:
            began = client.post(
                "/api/chat/conversations", json={"locale": {"en": "en-GB"}.get(language, language)}
            )
            began.raise_for_status()
            id, headers = began.json()["id"], {"Authorization": f"Bearer {began.json()['token']}"}
            catalog = self.services.catalog.current()
            named = {
                "OFFER": next(iter(catalog.added_value)),
                "MATTER": catalog.complaints["complain_product"].matters[1].id,
            }
            for number, (text, said, events) in enumerate(TURNS["en"][:turns]):
                happened = [
                    {
                        key: named.get(value, value) if isinstance(value, str) else value
                        for key, value in event.items()
                    }
                    for event in events
                ]
                reply = answer(said, events=happened)
                self.dialogue.reply = lambda _, reply=reply: reply  # type: ignore[misc]
                body = {"client_message_id": f"m{number}", "text": text}
                client.post(
                    f"/api/chat/conversations/{id}/messages", json=body, headers=headers
                ).raise_for_status()
        self.change(id, waited=waited)
        return str(id)

    def change(self, id: str, *, waited: int) -> None:
        """Make it so that the customer has waited, after ten minutes were promised."""

        async def set_to() -> None:
            async with self.services.database.writing() as session:
                queued = now() - timedelta(minutes=waited)
                promised = queued + timedelta(minutes=10)
                values = {
                    "queued_at": queued,
                    "promised_minutes": 10,
                    "promised_for": promised,
                    "first_promised_for": promised,
                }
                await session.execute(update(Conversation).where(Conversation.id == id).values(**values))

        self.run(set_to())

    def same_customer(self, *ids: str) -> None:
        """Make conversations those of one customer, a week apart, the last of them now."""

        async def join() -> None:
            async with self.services.database.writing() as session:
                customer = Customer(external_id=ids[-1])
                session.add(customer)
                await session.flush()
                for weeks, id in enumerate(reversed(ids)):
                    values = {"customer_id": customer.id, "created_at": now() - timedelta(weeks=weeks)}
                    await session.execute(update(Conversation).where(Conversation.id == id).values(**values))

        self.run(join())

    def has_bought(self, id: str, *numbers: str) -> None:
        """Have the shop tell of the customer of a conversation: since when, their level, and their orders."""

        async def tell() -> None:
            async with self.services.database.writing() as session:
                conversation = await session.get_one(Conversation, id)
                customer = await session.get_one(Customer, conversation.customer_id)
                known = CustomerIn(since=date(2023, 3, 1), level="Guld")
                await keep_customer(session, str(customer.external_id), known)
                for weeks, number in enumerate(numbers, start=3):
                    order = OrderIn(
                        placed_at=now() - timedelta(weeks=weeks * 20),
                        status="delivered",
                        total=Decimal(2299),
                        currency="DKK",
                        items=[ItemIn(name="Stilla quiet grinder"), ItemIn(name="Beans, 1 kg", quantity=2)],
                    )
                    await keep_order(session, str(customer.external_id), number, order)

        self.run(tell())


@contextmanager
def open_house(folder: Path) -> Iterator[House]:
    """A desk until the end of the block."""
    house = House(folder)
    house.start()
    try:
        yield house
    finally:
        house.stop()

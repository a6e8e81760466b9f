"""A house under measurement: a fresh database with people at work and conversations, and an api process on it."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from sqlalchemy import text

from api.app import create_app
from api.conversations import escalation, repository, service
from api.conversations.schemas import MessageRequest, StartRequest
from api.engines import create_engine
from api.migrate import migrate
from api.rasa_client import Answer, Asked
from api.services import Services
from api.settings import Settings, async_url
from api.staff.models import Staff
from api.staff.service import open_session
from launch.plan import ROOT, CannotStart, apart_from_settings, free_port
from launch.processes import Managed

_REASONS = ("requested", "complaint", "churn_risk", "not_understood")
_LOCALES = ("da-DK", "nb-NO", "en-GB")
_START_SECONDS = 60.0
_TURNS = 3


@dataclass(frozen=True, kw_only=True)
class Size:
    """How busy it is: people at work, conversations that wait, and conversations that people have."""

    agents: int = 20
    queued: int = 200
    assigned: int = 50


@dataclass(frozen=True)
class Case:
    """A conversation that a person has, with the visitor's token."""

    number: int
    id: str
    token: str


@dataclass(frozen=True)
class Seat:
    """A person at work: the token of their session, and the conversations they have."""

    token: str
    cases: Sequence[Case]


@dataclass(frozen=True)
class House:
    """The api under measurement, who is in it, and the conversations that wait."""

    address: str
    api: Managed
    seats: Sequence[Seat]
    waiting: Sequence[str]


class Scripted:
    """The bot while the house is filled: a need heard and confirmed, advice, then a word of thanks."""

    def __init__(self) -> None:
        self.telling = True

    async def ask(self, asked: Asked) -> Answer:
        """Something to say, with the events of a usual turn while it is ``telling``."""
        events = [
            {"type": "need_heard", "subject": "quiet_morning", "quote": asked.text},
            {"type": "stage_changed", "subject": "need"},
        ]
        understood = {"intent": "state_need", "confidence": 0.9, "entities": [], "language": "en"}
        return Answer.model_validate(
            {
                "messages": [{"text": f"I have noted it: {asked.text}"}],
                "events": events if self.telling else [],
                "nlu": understood,
            }
        )

    async def forget(self, conversation_id: str) -> None:
        """Nothing is remembered."""

    async def health(self) -> dict[str, bool]:
        """All is well."""
        return {"rasa": True, "actions": True}

    async def close(self) -> None:
        """Nothing is open."""


@asynccontextmanager
async def house(folder: Path, size: Size, *, postgresql: str | None = None) -> AsyncIterator[House]:
    """Fills a house and opens it; afterwards nothing of it is left.

    Args:
        folder: Where its files go.
        postgresql: The address of a PostgreSQL database to use a schema of its own in; else SQLite.

    Raises:
        CannotStart: The api did not start.
    """
    schema = f"bench_{secrets.token_hex(6)}" if postgresql else None
    place = {"DATABASE_URL": postgresql or f"sqlite:///{folder / 'desk.db'}"}
    environment = {
        **apart_from_settings(os.environ),
        **place,
        **({"DATABASE_SCHEMA": schema} if schema else {}),
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
        # Nobody is at home there: what is measured is said to people, and the bot is not asked.
        "RASA_URL": f"http://127.0.0.1:{free_port()}",
        "ACTIONS_URL": f"http://127.0.0.1:{free_port()}",
        "KUNDEDIALOG_DEMO": "1",
        "ATTACHMENTS": str(folder / "attachments"),
        "AUTO_ASSIGN": "0",
        "LOG_LEVEL": "warning",
        "PYTHONPATH": str(ROOT),
    }
    settings = Settings.from_env(environment)
    async with _schema(settings):
        seats, waiting = await _filled(settings, size)
        address = f"http://127.0.0.1:{settings.port}"
        log = folder / "api.log"
        api = Managed("api", [sys.executable, "-m", "api"], f"{address}/health", environment, log)
        await api.start()
        try:
            if not await api.ready(within=_START_SECONDS):
                raise CannotStart(f"the api did not start ({api.last_words()}).")
            yield House(address, api, seats, waiting)
        finally:
            await api.stop()


@asynccontextmanager
async def _schema(settings: Settings) -> AsyncIterator[None]:
    """A migrated database; on PostgreSQL a schema that is dropped in the end."""
    if settings.database_schema:
        await _run(settings, f"CREATE SCHEMA {settings.database_schema}")
    try:
        engine = create_engine(settings.database_url, schema=settings.database_schema)
        await migrate(engine)
        await engine.dispose()
        yield
    finally:
        if settings.database_schema:
            await _run(settings, f"DROP SCHEMA {settings.database_schema} CASCADE")


async def _run(settings: Settings, statement: str) -> None:
    engine = create_engine(async_url(settings.database_url))
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def _filled(settings: Settings, size: Size) -> tuple[list[Seat], list[str]]:
    """Lets everybody in through the core, as the surfaces do it; those at work, and what waits."""
    bot = Scripted()
    services: Services = create_app(settings, dialogue=bot).state.services
    database = services.database
    try:
        people: list[tuple[Staff, str]] = []
        async with database.writing() as session:
            for number in range(size.agents):
                person = Staff(
                    email=f"agent{number}@desk.example",
                    name=f"Agent {number}",
                    role="agent",
                    password_hash="x",
                )
                session.add(person)
                await session.flush()
                people.append((person, open_session(session, person).token))
        reasons = cycle(_REASONS)
        waiting = [(await _arrived(services, reason=next(reasons)))[0] for _ in range(size.queued)]
        # A list shows the last words of those who told no need: what is written can be looked for there.
        bot.telling = False
        cases: list[list[Case]] = [[] for _ in people]
        for number in range(size.assigned):
            at = number % len(people)
            cases[at].append(await _taken(services, number, people[at][0]))
        seats = [Seat(token, tuple(own)) for (_, token), own in zip(people, cases, strict=True)]
        return seats, waiting
    finally:
        await services.bus.close()
        await database.close()


async def _arrived(services: Services, *, reason: str) -> tuple[str, str]:
    """A visitor who told the bot something and was queued for a person."""
    catalog, settings = services.catalog.current(), services.settings
    locale = secrets.choice(_LOCALES)
    async with services.database.writing() as session:
        started = await service.start(
            session, StartRequest(locale=locale), catalog=catalog, settings=settings
        )
    for turn in range(_TURNS):
        words = MessageRequest(
            client_message_id=f"s{turn}", text="I want good coffee without waking the baby"
        )
        await service.receive(services, started.id, words, authorization=f"Bearer {started.token}")
    async with services.database.writing() as session:
        conversation = await repository.lock(session, started.id)
        await escalation.enqueue(session, conversation, reason=reason, catalog=catalog)
    return started.id, started.token


async def _taken(services: Services, number: int, staff: Staff) -> Case:
    """One that a person has taken and answered."""
    conversation_id, token = await _arrived(services, reason="requested")
    catalog = services.catalog.current()
    async with services.database.writing() as session:
        await escalation.claim(session, conversation_id, staff, catalog=catalog)
    async with services.database.writing() as session:
        await escalation.reply(
            session, conversation_id, staff, "I am looking at it.", "first", catalog=catalog
        )
    return Case(number, conversation_id, token)

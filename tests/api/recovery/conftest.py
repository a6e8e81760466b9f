"""A customer who complains, the colleague who answers, and the lead who looks after what is late."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI

from api.conversations import repository
from api.conversations.models import Event
from api.recovery.models import RecoveryCase
from api.recovery.repository import cases_of
from api.services import Services
from api.settings import Settings
from tests.api.conftest import Visitor
from tests.api.fake_dialogue import FakeDialogue, answer
from tests.api.staff.colleague import Colleague, colleague
from tests.databases import on_both

LATE = {
    "type": "complaint_raised",
    "subject": "complain_delivery",
    "matter": "late",
    "quote": "My parcel is nine days late",
}
Complains = Callable[..., Awaitable[RecoveryCase]]
Cases = Callable[[str], Awaitable[Sequence[RecoveryCase]]]
Events = Callable[..., Awaitable[list[Event]]]
Changes = Callable[..., Awaitable[None]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What has to do with a database runs on both."""
    on_both(metafunc)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With a mail server set up; nothing is sent to it in these tests."""
    return replace(settings, smtp_url="smtp://127.0.0.1:1", mail_from="hello@mill.example")


@pytest.fixture
async def ida(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Ida") as person:
        yield person


@pytest.fixture
async def lars(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Lars") as person:
        yield person


@pytest.fixture
async def lena(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Lena", role="lead") as person:
        yield person


async def asked(person: Colleague) -> list[str | None]:
    """What is due in somebody's to-do, in words."""
    found = (await person.get("/api/console/to-do")).json()["reminders"]
    return [one["text"] for one in found if one["due"]]


@pytest.fixture
def hears(dialogue: FakeDialogue) -> Callable[..., Awaitable[None]]:
    """Has a visitor say something, from which the bot makes these events."""

    async def hear(visitor: Visitor, *events: dict[str, Any], text: str = "hm") -> None:
        dialogue.reply = lambda _: answer("Yes", events=list(events))
        await visitor.say(text)

    return hear


@pytest.fixture
def cases(services: Services) -> Cases:
    """Reads the cases of a conversation as they are now."""

    async def read(conversation_id: str) -> Sequence[RecoveryCase]:
        async with services.database.reading() as session:
            return await cases_of(session, conversation_id)

    return read


@pytest.fixture
def complains(hears: Any, cases: Cases) -> Complains:
    """Has a visitor complain, and gives the case."""

    async def complain(visitor: Visitor, *more: dict[str, Any], **changes: Any) -> RecoveryCase:
        await hears(visitor, {**LATE, **changes}, *more)
        return (await cases(visitor.id))[-1]

    return complain


@pytest.fixture
def events(services: Services) -> Events:
    """Reads the events of a conversation of these types."""

    async def read(conversation_id: str, *types: str) -> list[Event]:
        async with services.database.reading() as session:
            return list(await repository.timeline(session, conversation_id, types=types or None))

    return read


@pytest.fixture
def change(services: Services) -> Changes:
    """Changes columns of a case, as time would."""

    async def set_to(case: RecoveryCase, **values: Any) -> None:
        async with services.database.writing() as session:
            found = await session.get_one(RecoveryCase, case.id)
            for name, value in values.items():
                setattr(found, name, value)

    return set_to

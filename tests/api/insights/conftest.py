"""A marketer at a fixed moment, and conversations written as they were."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from api.conversations.models import Contact, Conversation, Customer, Event, Text
from api.db import now
from api.services import Services
from tests.api.staff.colleague import Colleague, colleague
from tests.databases import on_both

NOON = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
_ON_BOTH_DATABASES = ("test_queries.py", "test_views.py", "test_behind.py", "test_odd_input.py")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever reaches the SQL runs on both databases."""
    on_both(metafunc, *_ON_BOTH_DATABASES)


@dataclass(frozen=True)
class Did:
    """An event; one of the bot's belongs to the visitor's message before it."""

    type: str
    subject: str | None = None
    author: str = "bot"
    facts: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    after: timedelta = timedelta(seconds=10)


def said(text: str, *, author: str = "visitor", **facts: Any) -> Did:
    """A message."""
    return Did("message", author=author, texts={"text": text}, facts={"buttons": [], **facts})


def noted(type: str, subject: str | None = None, quote: str | None = None, **facts: Any) -> Did:
    """Something the bot noted, perhaps in the visitor's words."""
    return Did(type, subject, facts=facts, texts={"quote": quote} if quote else {})


Past = Callable[..., Awaitable[str]]


@pytest.fixture
def past(services: Services) -> Past:
    """Writes a conversation that began at a moment, gives its id; one name is one customer."""
    customers: dict[str, int] = {}

    async def write(
        *happened: Did,
        at: datetime = NOON - timedelta(days=1),
        customer: str | None = None,
        **columns: Any,
    ) -> str:
        async with services.database.writing() as session:
            if customer and customer not in customers:
                customers[customer] = await _customer(session, customer)
            conversation = Conversation(
                token_hash=uuid4().hex,
                customer_id=customers[customer] if customer else None,
                created_at=at,
                **{"language": "da", "locale": "da", "state": "bot", **columns},
            )
            session.add(conversation)
            await session.flush()
            moment, message = at, None
            for seq, event in enumerate(happened, start=1):
                moment += event.after
                if event.type == "message" and event.author == "visitor":
                    message = seq
                session.add(_event(conversation, event, seq=seq, moment=moment, message=message))
            conversation.last_seq, conversation.updated_at = len(happened), moment
            return conversation.id

    return write


async def _customer(session: Any, name: str) -> int:
    customer = Customer(external_id=f"{name} {uuid4().hex}")
    session.add(customer)
    await session.flush()
    session.add(Contact(customer_id=customer.id, name=name))
    return int(customer.id)


def _event(
    conversation: Conversation, event: Did, *, seq: int, moment: datetime, message: int | None
) -> Event:
    public = event.type in ("message", "queued", "claimed", "closed")
    return Event(
        conversation_id=conversation.id,
        seq=seq,
        type=event.type,
        subject=event.subject,
        author=event.author,
        audience="public" if public else "internal",
        facts=event.facts,
        message_seq=message if event.author in ("bot", "system") else None,
        created_at=moment,
        texts=[Text(field=name, text=text) for name, text in event.texts.items()],
    )


@pytest.fixture
def at_noon(app: FastAPI) -> None:
    """Makes it noon on 21 November 2026."""
    app.dependency_overrides[now] = lambda: NOON


@pytest.fixture
async def marketer(app: FastAPI, services: Services, at_noon: None) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Robin", role="marketer") as person:
        person.client.headers["Accept-Language"] = "en"
        yield person


@pytest.fixture
async def busy(past: Past) -> None:
    """A month with something of everything, and a little in the month before."""
    need = (said("It must be quiet"), noted("need_heard", "quiet", "It must be quiet"))
    yes = (said("Yes"), noted("need_confirmed", "quiet"))
    offered = noted("offer_made", "course", kind="course")
    queued = Did("queued", "complaint", author="system")
    rated_good = Did("rated", "good", author="visitor", texts={"comment": "Well listened"})
    rated_bad = Did("rated", "bad", author="visitor")
    ended = Did("closed", "solved", author="agent")
    late = noted("complaint_raised", "complain_delivery", "It is late", matter="late", product="grinder")
    for day in range(5):
        at = NOON - timedelta(days=day, hours=1)
        await past(*need, *yes, ended, rated_good, at=at, state="closed", stage="evaluation")
    await past(*need, said("No"), noted("need_rejected", "quiet"), *yes, offered, language="nb")
    await past(*need, *yes, offered, said("Yes please"), noted("offer_accepted", "course", kind="course"))
    await past(*need, *yes, offered, said("Stop selling"), noted("offers_stopped"), language="en")
    await past(*need, *yes, offered, said("No"), noted("offer_declined", "course", kind="course"))
    await past(said("For a boat"), noted("need_heard", "unserved", "For a boat"), noted("barrier_raised"))
    await past(said("Too dear"), noted("barrier_raised", "price", "Too dear"))
    await past(said("It is late"), late, noted("escalate", "complaint"), queued, ended, rated_bad)
    await past(*need, *yes, offered, said("It is late"), late, noted("escalate", "complaint"), queued)
    await past(said("Hello?"), Did("claimed", author="agent"), said("Hello", author="agent"))
    await past(said("Lovely"), noted("praise_given", None, "Lovely"), noted("idea_given", None, "A club"))
    await past(said("Bought one"), noted("bought_elsewhere", None, "Bought one"))
    await past(said("Hi"), ended, Did("reopened", author="visitor"), said("Me again"))
    await past(noted("conversation_started"), said("What do you need?", author="bot"))
    await past(*need, at=NOON - timedelta(days=40))

"""Answers reach those who left an address instead of waiting."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from api.conversations import contacts, escalation, repository, service
from api.conversations.models import Event
from api.db import now
from api.housekeeping import one_round
from api.mail.models import OutgoingMail
from api.replies import mailing
from api.services import Services
from api.settings import Settings
from api.staff.models import Staff
from tests.api.conftest import Visitor

TWO, FOUR = timedelta(minutes=2), timedelta(minutes=4)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, smtp_url="smtp://127.0.0.1:1", mail_from="hello@mill.example")


@pytest.fixture
async def visitor(visitor: Visitor, services: Services) -> Visitor:
    """Somebody who left their name and address."""
    await visitor.say("Min kværn larmer")
    async with services.database.writing() as session:
        conversation = await repository.lock(session, visitor.id)
        await contacts.take(session, conversation, {"email": "per@example.com", "name": "Per"})
    return visitor


async def mails(services: Services) -> Sequence[OutgoingMail]:
    async with services.database.reading() as session:
        query = select(OutgoingMail).where(OutgoingMail.kind == mailing.KIND).order_by(OutgoingMail.id)
        return (await session.scalars(query)).all()


async def answers(
    services: Services, visitor: Visitor, agent: Staff, text: str, *, ago: timedelta = FOUR
) -> int:
    """A person answers, some time ago; the number of the answer."""
    async with services.database.writing() as session:
        event = await escalation.reply(
            session, visitor.id, agent, text, f"id-{len(text)}", catalog=services.catalog.current()
        )
        await session.execute(update(Event).where(Event.id == event.id).values(created_at=now() - ago))
        return event.seq


async def test_who_left_gets_all_of_it_in_one_e_mail_and_only_once(
    visitor: Visitor, services: Services, agent: Staff
) -> None:
    await answers(services, visitor, agent, "Den skal renses.")
    await answers(services, visitor, agent, "Jeg sender en børste.")
    for _ in range(2):
        await one_round(services)
    (mail,) = await mails(services)
    business = services.catalog.current().business.name
    assert (mail.address, mail.subject) == ("per@example.com", f"Svar fra {business}")
    assert (mail.text or "").startswith("Hej Per.\n\nDen skal renses.\n\nJeg sender en børste.\n\nIda\n")
    async with services.database.reading() as session:
        noted = await repository.last_of(session, visitor.id, ("reply_mailed",))
        assert noted is not None
        assert noted.audience == "internal"


async def test_what_comes_later_is_another_e_mail(visitor: Visitor, services: Services, agent: Staff) -> None:
    await answers(services, visitor, agent, "Den skal renses.")
    await mailing.mail_unread(services)
    await answers(services, visitor, agent, "Gik det godt?")
    await mailing.mail_unread(services)
    first, second = await mails(services)
    assert "renses" in (first.text or "")
    assert "renses" not in (second.text or "")
    assert "Gik det godt?" in (second.text or "")


async def test_who_reads_it_on_the_page_gets_none(visitor: Visitor, services: Services, agent: Staff) -> None:
    seq = await answers(services, visitor, agent, "Den skal renses.")
    async with services.database.writing() as session:
        await service.mark_read(session, visitor.id, seq=seq)
    assert await mailing.mail_unread(services) == 0
    assert await mails(services) == []


@pytest.mark.parametrize("ago", [TWO, timedelta(days=4)])
async def test_too_early_and_too_late_none_is_sent(
    visitor: Visitor, services: Services, agent: Staff, ago: timedelta
) -> None:
    await answers(services, visitor, agent, "Den skal renses.", ago=ago)
    assert await mailing.mail_unread(services) == 0


async def test_the_bots_words_are_not_sent(visitor: Visitor, services: Services) -> None:
    async with services.database.writing() as session:
        await session.execute(update(Event).values(created_at=now() - FOUR))
    assert await mailing.mail_unread(services) == 0


async def test_without_a_mail_server_nothing_waits(
    visitor: Visitor, services: Services, agent: Staff
) -> None:
    await answers(services, visitor, agent, "Den skal renses.")
    without = replace(services, settings=replace(services.settings, smtp_url=None))
    assert await mailing.mail_unread(without) == 0
    assert await mails(services) == []

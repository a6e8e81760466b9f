"""A letter of thanks that the customer's mail server refuses: nobody goes on believing that it arrived."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from api.db import now
from api.mail import outbox
from api.mail.lines import FAILED, line_of_mail
from api.mail.models import OutgoingMail
from api.mail.sending import give_up_old, send_due
from api.recovery.models import Letter, RecoveryCase
from api.services import Services
from api.settings import Settings
from tests.api.conftest import Visitor
from tests.api.mail.conftest import Postbox, served, with_mail
from tests.api.recovery.conftest import Cases, Changes, Complains, Events
from tests.api.recovery.test_cases import claim
from tests.api.recovery.test_sending import OWN, PATH, letter
from tests.api.staff.colleague import Colleague

ADDRESS = "mette@home.example"
REFUSAL = f"550 <{ADDRESS}> nobody here"


@pytest.fixture
async def postbox() -> AsyncIterator[Postbox]:
    async with served(Postbox()) as box:
        box.refusals[ADDRESS] = REFUSAL
        yield box


@pytest.fixture
def mailing(settings: Settings, postbox: Postbox) -> Settings:
    return with_mail(settings, postbox)


async def write(
    person: Colleague, visitor: Visitor, case: RecoveryCase, text: str = OWN, *, key: str = "letter-01"
) -> None:
    """Send a letter by e-mail."""
    await visitor.post("contact", email=ADDRESS)
    body = letter(text, channel="email", subject="Din pakke", key=key)
    sent = await person.post(f"{PATH}/{case.id}/letter", body)
    assert sent.status_code == 201, sent.text


async def reminded(person: Colleague) -> list[dict[str, Any]]:
    """What somebody has to do, as the bar counts it."""
    found: list[dict[str, Any]] = (await person.get("/api/console/to-do")).json()["reminders"]
    return found


class TestRefusedForGood:
    async def test_stands_in_the_timeline_in_words_and_without_the_address(
        self,
        visitor: Visitor,
        complains: Complains,
        events: Events,
        services: Services,
        mailing: Settings,
        ida: Colleague,
    ) -> None:
        await write(ida, visitor, await complains(visitor))
        await send_due(services.database, mailing)
        (failed,) = await events(visitor.id, FAILED)
        assert (failed.author, failed.audience, failed.subject) == ("system", "internal", "letter")
        assert (
            line_of_mail(failed, language="da")
            == "Takkebrevet nåede ikke frem som e-mail (550 <…> nobody here)"
        )

    async def test_counts_as_no_thanks(
        self,
        visitor: Visitor,
        complains: Complains,
        cases: Cases,
        services: Services,
        mailing: Settings,
        ida: Colleague,
    ) -> None:
        case = await complains(visitor)
        await write(ida, visitor, case)
        assert (await cases(visitor.id))[0].thanked_at is not None
        await send_due(services.database, mailing)
        assert (await cases(visitor.id))[0].thanked_at is None

    async def test_opens_the_case_that_it_completed(
        self,
        visitor: Visitor,
        complains: Complains,
        change: Changes,
        cases: Cases,
        services: Services,
        mailing: Settings,
        ida: Colleague,
    ) -> None:
        case = await complains(visitor)
        await write(ida, visitor, case)
        await change(case, closed_at=now())
        await send_due(services.database, mailing)
        assert (await cases(visitor.id))[0].closed_at is None

    async def test_is_told_to_the_holder_the_owner_and_the_writer_and_to_nobody_else(
        self,
        visitor: Visitor,
        complains: Complains,
        change: Changes,
        services: Services,
        mailing: Settings,
        ida: Colleague,
        lars: Colleague,
        lena: Colleague,
    ) -> None:
        case = await complains(visitor)
        await write(lena, visitor, case)
        await claim(services, visitor.id, ida)
        await change(case, owner_id=lars.staff.id)
        await send_due(services.database, mailing)
        for person in (ida, lars, lena):
            (reminder,) = await reminded(person)
            assert (reminder["conversation_id"], reminder["due"]) == (visitor.id, True)
            assert reminder["text"] == "Takkebrevet nåede ikke frem som e-mail"

    async def test_may_be_sent_again_when_the_address_is_right(
        self,
        visitor: Visitor,
        complains: Complains,
        cases: Cases,
        services: Services,
        mailing: Settings,
        postbox: Postbox,
        ida: Colleague,
    ) -> None:
        case = await complains(visitor)
        await write(ida, visitor, case)
        await send_due(services.database, mailing)
        postbox.refusals.clear()
        await write(ida, visitor, case, key="letter-02")
        assert await send_due(services.database, mailing) == 1
        assert (await cases(visitor.id))[0].thanked_at is not None

    async def test_leaves_the_thanks_of_another_letter(
        self,
        visitor: Visitor,
        complains: Complains,
        cases: Cases,
        services: Services,
        mailing: Settings,
        ida: Colleague,
    ) -> None:
        case = await complains(visitor)
        await write(ida, visitor, case)
        sent = await ida.post(f"{PATH}/{case.id}/letter", letter(key="letter-02"))
        assert sent.status_code == 201
        await send_due(services.database, mailing)
        assert (await cases(visitor.id))[0].thanked_at is not None
        async with services.database.reading() as session:
            assert [one.channel for one in await session.scalars(select(Letter))] == ["chat"]


class TestRefusedForNow:
    async def test_is_nothing_to_tell_anybody(
        self,
        visitor: Visitor,
        complains: Complains,
        cases: Cases,
        events: Events,
        services: Services,
        mailing: Settings,
        postbox: Postbox,
        ida: Colleague,
    ) -> None:
        postbox.refusals[ADDRESS] = "450 later"
        await write(ida, visitor, await complains(visitor))
        await send_due(services.database, mailing)
        assert await events(visitor.id, FAILED) == []
        assert (await cases(visitor.id))[0].thanked_at is not None


class TestGivenUp:
    async def test_after_a_week_is_told_as_well(
        self,
        visitor: Visitor,
        complains: Complains,
        cases: Cases,
        events: Events,
        services: Services,
        ida: Colleague,
    ) -> None:
        await write(ida, visitor, await complains(visitor))
        old = now() - timedelta(days=8)
        async with services.database.writing() as session:
            await session.execute(update(OutgoingMail).values(created_at=old))
            await session.execute(update(Letter).values(sent_at=old))
        assert await give_up_old(services.database) == 1
        assert await give_up_old(services.database) == 0
        assert len(await events(visitor.id, FAILED)) == 1
        assert (await cases(visitor.id))[0].thanked_at is None
        assert len(await reminded(ida)) == 1


class TestOtherMail:
    async def test_of_a_conversation_is_told_to_its_holder(
        self,
        visitor: Visitor,
        events: Events,
        services: Services,
        mailing: Settings,
        ida: Colleague,
    ) -> None:
        await claim(services, visitor.id, ida)
        async with services.database.writing() as session:
            await outbox.enqueue(
                session,
                kind="transcript",
                address=ADDRESS,
                subject="Samtalen",
                text="Hej",
                conversation_id=visitor.id,
            )
        await send_due(services.database, mailing)
        (failed,) = await events(visitor.id, FAILED)
        assert failed.subject == "transcript"
        assert len(await reminded(ida)) == 1

"""Sending what waits, to a real server: every e-mail once, and nothing lost."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import update

from api import housekeeping
from api.db import now
from api.mail.models import OutgoingMail
from api.mail.sending import MOST_ATTEMPTS, PAUSES, give_up_old, send_due
from api.mail.server import MailRefused
from api.services import Services
from api.settings import Settings
from tests.api.conftest import Visitor, until
from tests.api.mail.conftest import Postbox

Write = Callable[..., Awaitable[None]]
Kept = Callable[[], Awaitable[list[OutgoingMail]]]
Later = Callable[[], Awaitable[None]]


class TestDelivery:
    async def test_arrives_as_it_was_written(
        self, services: Services, mailing: Settings, postbox: Postbox, write: Write
    ) -> None:
        await write(subject="Blåbær", text="Hej Anna,\n\n.en linje med punktum\n")
        assert await send_due(services.database, mailing) == 1
        (message,) = postbox.messages
        assert (postbox.taken[0].mail_from, postbox.taken[0].rcpt_tos) == (
            "hej@mill.example",
            ["anna@home.example"],
        )
        assert message["Subject"] == "Blåbær"
        body = message.get_body(("plain",))
        assert body is not None
        assert body.get_content().split("\r\n") == ["Hej Anna,", "", ".en linje med punktum", ""]

    async def test_leaves_nothing_about_whom_it_went_to(
        self, services: Services, mailing: Settings, write: Write, kept: Kept
    ) -> None:
        await write()
        await send_due(services.database, mailing)
        (mail,) = await kept()
        assert (mail.state, mail.attempts, mail.last_error) == ("sent", 1, None)
        assert (mail.address, mail.subject, mail.text, mail.html) == (None,) * 4
        assert mail.ended_at is not None

    async def test_goes_out_once_from_two_processes(
        self, services: Services, mailing: Settings, postbox: Postbox, write: Write
    ) -> None:
        for number in range(20):
            await write(f"anna{number}@home.example")
        sent = await asyncio.gather(*(send_due(services.database, mailing) for _ in range(3)))
        assert sum(sent) == 20
        assert sorted(envelope.rcpt_tos[0] for envelope in postbox.taken) == sorted(
            f"anna{number}@home.example" for number in range(20)
        )

    async def test_waits_while_mail_is_not_set_up(
        self, services: Services, settings: Settings, write: Write, kept: Kept
    ) -> None:
        await write()
        assert await send_due(services.database, settings) == 0
        assert [(mail.state, mail.attempts) for mail in await kept()] == [("waiting", 0)]

    async def test_is_not_sent_when_the_conversation_was_erased(
        self, services: Services, mailing: Settings, write: Write, visitor: Visitor, kept: Kept
    ) -> None:
        await write(conversation_id=visitor.id)
        assert (await visitor.client.delete(visitor.path, headers=visitor.headers)).status_code == 204
        assert await kept() == []
        assert await send_due(services.database, mailing) == 0


class TestRefusal:
    async def test_for_good_is_not_tried_again(
        self, services: Services, mailing: Settings, postbox: Postbox, write: Write, kept: Kept, later: Later
    ) -> None:
        postbox.refusals["anna@home.example"] = "550 <anna@home.example> nobody here"
        await write()
        await send_due(services.database, mailing)
        await later()
        await send_due(services.database, mailing)
        (mail,) = await kept()
        assert (mail.state, mail.attempts, postbox.tries) == ("failed", 1, 1)
        assert mail.last_error == "550 <…> nobody here"
        assert mail.address is None

    async def test_for_now_is_tried_again_after_a_pause(
        self, services: Services, mailing: Settings, postbox: Postbox, write: Write, kept: Kept, later: Later
    ) -> None:
        postbox.refusals["anna@home.example"] = "450 try later"
        await write()
        began = now()
        await send_due(services.database, mailing)
        (mail,) = await kept()
        assert (mail.state, mail.attempts, mail.last_error) == ("waiting", 1, "450 try later")
        assert mail.next_try_at >= began + PAUSES[0]
        assert await send_due(services.database, mailing) == 0
        assert postbox.tries == 1
        postbox.refusals.clear()
        await later()
        assert await send_due(services.database, mailing) == 1

    async def test_is_given_up_after_the_last_attempt(
        self, services: Services, mailing: Settings, postbox: Postbox, write: Write, kept: Kept, later: Later
    ) -> None:
        postbox.refusals["anna@home.example"] = "450 try later"
        await write()
        pauses = []
        for _ in range(MOST_ATTEMPTS):
            began = now()
            await send_due(services.database, mailing)
            pauses.append((await kept())[0].next_try_at - began)
            await later()
        await send_due(services.database, mailing)
        (mail,) = await kept()
        assert (mail.state, mail.attempts, postbox.tries) == ("failed", 8, 8)
        assert pauses[:7] == sorted(pauses[:7])
        assert (mail.address, mail.text) == (None, None)

    async def test_of_a_login_is_not_the_mails_fault(
        self, services: Services, mailing: Settings, write: Write, kept: Kept
    ) -> None:
        class WantsALogin:
            async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
                raise MailRefused("530 log in first", for_good=False)

        await write()
        await send_due(services.database, mailing, server=WantsALogin())
        assert (await kept())[0].state == "waiting"


class TestServerInTrouble:
    async def test_one_that_hangs_for_somebody_holds_up_nobody_else(
        self, services: Services, mailing: Settings, postbox: Postbox, write: Write, kept: Kept
    ) -> None:
        postbox.silent.add("slow@home.example")
        await write("slow@home.example")
        for number in range(6):
            await write(f"anna{number}@home.example")
        impatient = replace(mailing, smtp_timeout_seconds=2.0)
        assert await send_due(services.database, impatient) == 6
        slow = (await kept())[0]
        assert (slow.state, slow.address) == ("waiting", "slow@home.example")
        postbox.silent.clear()

    async def test_one_that_is_not_there_loses_nothing(
        self, services: Services, mailing: Settings, write: Write, kept: Kept
    ) -> None:
        await write()
        gone = replace(mailing, smtp_url="smtp://127.0.0.1:1")
        assert await send_due(services.database, gone) == 0
        (mail,) = await kept()
        assert (mail.state, mail.address) == ("waiting", "anna@home.example")
        assert mail.last_error

    async def test_a_process_that_dies_in_the_middle_leaves_it_to_a_later_try(
        self, services: Services, mailing: Settings, write: Write, kept: Kept, later: Later
    ) -> None:
        class Dies:
            async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
                raise ZeroDivisionError

        await write()
        with pytest.raises(ZeroDivisionError):
            await send_due(services.database, mailing, server=Dies())
        assert await send_due(services.database, mailing) == 0
        await later()
        assert await send_due(services.database, mailing) == 1

    async def test_a_process_that_stops_lets_the_one_in_hand_arrive(
        self, services: Services, mailing: Settings, write: Write, kept: Kept
    ) -> None:
        handed_over, going_on = asyncio.Event(), asyncio.Event()

        class TakesItsTime:
            async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
                handed_over.set()
                await going_on.wait()

        await write()
        sending = asyncio.create_task(send_due(services.database, mailing, server=TakesItsTime()))
        await handed_over.wait()
        sending.cancel()
        going_on.set()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert [mail.state for mail in await kept()] == ["sent"]


class TestClockPutBack:
    async def test_what_was_written_while_it_stood_ahead_goes_now(
        self, services: Services, mailing: Settings, write: Write, kept: Kept
    ) -> None:
        for address, ahead in (("old@home.example", timedelta(days=30)), ("new@home.example", PAUSES[-1])):
            await write(address)
            async with services.database.writing() as session:
                mine = OutgoingMail.address == address
                await session.execute(update(OutgoingMail).where(mine).values(next_try_at=now() + ahead))
        assert await send_due(services.database, mailing) == 1
        # One that pauses for as long as a pause can be is left to that.
        assert [mail.state for mail in await kept()] == ["sent", "waiting"]


class TestByItself:
    async def test_what_is_written_goes_out_and_a_server_that_hangs_holds_up_no_webhook(
        self, services: Services, mailing: Settings, postbox: Postbox, write: Write, kept: Kept
    ) -> None:
        postbox.silent.add("slow@home.example")
        told = asyncio.Event()

        class Tells:
            async def __call__(self, _: Services) -> int:
                told.set()
                return 0

        await write("slow@home.example")
        await write()
        running = replace(services, settings=mailing)
        with pytest.MonkeyPatch.context() as patched:
            patched.setitem(housekeeping._SENDING, "send_webhooks", Tells())
            sending = asyncio.create_task(housekeeping.keep_sending(running, every=timedelta(seconds=0.05)))
            await until(lambda: len(postbox.taken) == 1)
            told.clear()
            await asyncio.wait_for(told.wait(), 3)
            assert not sending.done()
            sending.cancel()
            postbox.let_go.set()
            with pytest.raises(asyncio.CancelledError):
                await sending
        assert {mail.state for mail in await kept()} == {"sent"}


class TestGivingUp:
    async def test_what_has_waited_for_a_week(self, services: Services, write: Write, kept: Kept) -> None:
        await write("old@home.example")
        async with services.database.writing() as session:
            await session.execute(update(OutgoingMail).values(created_at=now() - timedelta(days=8)))
        await write("new@home.example")
        assert await give_up_old(services.database) == 1
        assert [(mail.state, mail.address) for mail in await kept()] == [
            ("failed", None),
            ("waiting", "new@home.example"),
        ]

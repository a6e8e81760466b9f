"""Sending a letter of thanks: what is in the way, the chat, and e-mail."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.conversations import escalation, repository
from api.db import now
from api.mail.models import OutgoingMail
from api.recovery.models import Letter
from api.services import Services
from api.staff.models import AuditEntry
from tests.api.conftest import Visitor, arrive
from tests.api.recovery.conftest import Cases, Complains, Events
from tests.api.recovery.test_cases import claim
from tests.api.staff.colleague import Colleague

PATH = "/api/console/cases"
OWN = "Kære Mette. Vi har ringet til fragtmanden, og din pakke er fundet. Venlig hilsen Ida"


def letter(text: str = OWN, *, channel: str = "chat", key: str = "letter-01", **more: Any) -> dict[str, Any]:
    return {"text": text, "channel": channel, "client_message_id": key, **more}


async def mails(services: Services) -> list[OutgoingMail]:
    async with services.database.reading() as session:
        return list((await session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "letter"))).all())


class TestDraft:
    async def test_in_the_customers_language_signed_by_who_asks(
        self, visitor: Visitor, complains: Complains, ida: Colleague, lars: Colleague
    ) -> None:
        case = await complains(visitor, {"type": "name_given", "subject": "name", "value": "mette"})
        drafts = [(await one.get(f"{PATH}/{case.id}/letter")).json() for one in (ida, lars)]
        assert "Mette" in drafts[0]["text"]
        assert "the late parcel [da]" in drafts[0]["text"]
        assert "»My parcel is nine days late«" in drafts[0]["text"]
        assert "Ida" in drafts[0]["text"]
        assert "Lars" in drafts[1]["text"]
        assert "the late parcel [da]" in drafts[0]["subject"]

    async def test_two_complaints_keep_their_details_apart(
        self, visitor: Visitor, complains: Complains, hears: Any, cases: Cases, ida: Colleague
    ) -> None:
        first = await complains(visitor)
        await hears(visitor, {"type": "complaint_detail", "subject": "order_number", "value": "MC-10001"})
        await complains(visitor, subject="complain_service", matter="general", quote="Nobody has answered me")
        await hears(
            visitor, {"type": "complaint_detail", "subject": "wanted_outcome", "value": "an answer please"}
        )
        _, second = await cases(visitor.id)
        one = (await ida.get(f"{PATH}/{first.id}")).json()
        other = (await ida.get(f"{PATH}/{second.id}")).json()
        assert (one["number"], one["wish"], one["quote"]) == ("MC-10001", None, "My parcel is nine days late")
        assert (other["number"], other["wish"], other["quote"]) == (
            None,
            "an answer please",
            "Nobody has answered me",
        )

    async def test_the_console_suggests_it_while_the_case_is_open(
        self, visitor: Visitor, complains: Complains, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        written = (await ida.get(f"{PATH}/{case.id}/letter")).json()
        talk = (await ida.get(f"/api/console/conversations/{visitor.id}")).json()
        assert talk["packet"]["suggestion"] == written["text"]

    async def test_a_wait_longer_than_promised_is_in_it(
        self, visitor: Visitor, complains: Complains, services: Services, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            conversation.claimed_at = now()
            conversation.queued_at = conversation.claimed_at - timedelta(minutes=40)
            conversation.promised_minutes = 3
            conversation.first_promised_for = conversation.queued_at + timedelta(minutes=10)
            conversation.promised_for = conversation.claimed_at + timedelta(minutes=3)
        text = (await ida.get(f"{PATH}/{case.id}/letter")).json()["text"]
        assert "40 minutter" in text
        assert "10 minutter" in text

    async def test_a_wait_that_was_as_long_as_told_is_not(
        self, visitor: Visitor, complains: Complains, services: Services, ida: Colleague
    ) -> None:
        """Nobody could tell for half an hour; then it was three minutes more, and somebody came at once."""
        case = await complains(visitor)
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            conversation.claimed_at = now()
            conversation.queued_at = conversation.claimed_at - timedelta(minutes=30)
            conversation.promised_minutes = 3
            conversation.first_promised_for = conversation.claimed_at + timedelta(minutes=3)
            conversation.promised_for = conversation.first_promised_for
        assert "30 minutter" not in (await ida.get(f"{PATH}/{case.id}/letter")).json()["text"]

    async def test_of_a_wait_from_before_the_moment_was_kept_the_first_promise_counts(
        self, visitor: Visitor, complains: Complains, services: Services, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            facts = {"promised_minutes": 10, "minutes": 10}
            queued = await repository.append(
                session, conversation, type="queued", author="system", facts=facts
            )
            queued.created_at = now() - timedelta(minutes=40)
            conversation.queued_at, conversation.claimed_at = queued.created_at, now()
            conversation.promised_minutes = 3
        assert "40 minutter" in (await ida.get(f"{PATH}/{case.id}/letter")).json()["text"]


class TestRefused:
    async def problems(self, person: Colleague, case_id: int, body: dict[str, Any]) -> set[str]:
        """What checking says, which sending must say as well."""
        checked = await person.post(f"{PATH}/{case_id}/letter/check", body)
        assert checked.status_code == 200
        found = {problem["code"] for problem in checked.json()["problems"]}
        sent = await person.post(f"{PATH}/{case_id}/letter", body)
        assert sent.status_code == 422
        error = sent.json()["error"]
        assert (error["code"], set(error["fields"])) == ("letter_refused", found)
        return found

    async def test_the_draft_as_it_is(
        self, visitor: Visitor, complains: Complains, cases: Cases, events: Events, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        text = (await ida.get(f"{PATH}/{case.id}/letter")).json()["text"]
        assert await self.problems(ida, case.id, letter(text)) >= {"placeholder", "unchanged"}
        assert (await cases(visitor.id))[0].thanked_at is None
        assert await events(visitor.id, "letter_sent") == []

    async def test_the_draft_of_before_the_cause_was_found(
        self, visitor: Visitor, complains: Complains, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        one = f"{PATH}/{case.id}"
        label = await ida.post("/api/console/causes", {"label": "Forkert label"})
        await ida.post(f"{one}/cause", {"cause_id": label.json()["id"]})
        before = (await ida.get(f"{one}/letter")).json()["text"]
        await ida.post(f"{one}/solved", {"solution": "refunded"})
        assert "unchanged" in await self.problems(ida, case.id, letter(before))

    async def test_by_e_mail_without_an_address_a_subject_or_a_word(
        self, visitor: Visitor, complains: Complains, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        body = letter(" ", channel="email")
        assert await self.problems(ida, case.id, body) == {"empty", "no_subject", "no_address"}

    async def test_more_than_there_is_room_for(
        self, visitor: Visitor, complains: Complains, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        assert await self.problems(ida, case.id, letter("vi beklager " * 400)) == {"too_long"}

    async def test_in_a_chat_that_is_closed(
        self, visitor: Visitor, complains: Complains, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        await visitor.post("close")
        assert await self.problems(ida, case.id, letter()) == {"chat_closed"}

    async def test_in_a_colleagues_conversation(
        self, visitor: Visitor, complains: Complains, services: Services, ida: Colleague, lars: Colleague
    ) -> None:
        case = await complains(visitor)
        await claim(services, visitor.id, lars)
        assert await self.problems(ida, case.id, letter()) == {"held"}

    async def test_by_e_mail_where_none_is_set_up(
        self, app: FastAPI, visitor: Visitor, complains: Complains, services: Services, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        await visitor.post("contact", email="mette@mill.example")
        app.state.services = replace(services, settings=replace(services.settings, smtp_url=None))
        assert await self.problems(ida, case.id, letter(channel="email", subject="Pakken")) == {"no_mail"}

    async def test_what_another_customer_was_sent_whatever_their_name(
        self, visitor: Visitor, complains: Complains, ida: Colleague, lars: Colleague
    ) -> None:
        other = await arrive(visitor.client, locale="da-DK")
        first = await complains(visitor, {"type": "name_given", "subject": "name", "value": "Mette"})
        second = await complains(other, {"type": "name_given", "subject": "name", "value": "Ole Bang"})
        assert (await ida.post(f"{PATH}/{first.id}/letter", letter())).status_code == 201
        same = OWN.replace("Mette.", "Ole,\n\n").replace("Ida", "Lars")
        assert await self.problems(lars, second.id, letter(same)) == {"repeated"}

    async def test_in_the_readers_language(
        self, visitor: Visitor, complains: Complains, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        path = f"{PATH}/{case.id}/letter/check?lang=nb"
        (problem,) = (await ida.post(path, {"text": "", "channel": "chat"})).json()["problems"]
        assert problem == {"code": "empty", "message": "Brevet er tomt."}


class TestChat:
    async def test_it_is_a_message_an_event_and_thanks(
        self, visitor: Visitor, complains: Complains, cases: Cases, events: Events, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        sent = await ida.post(f"{PATH}/{case.id}/letter", letter())
        assert sent.status_code == 201
        assert OWN in await visitor.heard()
        (event,) = await events(visitor.id, "letter_sent")
        assert (event.seq, event.subject, event.wording()) == (sent.json()["seq"], "chat", OWN)
        assert (event.facts["case_id"], event.facts["staff_id"]) == (case.id, ida.staff.id)
        assert event.audience == "internal"
        (thanked,) = await events(visitor.id, "thanked")
        assert thanked.subject == "chat"
        (now_thanked,) = await cases(visitor.id)
        assert now_thanked.thanked_at is not None
        assert now_thanked.owner_id == ida.staff.id
        shown = (await ida.get(f"{PATH}/{case.id}")).json()
        assert shown["case"]["letters"] == 1
        assert OWN in [one["text"] for one in shown["history"]]

    async def test_it_is_in_the_visitors_own_copy(
        self, visitor: Visitor, complains: Complains, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        assert (await ida.post(f"{PATH}/{case.id}/letter", letter())).status_code == 201
        happened = (await visitor.get("export")).json()["what_happened"]
        (sent,) = [one for one in happened if one["type"] == "letter_sent"]
        assert (sent["text"], sent["subject"], sent["name"]) == (OWN, "chat", "Ida")
        assert "staff_id" not in sent

    async def test_sent_again_under_the_same_id_it_is_sent_once(
        self, visitor: Visitor, complains: Complains, services: Services, ida: Colleague
    ) -> None:
        path = f"{PATH}/{(await complains(visitor)).id}/letter"
        answers = await asyncio.gather(*(ida.post(path, letter()) for _ in range(3)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json()["seq"] for answer in answers}) == 1
        assert (await visitor.heard()).count(OWN) == 1
        async with services.database.reading() as session:
            assert len((await session.scalars(select(Letter))).all()) == 1
        other = await ida.post(path, letter("Helt andre ord om din pakke"))
        assert (other.status_code, other.json()["error"]["code"]) == (409, "message_conflict")


class TestEmail:
    async def test_it_goes_to_the_outbox_and_counts_as_thanks(
        self, visitor: Visitor, complains: Complains, cases: Cases, services: Services, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        await visitor.post("contact", email="mette@mill.example")
        await visitor.post("close")
        body = letter(channel="email", subject="Om din pakke")
        for _ in range(2):
            assert (await ida.post(f"{PATH}/{case.id}/letter", body)).status_code == 201
        (mail,) = await mails(services)
        assert (mail.address, mail.subject, mail.text) == ("mette@mill.example", "Om din pakke", OWN)
        assert mail.conversation_id == visitor.id
        assert OWN not in await visitor.heard()
        assert (await cases(visitor.id))[0].thanked_at is not None

    async def test_what_was_sent_in_the_chat_may_follow_by_e_mail_once(
        self, visitor: Visitor, complains: Complains, services: Services, ida: Colleague
    ) -> None:
        path = f"{PATH}/{(await complains(visitor)).id}/letter"
        await visitor.post("contact", email="mette@mill.example")
        codes = [
            (
                await ida.post(path, letter(channel=channel, subject="Om din pakke", key=f"letter-{n}"))
            ).status_code
            for n, channel in enumerate(("chat", "email", "email", "chat"), start=10)
        ]
        assert codes == [201, 201, 422, 422]
        assert len(await mails(services)) == 1


class TestAuditTrail:
    async def test_says_who_sent_a_letter(
        self, visitor: Visitor, complains: Complains, services: Services, ida: Colleague
    ) -> None:
        path = f"{PATH}/{(await complains(visitor)).id}/letter"
        for _ in range(2):
            assert (await ida.post(path, letter())).status_code == 201
        async with services.database.reading() as session:
            entries = (await session.scalars(select(AuditEntry))).all()
        sent = [
            (one.staff_id, one.conversation_id, one.facts) for one in entries if one.action == "letter_sent"
        ]
        assert sent == [(ida.staff.id, visitor.id, {"how": "chat"})]


class TestBackDoor:
    async def test_a_draft_pasted_into_the_chat_is_refused_too(
        self, visitor: Visitor, complains: Complains, ida: Colleague
    ) -> None:
        case = await complains(visitor)
        text = (await ida.get(f"{PATH}/{case.id}/letter")).json()["text"]
        before = await visitor.heard()
        sent = await ida.post(
            f"/api/console/conversations/{visitor.id}/reply",
            {"text": text, "client_message_id": "pasted-01"},
        )
        assert (sent.status_code, sent.json()["error"]["code"]) == (422, "letter_refused")
        assert await visitor.heard() == before

    @pytest.mark.parametrize("text", ["Se [vejledningen] her", "Jeg skriver med dine egne ord"])
    async def test_anything_else_is_a_reply_like_any_other(
        self, visitor: Visitor, services: Services, ida: Colleague, text: str
    ) -> None:
        async with services.database.writing() as session:
            catalog = services.catalog.current()
            await escalation.reply(session, visitor.id, ida.staff, text, "reply-001", catalog=catalog)
        assert text in await visitor.heard()

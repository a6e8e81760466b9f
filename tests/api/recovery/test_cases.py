"""How cases come about, and how they come back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from api.conversations import escalation, repository
from api.conversations.erasure import erase
from api.conversations.models import Conversation
from api.db import now
from api.live import staff_topic
from api.recovery.models import RecoveryCase
from api.routing.assignment import drain
from api.routing.leaving import return_left
from api.services import Services
from api.staff.models import StaffSession
from tests.api.conftest import Visitor
from tests.api.recovery.conftest import LATE, Cases, Changes, Complains, Events, asked
from tests.api.staff.colleague import Colleague

ESCALATE = {"type": "escalate", "subject": "complaint", "line": 1}


async def claim(services: Services, conversation_id: str, person: Colleague) -> None:
    async with services.database.writing() as session:
        await escalation.claim(session, conversation_id, person.staff, catalog=services.catalog.current())


async def close(services: Services, conversation_id: str, person: Colleague) -> None:
    async with services.database.writing() as session:
        catalog = services.catalog.current()
        await escalation.close(session, conversation_id, person.staff, "solved", "service", catalog=catalog)


class TestOpening:
    async def test_a_complaint_opens_a_case_with_its_days(
        self, visitor: Visitor, complains: Complains, events: Events
    ) -> None:
        case = await complains(visitor, product="grinder")
        assert (case.kind, case.matter, case.product) == ("complain_delivery", "late", "grinder")
        assert (case.solve_due - case.thank_due).days == 2
        assert case.owner_id is None
        (raised,) = await events(visitor.id, "complaint_raised")
        (opened,) = await events(visitor.id, "case_opened")
        assert case.complaint_seq == raised.seq
        assert (opened.subject, opened.facts["case_id"]) == ("complain_delivery", case.id)
        assert opened.audience == "internal"

    async def test_a_need_opens_none(self, visitor: Visitor, hears: Any, cases: Cases) -> None:
        await hears(visitor, {"type": "need_heard", "subject": "quiet", "quote": "no noise"})
        assert await cases(visitor.id) == []

    @pytest.mark.parametrize(
        ("first", "then", "kind", "matter"),
        [
            ({}, {}, "complain_delivery", "late"),
            ({"matter": "general"}, {}, "complain_delivery", "late"),
            ({"matter": None}, {}, "complain_delivery", "late"),
            ({}, {"matter": "general"}, "complain_delivery", "late"),
            ({}, {"subject": "threaten_to_leave", "matter": "general"}, "complain_delivery", "late"),
            ({"subject": "complain_other", "matter": "general"}, {}, "complain_delivery", "late"),
        ],
    )
    async def test_told_twice_it_is_one_case_that_knows_more(
        self,
        visitor: Visitor,
        hears: Any,
        cases: Cases,
        events: Events,
        first: dict[str, Any],
        then: dict[str, Any],
        kind: str,
        matter: str,
    ) -> None:
        await hears(visitor, {**LATE, **first})
        await hears(visitor, {**LATE, **then})
        (case,) = await cases(visitor.id)
        assert (case.kind, case.matter) == (kind, matter)
        assert len(await events(visitor.id, "case_opened")) == 1

    async def test_another_complaint_is_another_case(
        self, visitor: Visitor, hears: Any, cases: Cases
    ) -> None:
        await hears(visitor, LATE)
        await hears(visitor, {**LATE, "subject": "complain_service", "matter": "general"})
        assert [case.kind for case in await cases(visitor.id)] == ["complain_delivery", "complain_service"]

    async def test_the_same_after_the_first_was_closed_is_another_case(
        self, visitor: Visitor, complains: Complains, hears: Any, cases: Cases, change: Changes
    ) -> None:
        await change(await complains(visitor), closed_at=now())
        await hears(visitor, LATE)
        assert len(await cases(visitor.id)) == 2

    async def test_a_kind_nobody_knows_is_a_case_all_the_same(
        self, visitor: Visitor, complains: Complains
    ) -> None:
        case = await complains(visitor, subject="x" * 80, matter="y" * 200, product="gone")
        assert (len(case.kind), len(case.matter or ""), case.product) == (40, 80, None)

    async def test_erased_with_its_conversation(
        self, visitor: Visitor, services: Services, complains: Complains, cases: Cases
    ) -> None:
        await complains(visitor)
        await erase(services, visitor.id)
        assert await cases(visitor.id) == []


class TestOwner:
    async def test_whoever_takes_the_conversation_has_the_case_and_knows_the_product(
        self,
        visitor: Visitor,
        services: Services,
        complains: Complains,
        hears: Any,
        cases: Cases,
        ida: Colleague,
    ) -> None:
        await complains(visitor)
        await hears(visitor, {"type": "complaint_detail", "subject": "product", "value": "grinder"})
        await claim(services, visitor.id, ida)
        (case,) = await cases(visitor.id)
        assert (case.owner_id, case.product) == (ida.staff.id, "grinder")

    async def test_the_end_of_the_conversation_is_not_the_end_of_the_case(
        self, visitor: Visitor, services: Services, complains: Complains, cases: Cases, ida: Colleague
    ) -> None:
        await complains(visitor)
        await claim(services, visitor.id, ida)
        await close(services, visitor.id, ida)
        (case,) = await cases(visitor.id)
        assert case.closed_at is None
        assert case.owner_id == ida.staff.id


class TestWritingAgain:
    async def test_before_the_case_is_over_waits_for_a_person(
        self, visitor: Visitor, services: Services, ida: Colleague, complains: Complains, hears: Any
    ) -> None:
        await complains(visitor)
        await claim(services, visitor.id, ida)
        await close(services, visitor.id, ida)
        await hears(visitor, text="Er der nogen?")
        async with services.database.reading() as session:
            conversation = await repository.get(session, visitor.id)
        assert (conversation.state, conversation.escalation_reason) == ("queued", "complaint")

    async def test_after_it_the_bot_listens(
        self,
        visitor: Visitor,
        services: Services,
        ida: Colleague,
        complains: Complains,
        hears: Any,
        change: Changes,
    ) -> None:
        case = await complains(visitor)
        await claim(services, visitor.id, ida)
        await close(services, visitor.id, ida)
        await change(case, closed_at=now())
        await hears(visitor, text="Jeg søger en kværn")
        async with services.database.reading() as session:
            assert (await repository.get(session, visitor.id)).state == "bot"


class TestRating:
    async def ended(
        self, visitor: Visitor, services: Services, complains: Complains, ida: Colleague
    ) -> RecoveryCase:
        case = await complains(visitor)
        await claim(services, visitor.id, ida)
        await close(services, visitor.id, ida)
        return case

    async def test_a_thumb_down_brings_the_case_back_for_the_lead(
        self,
        visitor: Visitor,
        services: Services,
        complains: Complains,
        cases: Cases,
        change: Changes,
        events: Events,
        conversation_now: Any,
        ida: Colleague,
        lena: Colleague,
    ) -> None:
        case = await self.ended(visitor, services, complains, ida)
        moment = now()
        await change(
            case,
            thanked_at=moment,
            solved_at=moment,
            solution="refunded",
            followed_up_at=moment,
            closed_at=moment,
        )
        assert (await visitor.post("rating", rating="bad", comment="no money yet")).status_code == 204
        (back,) = await cases(visitor.id)
        assert (back.reopened, back.closed_at, back.solved_at, back.solution) == (1, None, None, None)
        assert (back.owner_id, back.followed_up_at) == (None, None)
        assert back.thanked_at is not None
        (reopened,) = await events(visitor.id, "case_reopened")
        assert (reopened.subject, reopened.facts["solution"]) == ("rating", "refunded")
        conversation: Conversation = await conversation_now(visitor.id)
        assert (conversation.state, conversation.escalation_reason, conversation.line) == (
            "queued",
            "complaint",
            2,
        )
        listed = (await lena.get("/api/console/cases", reopened=True)).json()
        assert [one["id"] for one in listed["cases"]] == [case.id]
        await claim(services, visitor.id, lena)
        assert (await cases(visitor.id))[0].owner_id == lena.staff.id

    async def test_it_is_shared_out_to_the_lead_who_owns_the_case_then_and_was_told(
        self,
        visitor: Visitor,
        services: Services,
        complains: Complains,
        cases: Cases,
        conversation_now: Any,
        ida: Colleague,
        lena: Colleague,
    ) -> None:
        await self.ended(visitor, services, complains, ida)
        async with services.bus.subscribe(staff_topic(lena.staff.id)) as hints:
            await visitor.post("rating", rating="bad")
            assert (await anext(hints))["reminder"] == visitor.id
        assert len(await asked(lena)) == 1
        assert await asked(ida) == []
        assert await drain(services) == 1
        assert (await conversation_now(visitor.id)).assigned_to == lena.staff.id
        assert (await cases(visitor.id))[0].owner_id == lena.staff.id
        assert await asked(lena) == []

    async def test_whoever_was_rated_does_not_own_it_by_taking_it_back(
        self,
        visitor: Visitor,
        services: Services,
        complains: Complains,
        cases: Cases,
        ida: Colleague,
        lena: Colleague,
    ) -> None:
        await self.ended(visitor, services, complains, ida)
        await visitor.post("rating", rating="bad")
        await claim(services, visitor.id, ida)
        assert (await cases(visitor.id))[0].owner_id is None
        assert len(await asked(lena)) == 1

    async def test_without_a_lead_a_colleague_gets_it_and_owns_it(
        self,
        visitor: Visitor,
        services: Services,
        complains: Complains,
        cases: Cases,
        ida: Colleague,
        lars: Colleague,
    ) -> None:
        await self.ended(visitor, services, complains, ida)
        await visitor.post("rating", rating="bad")
        await drain(services)
        assert (await cases(visitor.id))[0].owner_id == lars.staff.id

    async def test_a_lead_who_leaves_it_does_not_give_it_to_whoever_was_rated(
        self,
        visitor: Visitor,
        services: Services,
        complains: Complains,
        conversation_now: Any,
        ida: Colleague,
        lena: Colleague,
    ) -> None:
        await self.ended(visitor, services, complains, ida)
        await visitor.post("rating", rating="bad")
        await drain(services)
        await visitor.say("Hello?")
        async with services.database.writing() as session:
            gone = update(StaffSession).where(StaffSession.staff_id == lena.staff.id)
            await session.execute(gone.values(last_seen_at=now() - timedelta(minutes=6)))
        assert await return_left(services) == 1
        assert await drain(services) == 0
        assert (await conversation_now(visitor.id)).state == "queued"

    async def test_a_lead_may_decide_that_it_is_the_agents_after_all(
        self,
        visitor: Visitor,
        services: Services,
        complains: Complains,
        cases: Cases,
        ida: Colleague,
        lena: Colleague,
    ) -> None:
        await self.ended(visitor, services, complains, ida)
        await visitor.post("rating", rating="bad")
        path = f"/api/console/conversations/{visitor.id}/transfer"
        given = await lena.post(path, {"staff_id": ida.staff.id, "reason": "You know it best"})
        assert given.status_code == 200
        assert (await cases(visitor.id))[0].owner_id == ida.staff.id
        assert await asked(lena) == []

    async def test_a_thumb_up_changes_nothing(
        self,
        visitor: Visitor,
        services: Services,
        complains: Complains,
        cases: Cases,
        conversation_now: Any,
        ida: Colleague,
    ) -> None:
        await self.ended(visitor, services, complains, ida)
        await visitor.post("rating", rating="good")
        assert (await cases(visitor.id))[0].reopened == 0
        assert (await conversation_now(visitor.id)).state == "closed"

    async def test_after_two_weeks_it_is_too_late(
        self,
        visitor: Visitor,
        services: Services,
        complains: Complains,
        cases: Cases,
        ida: Colleague,
    ) -> None:
        await self.ended(visitor, services, complains, ida)
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            conversation.closed_at = now() - timedelta(days=15)
        assert (await visitor.post("rating", rating="bad")).status_code == 409
        assert (await cases(visitor.id))[0].reopened == 0

    async def test_without_a_complaint_a_person_looks_again_at_what_a_person_did(
        self, visitor: Visitor, services: Services, conversation_now: Any, ida: Colleague
    ) -> None:
        await claim(services, visitor.id, ida)
        await close(services, visitor.id, ida)
        await visitor.post("rating", rating="bad")
        conversation = await conversation_now(visitor.id)
        assert (conversation.state, conversation.line) == ("queued", 2)

    async def test_what_only_the_bot_did_is_left_as_it_is(
        self, visitor: Visitor, conversation_now: Any
    ) -> None:
        await visitor.post("close")
        await visitor.post("rating", rating="bad")
        assert (await conversation_now(visitor.id)).state == "closed"

"""What a person is told who takes over."""

from typing import Any

import httpx

from api.conversations import escalation, repository
from api.conversations.models import Customer
from api.conversations.packet import ContextPacket, context_packet
from api.services import Services
from api.staff.models import Staff
from tests.api.conftest import Visitor, arrive
from tests.api.fake_dialogue import FakeDialogue, answer
from tests.api.handled import have_cases


async def packet_after(
    visitor: Visitor, services: Services, dialogue: FakeDialogue, *turns: list[dict[str, Any]]
) -> ContextPacket:
    for events in turns:
        dialogue.reply = lambda _, events=events: answer("Yes", events=events)  # type: ignore[misc]
        await visitor.say("hm")
    async with services.database.reading() as session:
        return await context_packet(session, visitor.id, catalog=services.catalog.current())


class TestNeeds:
    async def test_status_is_the_newest_and_the_words_are_the_first(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        packet = await packet_after(
            visitor,
            services,
            dialogue,
            [{"type": "need_heard", "subject": "quiet", "quote": "no noise"}],
            [{"type": "need_confirmed", "subject": "quiet", "quote": "yes"}],
        )
        (need,) = packet.needs
        assert (need.label, need.status, need.quote) == ("quiet mornings [da]", "confirmed", "no noise")
        assert need.seq is not None

    async def test_needs_that_nothing_serves_are_kept_apart(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        packet = await packet_after(
            visitor,
            services,
            dialogue,
            [{"type": "need_heard", "subject": "unserved", "quote": "tea"}],
            [{"type": "need_heard", "subject": "unserved", "quote": "cocoa"}],
            [{"type": "need_confirmed", "subject": "unserved", "quote": "yes"}],
        )
        assert [(need.quote, need.status) for need in packet.needs] == [
            ("tea", "heard"),
            ("cocoa", "confirmed"),
        ]


class TestComplaint:
    async def test_has_the_customers_words_and_what_was_told_since(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue, agent: Staff
    ) -> None:
        await have_cases(services)
        packet = await packet_after(
            visitor,
            services,
            dialogue,
            [
                {"type": "name_given", "subject": "name", "value": "Mette"},
                {
                    "type": "complaint_raised",
                    "subject": "complain_delivery",
                    "matter": "late",
                    "quote": "nothing came",
                },
                {"type": "escalate", "subject": "complaint", "line": 1},
            ],
            [{"type": "complaint_detail", "subject": "order_number", "value": "MC-10001"}],
        )
        complaint = packet.complaint
        assert complaint is not None
        assert (complaint.kind, complaint.order_number, complaint.quote) == (
            "complain_delivery",
            "MC-10001",
            "nothing came",
        )
        assert (packet.reason, packet.promised_minutes, packet.who.name) == ("complaint", 1, "Mette")
        assert packet.waiting_since is not None
        # The letter of thanks is the case's (tests/api/recovery); what is here says only that one has read along.
        assert packet.suggestion is not None
        assert packet.suggestion.startswith("Hej Mette.")

    async def test_the_mood_through_the_conversation_and_what_the_customer_wants(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        packet = await packet_after(
            visitor,
            services,
            dialogue,
            [{"type": "mood_changed", "subject": "annoyed"}],
            [
                {"type": "mood_changed", "subject": "angry"},
                {"type": "complaint_raised", "subject": "complain_delivery", "quote": "nothing came"},
            ],
            [{"type": "complaint_detail", "subject": "wanted_outcome", "value": "a new one"}],
            [{"type": "complaint_detail", "subject": "wanted_outcome", "value": "no, my money back"}],
            [{"type": "mood_changed", "subject": "calm"}],
        )
        assert [mood.mood for mood in packet.moods] == ["annoyed", "angry", "calm"]
        seqs = [mood.seq or 0 for mood in packet.moods]
        assert 0 < seqs[0] < seqs[1] < seqs[2]
        assert packet.wants is not None
        assert (packet.wants.quote, packet.wants.seq is not None) == ("no, my money back", True)

    async def test_an_open_complaint_leaves_no_offers(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue, agent: Staff
    ) -> None:
        await packet_after(
            visitor,
            services,
            dialogue,
            [{"type": "complaint_raised", "subject": "complain_product", "quote": "broken"}],
        )
        await visitor.say("and?")
        assert dialogue.asked[-1].metadata["offers_left"] == 0
        async with services.database.writing() as session:
            catalog = services.catalog.current()
            await escalation.claim(session, visitor.id, agent, catalog=catalog)
            await escalation.hand_back(session, visitor.id, agent, catalog=catalog)
        await visitor.say("thanks")
        assert dialogue.asked[-1].metadata["offers_left"] == 1


class TestTheRest:
    async def test_what_was_tried(self, visitor: Visitor, services: Services, dialogue: FakeDialogue) -> None:
        packet = await packet_after(
            visitor,
            services,
            dialogue,
            [
                {"type": "need_detail", "subject": "purpose", "quote": "for mornings"},
                {"type": "advice_given", "subject": "slow", "need": "quiet", "story": None},
                {"type": "recommendation_given", "subject": "grinder", "products": ["grinder"]},
                {"type": "offer_made", "subject": "course", "kind": "course"},
                {"type": "persona_suggested", "subject": "office"},
                {"type": "stage_changed", "subject": "evaluation"},
            ],
            [{"type": "offer_declined", "subject": "course", "kind": "course"}],
        )
        assert [(detail.field, detail.quote) for detail in packet.details] == [("purpose", "for mornings")]
        assert [(one.kind, one.label) for one in packet.advice] == [
            ("advice", "grind slowly [da]"),
            ("product", "Mill"),
        ]
        assert [(offer.offer, offer.status) for offer in packet.offers] == [("course", "declined")]
        assert (packet.who.persona_label, packet.who.stage) == ("office [da]", "evaluation")

    async def test_an_empty_conversation_has_an_empty_packet(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        packet = await packet_after(visitor, services, dialogue)
        assert (packet.needs, packet.complaint, packet.earlier) == ([], None, [])
        assert (packet.jobs, packet.moods, packet.wants) == ([], [], None)
        assert packet.suggestion is not None
        assert packet.suggestion.startswith("Hej.")

    async def test_the_job_behind_the_words(
        self, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        packet = await packet_after(
            visitor,
            services,
            dialogue,
            [{"type": "job_heard", "when": "the baby sleeps", "want": "coffee", "so_that": "I wake up"}],
        )
        (job,) = packet.jobs
        assert (job.when, job.want, job.so_that, job.priority) == (
            "the baby sleeps",
            "coffee",
            "I wake up",
            None,
        )

    async def test_earlier_conversations_say_what_they_were_about(
        self, client: httpx.AsyncClient, services: Services, dialogue: FakeDialogue
    ) -> None:
        told: list[list[dict[str, Any]]] = [
            [
                {"type": "need_heard", "subject": "quiet", "quote": "no noise"},
                {
                    "type": "complaint_raised",
                    "subject": "complain_delivery",
                    "matter": "late",
                    "quote": "late",
                },
            ],
            [{"type": "need_heard", "subject": "unserved", "quote": "cups for tea"}],
            [],
            [],
        ]
        visitors = []
        async with services.database.writing() as session:
            customer = Customer(external_id="c-1")
            session.add(customer)
        for events in told:
            visitors.append(await arrive(client, locale="da-DK"))
            await packet_after(visitors[-1], services, dialogue, events)
            async with services.database.writing() as session:
                (await repository.lock(session, visitors[-1].id)).customer_id = customer.id
        packet = await packet_after(visitors[-1], services, dialogue)
        assert [(one.about, one.complaint) for one in packet.earlier] == [
            (None, False),
            ("cups for tea", False),
            ("the late parcel [da]", True),
        ]

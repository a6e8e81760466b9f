"""What a person needs to know to take over without asking again: derived from the timeline, never stored."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import queries, repository
from api.conversations.beginning import beginning
from api.conversations.contacts import known_name
from api.conversations.models import Conversation, Event
from api.conversations.packet_facts import (
    AdviceFact,
    ComplaintFact,
    Detail,
    EarlierFact,
    JobFact,
    MoodFact,
    NeedFact,
    NeedStatus,
    OfferFact,
    OfferStatus,
    Who,
)
from bot.catalog import Catalog

_NEED_STATUS: dict[str, NeedStatus] = {
    "need_heard": "heard",
    "need_confirmed": "confirmed",
    "need_rejected": "rejected",
}
_OFFER_STATUS: dict[str, OfferStatus] = {
    "offer_made": "made",
    "offer_accepted": "accepted",
    "offer_declined": "declined",
}
_EARLIER = 5
_UNSERVED = "unserved"
_WANTED = "wanted_outcome"
_ABOUT = ("complaint_raised", "need_confirmed", "need_heard")


class ContextPacket(BaseModel):
    """Everything that was said and tried, at a glance.

    ``wants`` is how the customer would have it solved; ``moods`` are the changes of mood in their order.
    """

    who: Who
    needs: list[NeedFact]
    details: list[Detail]
    jobs: list[JobFact]
    moods: list[MoodFact]
    wants: Detail | None
    advice: list[AdviceFact]
    offers: list[OfferFact]
    complaint: ComplaintFact | None
    reason: str | None
    promised_minutes: int | None
    waiting_since: datetime | None
    earlier: list[EarlierFact]
    suggestion: str | None


async def context_packet(
    session: AsyncSession, conversation_id: str, *, catalog: Catalog, language: str | None = None
) -> ContextPacket:
    """The packet of one conversation.

    Args:
        language: The reader's language, for labels; the visitor's when not given. ``suggestion`` is always in
            the visitor's.

    Raises:
        ConversationNotFound: There is no such conversation.
    """
    conversation = await repository.get(session, conversation_id)
    events = await repository.timeline(session, conversation_id)
    shown = language or conversation.language
    who = _who(conversation, await known_name(session, conversation), catalog, shown)
    needs = _needs(events, catalog, shown)
    complaint = _complaint(events, catalog, shown)
    earlier = await queries.earlier(session, conversation, limit=_EARLIER)
    return ContextPacket(
        who=who,
        needs=needs,
        details=_details(events, "need_detail", "quote"),
        jobs=_jobs(events),
        moods=_moods(events),
        wants=_wants(events),
        advice=_advice(events, catalog, shown),
        offers=_offers(events, catalog, shown),
        complaint=complaint,
        reason=conversation.escalation_reason,
        promised_minutes=conversation.promised_minutes,
        waiting_since=conversation.queued_at if conversation.state == "queued" else None,
        earlier=[await _earlier(session, one, conversation, catalog, shown) for one in earlier],
        suggestion=beginning(
            catalog=catalog,
            language=conversation.language,
            name=who.name,
            need=next((need.need for need in reversed(needs) if need.status == "confirmed"), None),
        ),
    )


def _who(conversation: Conversation, name: str | None, catalog: Catalog, language: str) -> Who:
    persona = catalog.personas.get(conversation.persona or "")
    return Who(
        name=name,
        language=conversation.language,
        persona=conversation.persona,
        persona_label=persona.label[language] if persona else None,
        tone=persona.tone[language] if persona else None,
        stage=conversation.stage,
    )


def _needs(events: repository.Events, catalog: Catalog, language: str) -> list[NeedFact]:
    """One row per need: the newest status, with the first words that told it."""
    found: dict[str, NeedFact] = {}
    for event in events:
        status = _NEED_STATUS.get(event.type)
        if status is None or event.subject is None:
            continue
        key = _need_key(event, list(found))
        before = found.get(key)
        known = catalog.needs.get(event.subject)
        found[key] = NeedFact(
            need=event.subject,
            label=known.label[language] if known else event.subject,
            status=status,
            quote=(before.quote if before else None) or event.wording("quote"),
            seq=before.seq if before else event.message_seq,
        )
    return list(found.values())


def _need_key(event: Event, keys: list[str]) -> str:
    """Needs the business does not serve are kept apart; an answer is about the one told last."""
    if event.subject != _UNSERVED:
        return event.subject or ""
    told = [key for key in keys if key.startswith(_UNSERVED)]
    return f"{_UNSERVED} {event.seq}" if event.type == "need_heard" or not told else told[-1]


def _details(events: repository.Events, kind: str, field: str) -> list[Detail]:
    return [
        Detail(field=event.subject or "", quote=event.wording(field), seq=event.message_seq)
        for event in events
        if event.type == kind
    ]


def _wants(events: repository.Events) -> Detail | None:
    """What was answered last to how the customer would have it."""
    told = _details(events, "complaint_detail", "value")
    return next((detail for detail in reversed(told) if detail.field == _WANTED), None)


def _moods(events: repository.Events) -> list[MoodFact]:
    return [
        MoodFact(mood=event.subject, seq=event.message_seq)
        for event in events
        if event.type == "mood_changed" and event.subject
    ]


def _jobs(events: repository.Events) -> list[JobFact]:
    return [
        JobFact(
            when=event.wording("when"),
            want=event.wording("want"),
            so_that=event.wording("so_that"),
            priority=event.wording("priority"),
            seq=event.message_seq,
        )
        for event in events
        if event.type == "job_heard" and event.texts
    ]


async def _earlier(
    session: AsyncSession, conversation: Conversation, later: Conversation, catalog: Catalog, language: str
) -> EarlierFact:
    """A complaint says best what a conversation was about, then the need that was confirmed, or heard last."""
    events = await repository.timeline(session, conversation.id, types=_ABOUT)
    telling = min(reversed(events), key=lambda event: _ABOUT.index(event.type), default=None)
    return EarlierFact(
        id=conversation.id,
        created_at=conversation.created_at,
        about=_about(telling, catalog, language) if telling else None,
        complaint=telling is not None and telling.type == "complaint_raised",
        escalation_reason=conversation.escalation_reason,
        resolution=conversation.resolution,
        outcome=conversation.outcome,
        rating=conversation.rating,
        same_email=later.customer_id is None or conversation.customer_id != later.customer_id,
    )


def _about(event: Event, catalog: Catalog, language: str) -> str | None:
    if event.type != "complaint_raised":
        need = catalog.needs.get(event.subject or "")
        return need.label[language] if need else event.wording("quote")
    complaint = catalog.complaints.get(event.subject or "")
    if complaint is None:
        return event.subject
    exact = next((one for one in complaint.matters if one.id == event.facts.get("matter")), None)
    return exact.matter[language] if exact else complaint.label[language]


def _advice(events: repository.Events, catalog: Catalog, language: str) -> list[AdviceFact]:
    def product_name(product_id: str) -> str:
        product = catalog.products.get(product_id)
        return product.name[language] if product else product_id

    def advice_text(advice_id: str) -> str:
        advice = catalog.advice.get(advice_id)
        return advice.text[language] if advice else advice_id

    rows: list[AdviceFact] = []
    for event in events:
        ids, kind, label = _given(event, advice_text, product_name)
        rows += [AdviceFact(kind=kind, id=one, label=label(one), seq=event.message_seq) for one in ids]
    return rows


def _given(
    event: Event, advice_text: Callable[[str], str], product_name: Callable[[str], str]
) -> tuple[list[str], Literal["advice", "product"], Callable[[str], str]]:
    if event.type == "advice_given":
        return [event.subject] if event.subject else [], "advice", advice_text
    if event.type == "recommendation_given":
        listed = [str(one) for one in event.facts.get("products") or [event.subject] if one]
        return listed, "product", product_name
    return [], "advice", advice_text


def _offers(events: repository.Events, catalog: Catalog, language: str) -> list[OfferFact]:
    found: dict[str, OfferFact] = {}
    for event in events:
        status = _OFFER_STATUS.get(event.type)
        if status is None or event.subject is None:
            continue
        known = catalog.added_value.get(event.subject)
        found[event.subject] = OfferFact(
            offer=event.subject,
            label=known.text[language] if known else event.subject,
            status=status,
            seq=event.message_seq,
        )
    return list(found.values())


def _complaint(events: repository.Events, catalog: Catalog, language: str) -> ComplaintFact | None:
    """The complaint raised last, with what was told about it since."""
    raised = next((event for event in reversed(events) if event.type == "complaint_raised"), None)
    if raised is None or raised.subject is None:
        return None
    details = _details([event for event in events if event.seq > raised.seq], "complaint_detail", "value")
    told = {detail.field: detail.quote for detail in details}
    known = catalog.complaints.get(raised.subject)
    matter = raised.facts.get("matter")
    return ComplaintFact(
        kind=raised.subject,
        label=known.label[language] if known else raised.subject,
        matter=str(matter) if matter else None,
        product=told.get("product") or raised.facts.get("product"),
        order_number=told.get("order_number") or raised.wording("order_number"),
        quote=raised.wording("quote"),
        seq=raised.message_seq,
        details=details,
    )

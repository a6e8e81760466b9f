"""What the packet shows beyond the facts of the core: answers, moods, the wait, and the case, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.case_rows import StepRow, step_rows
from api.console.customer import OrderRow, Past, order_of_complaint, orders_shown, past_of
from api.console.first_things import Next, Remark, next_of, remarks_of
from api.console.labels import Labels
from api.conversations.models import Conversation, Event
from api.conversations.packet import ContextPacket
from api.conversations.packet_facts import EarlierFact
from api.conversations.promises import waited
from api.db import now
from api.recovery.letters import Reader
from api.recovery.schemas import CaseOut
from api.recovery.views import case_of
from api.staff.models import Staff
from api.theme.moments import minutes_in_words

_MOST_MOODS = 5
_MOST_EARLIER = 3
_FEW_EARLIER = 2
_GIVEN = ("advice_given", "recommendation_given")


@dataclass(frozen=True, kw_only=True)
class Given:
    """Advice or a product, with what the customer wrote next; both lead to their messages."""

    what: str
    seq: int | None
    answer: str | None
    answer_seq: int | None


@dataclass(frozen=True, kw_only=True)
class Wait:
    """The wait as it was promised and as it is or became, in words; `late` when it is longer than promised.

    Both are from its beginning, whenever the promise was made.
    """

    promised: str | None
    became: str | None
    over: bool
    late: bool


@dataclass(frozen=True, kw_only=True)
class Feeling:
    """A mood and where it began."""

    mood: str
    label: str
    seq: int | None


@dataclass(frozen=True, kw_only=True)
class Objection:
    """A reason not to buy that the customer gave."""

    label: str
    seq: int | None


@dataclass(frozen=True, kw_only=True)
class Side:
    """What stands beside the conversation, made for reading; `wait` is None where nobody ever waited.

    `remarks` come first, `next` is what to do now. `order` is the one the complaint names; it comes first among
    `orders`.
    """

    remarks: tuple[Remark, ...]
    next: Next | None
    given: tuple[Given, ...]
    moods: tuple[Feeling, ...]
    wait: Wait | None
    objections: tuple[Objection, ...]
    case: CaseOut | None
    steps: tuple[StepRow, ...]
    past: Past | None
    order: OrderRow | None
    orders: tuple[OrderRow, ...]
    earlier: tuple[EarlierFact, ...]


async def side_of(
    session: AsyncSession,
    conversation: Conversation,
    events: Sequence[Event],
    packet: ContextPacket,
    *,
    staff: Staff,
    labels: Labels,
) -> Side:
    """Return what the packet of `conversation` shows, from its `events` and the facts of the core."""
    reader = Reader(staff=staff, catalog=labels.catalog, language=labels.t.language)
    moods = [
        Feeling(mood=mood.mood, label=labels.t.label("mood", mood.mood), seq=mood.seq)
        for mood in packet.moods[-_MOST_MOODS:]
    ]
    case = await case_of(session, conversation.id, reader=reader)
    past = await past_of(session, conversation, labels=labels)
    order = await order_of_complaint(session, conversation, packet, labels=labels)
    steps = step_rows(case, labels) if case else ()
    step = next((one for one in steps if case and one.step == case.next_step), None)
    told = labels.next_step(packet.complaint.kind) if packet.complaint and (step or not case) else None
    barriers = {event.subject: event for event in events if event.type == "barrier_raised"}
    return Side(
        remarks=remarks_of(events, labels),
        next=next_of(step, told, labels),
        given=tuple(_given(events, labels)),
        moods=tuple(moods),
        wait=wait_of(conversation, events, labels),
        objections=tuple(
            Objection(label=labels.t.label("barrier", event.subject), seq=event.message_seq)
            for event in barriers.values()
        ),
        case=case,
        steps=steps,
        past=past,
        order=order,
        orders=orders_shown(past, order),
        earlier=_earlier(packet.earlier),
    )


def _earlier(found: Sequence[EarlierFact]) -> tuple[EarlierFact, ...]:
    """As many as there is room for: the customer's own, and what only may be theirs where there are few of those."""
    proven = [one for one in found if not one.same_email][:_MOST_EARLIER]
    others = [one for one in found if one.same_email]
    return (*proven, *others[: max(0, _FEW_EARLIER - len(proven))])


def wait_of(conversation: Conversation, events: Sequence[Event], labels: Labels) -> Wait | None:
    """Return the wait of a conversation: how long it is by now, or what it came to when a person came."""
    wait = waited(conversation, events, at=now())
    if wait is None:
        return None
    promised = None if wait.promised is None else round(wait.promised.total_seconds() / 60)
    return Wait(
        promised=None if promised is None else minutes_in_words(promised, labels.t),
        became=minutes_in_words(int(wait.waited.total_seconds() // 60), labels.t),
        over=wait.over,
        late=wait.late,
    )


def _given(events: Sequence[Event], labels: Labels) -> list[Given]:
    """Each piece of advice once, with the visitor's first words after it, unless other advice came before them."""
    rows: list[Given] = []
    for place, event in enumerate(events):
        if event.type not in _GIVEN or event.subject is None:
            continue
        products = event.facts.get("products") or [event.subject]
        what = (
            labels.advice(event.subject)
            if event.type == "advice_given"
            else ", ".join(map(labels.product, products))
        )
        reply = _answer_after(events[place + 1 :])
        rows.append(
            Given(
                what=what,
                seq=event.message_seq,
                answer=reply.wording() if reply else None,
                answer_seq=reply.seq if reply else None,
            )
        )
    return rows


def _answer_after(events: Sequence[Event]) -> Event | None:
    for event in events:
        if event.type in _GIVEN:
            return None
        if event.type == "message" and event.author == "visitor":
            return event
    return None

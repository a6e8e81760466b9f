"""What the packet shows beyond the facts of the core: answers, moods, the wait, and the case, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.case_rows import StepRow, step_rows
from api.console.labels import Labels
from api.conversations.models import Conversation, Event
from api.conversations.packet import ContextPacket
from api.db import now
from api.recovery.letters import Reader
from api.recovery.schemas import CaseOut
from api.recovery.views import case_of
from api.staff.models import Staff
from api.theme.moments import minutes_between, minutes_in_words

_MOST_MOODS = 5
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
    """The wait as it was promised and as it is or became, in words; `late` when it is longer than promised."""

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
    """What stands beside the conversation, made for reading; `waits` is None where nobody ever waited."""

    given: tuple[Given, ...]
    moods: tuple[Feeling, ...]
    wait: Wait | None
    objections: tuple[Objection, ...]
    case: CaseOut | None
    steps: tuple[StepRow, ...]


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
    barriers = {event.subject: event for event in events if event.type == "barrier_raised"}
    return Side(
        given=tuple(_given(events, labels)),
        moods=tuple(moods),
        wait=wait_of(conversation, events, labels),
        objections=tuple(
            Objection(label=labels.t.label("barrier", event.subject), seq=event.message_seq)
            for event in barriers.values()
        ),
        case=case,
        steps=step_rows(case, labels) if case else (),
    )


def wait_of(conversation: Conversation, events: Sequence[Event], labels: Labels) -> Wait | None:
    """Return the wait of a conversation: how long it is by now, or what it came to when a person came."""
    if conversation.state == "queued" and conversation.queued_at is not None:
        minutes = minutes_between(conversation.queued_at, now())
        return _wait(conversation.promised_minutes, minutes, over=False, labels=labels)
    came = next((event for event in reversed(events) if "waited_minutes" in event.facts), None)
    if came is None:
        return None
    return _wait(
        came.facts.get("promised_minutes"), int(came.facts["waited_minutes"]), over=True, labels=labels
    )


def _wait(promised: int | None, waited: int, *, over: bool, labels: Labels) -> Wait:
    return Wait(
        promised=None if promised is None else minutes_in_words(promised, labels.t),
        became=minutes_in_words(waited, labels.t),
        over=over,
        late=promised is not None and waited > promised,
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

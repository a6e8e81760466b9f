"""The list of conversations: for each what a colleague must know to choose the next one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.console import queries
from api.console.about import About, about
from api.console.complaint_queries import complaints_of
from api.console.desk_schemas import Mark, mark_of
from api.console.labels import Labels
from api.console.promises import promise_in_words
from api.console.queries import Said, Tab
from api.conversations.models import Conversation
from api.db import now
from api.desk.queries import labels_of
from api.desk.wording import words
from api.theme.moments import minutes_between, minutes_in_words

# The first of them are what is worked on; a longer list costs every colleague a reading after each change.
MOST_ROWS = 100
# More than there is room for, so that the page decides where it ends.
_SAID = 240


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How much of the time to answer is left; `share` is from 100 (all of it) to 0, `soon` the share that warns."""

    due_at: datetime
    started_at: datetime
    share: int
    soon: int
    late: bool
    short: str
    spoken: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One conversation in the list; `promise` is what the customer said yes to and a person is to keep.

    `who` is the customer's name, else (and then not `named`) the e-mail address or the order that a complaint is about.
    `matter` is what it is about, `detail` which product or order; where neither a complaint nor a need is known the
    `matter` is the visitor's last words, `verbatim`. Otherwise those are in `said`, or the word of a thumb down.
    `marks` are its labels, `priority` is 0 (usual), 1 (high) or 2 (urgent).
    """

    id: str
    state: str
    who: str
    named: bool
    matter: str
    detail: str | None
    verbatim: bool
    said: str | None
    promise: str | None
    reason: str | None
    line: int | None
    language: str
    language_code: str
    holder: str | None
    clock: Clock | None
    moment: datetime
    moment_words: str
    unread: int
    resolution: str | None
    rating: str | None
    priority: int
    priority_words: str
    marks: tuple[Mark, ...]
    snoozed_until: datetime | None
    snoozed_words: str | None


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One tab of the list, with what the others hold; `attention` is what the page's title counts."""

    tab: Tab
    rows: tuple[Row, ...]
    counts: dict[Tab, int]
    attention: int


async def queue(session: AsyncSession, tab: Tab, *, staff_id: int, labels: Labels) -> Queue:
    """Return the list a staff member sees under `tab`."""
    conversations = await queries.conversations_in(session, tab, staff_id=staff_id, limit=MOST_ROWS)
    rows = await rows_of(session, conversations, staff_id=staff_id, labels=labels)
    counts, attention = await at_a_glance(session, staff_id=staff_id)
    return Queue(tab=tab, rows=rows, counts=counts, attention=attention)


async def at_a_glance(session: AsyncSession, *, staff_id: int) -> tuple[dict[Tab, int], int]:
    """Return how many conversations each tab has, and how much asks for a look."""
    counts = await queries.counts_of(session, staff_id=staff_id)
    return counts, counts["waiting"] + await queries.unread_by_me(session, staff_id=staff_id)


async def rows_of(
    session: AsyncSession, conversations: Sequence[Conversation], *, staff_id: int, labels: Labels
) -> tuple[Row, ...]:
    """Return the rows of any list of conversations, in its order."""
    ids = [conversation.id for conversation in conversations]
    called = await queries.called_of(session, conversations)
    complaints = await complaints_of(session, ids)
    needs = await queries.needs_of(session, ids)
    accepted = await queries.accepted_offers_of(session, ids)
    said = await queries.last_said_of(session, ids)
    unread = await queries.unread_of(session, ids)
    put_on = await labels_of(session, ids)
    holders = await queries.staff_names(session, {c.assigned_to for c in conversations if c.assigned_to})
    return tuple(
        _row(
            conversation,
            about=about(
                (complaints.get(conversation.id) or (None,))[-1],
                needs.get(conversation.id, {}),
                called=called[conversation.id],
                labels=labels,
            ),
            promise=promise_in_words(accepted.get(conversation.id, ()), labels),
            said=said.get(conversation.id),
            holder=holders.get(conversation.assigned_to or 0),
            marks=tuple(mark_of(label) for label in put_on.get(conversation.id, ())),
            unread=unread.get(conversation.id, 0) if conversation.assigned_to == staff_id else 0,
            staff_id=staff_id,
            labels=labels,
        )
        for conversation in conversations
    )


def clock_of(conversation: Conversation, labels: Labels) -> Clock | None:
    """Return the clock of a conversation that somebody waits in, None for the others."""
    if conversation.due_at is None or conversation.state not in ("queued", "assigned"):
        return None
    moment = now()
    started = conversation.queued_at or conversation.created_at
    late = conversation.due_at < moment
    first, last = (conversation.due_at, moment) if late else (moment, conversation.due_at)
    minutes = minutes_between(first, last) + (0 if late else 1)
    seconds = int((last - first).total_seconds())
    in_seconds = not late and seconds < 60
    time = labels.t("list.seconds", n=seconds) if in_seconds else minutes_in_words(minutes, labels.t)
    whole = (conversation.due_at - started).total_seconds()
    share = 0 if late or whole <= 0 else (conversation.due_at - moment).total_seconds() / whole * 100
    share = max(0, min(100, round(share)))
    soon = 100 - labels.catalog.service_levels.warn_percent
    return Clock(
        due_at=conversation.due_at,
        started_at=started,
        share=share,
        soon=soon,
        late=late,
        short=_short(time, minutes, late=late, soon=share <= soon, labels=labels),
        spoken=labels.t("queue.overdue" if late else "queue.due_in", time=time),
    )


def _said(said: Said | None, labels: Labels) -> str | None:
    words = " ".join(said.words.split()) if said else ""
    if len(words) > _SAID:
        words = words[:_SAID].rsplit(" ", 1)[0] + "\u00a0…"
    return f"{labels.t('line.rated_bad')}: {words}" if said and said.rated_bad else words or None


def _short(time: str, minutes: int, *, late: bool, soon: bool, labels: Labels) -> str:
    if not late:
        return labels.t("list.left", time=time) if soon else time
    return labels.t("queue.over", time=time) if minutes else labels.t("queue.due_now")


def _row(
    conversation: Conversation,
    *,
    about: About,
    said: Said | None,
    promise: str | None,
    holder: str | None,
    marks: tuple[Mark, ...],
    unread: int,
    staff_id: int,
    labels: Labels,
) -> Row:
    t, moment, words_now = labels.t, queries.sort_moment(conversation), _said(said, labels)
    # The word of a thumb down says it already.
    told = said is not None and said.rated_bad
    snoozed = conversation.snoozed_until
    asleep = snoozed is not None and snoozed > now() and conversation.state != "closed"
    return Row(
        id=conversation.id,
        state=conversation.state,
        who=about.who,
        named=about.named,
        matter=about.matter or words_now or t("queue.nothing_said"),
        detail=about.detail,
        verbatim=about.matter is None and words_now is not None,
        said=words_now if about.matter else None,
        promise=promise,
        reason=t.label("reason", conversation.escalation_reason) if conversation.escalation_reason else None,
        line=conversation.line,
        language=t.label("language", conversation.language),
        language_code=conversation.language,
        holder=_holder(conversation, holder, staff_id=staff_id, labels=labels),
        clock=clock_of(conversation, labels),
        moment=moment,
        moment_words=labels.when(moment),
        unread=unread,
        resolution=t.label("resolution", conversation.resolution) if conversation.resolution else None,
        rating=t(f"line.rated_{conversation.rating}") if conversation.rating and not told else None,
        priority=conversation.priority,
        priority_words=words(t.language).label("priority", str(conversation.priority)),
        marks=marks,
        snoozed_until=snoozed,
        snoozed_words=t("list.snoozed_until", when=labels.when(snoozed)) if snoozed and asleep else None,
    )


def _holder(conversation: Conversation, name: str | None, *, staff_id: int, labels: Labels) -> str | None:
    if conversation.state == "bot":
        return labels.t("queue.with_bot")
    if conversation.state != "assigned":
        return None
    if conversation.assigned_to == staff_id:
        return labels.t("queue.with_you")
    return labels.t("queue.with", name=name or "?")

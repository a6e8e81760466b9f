"""The conversations behind a figure: each with the words that put it there, and nobody's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Conversation, Event
from api.insights import queries
from api.insights.figures import Figure, figure_named
from api.insights.privacy import pseudonym
from api.insights.quotes import cut, spoken
from api.insights.reading import Scope

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Behind:
    """One conversation behind a figure; ``quote`` is None when the words have been erased."""

    id: str
    who: str
    language: str
    state: str
    began_at: datetime
    quote: str | None
    message_seq: int | None
    href: str


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A page of the conversations behind a figure; ``total`` is the figure itself."""

    figure: str
    subject: str | None
    label: str
    total: int
    page: int
    pages: int
    conversations: tuple[Behind, ...]


async def listed(
    session: AsyncSession,
    scope: Scope,
    *,
    figure: str,
    subject: str | None,
    page: int = 1,
    size: int = PAGE,
) -> Listed:
    """Return the conversations behind a figure, the newest first.

    Args:
        page: From 1; one past the end is empty.
        size: How many on a page.

    Raises:
        UnknownFigure: There is no such figure or subject.
    """
    known, window = figure_named(figure, subject), scope.period.window
    total = await queries.count(session, window, known, subject)
    found = await queries.conversations_behind(
        session, window, known, subject, limit=size, offset=(page - 1) * size
    )
    return Listed(
        figure=figure,
        subject=subject,
        label=figure_label(scope, known, subject),
        total=total,
        page=page,
        pages=max(1, -(-total // size)),
        conversations=await _behind(session, scope, found, known, subject),
    )


def figure_label(scope: Scope, figure: Figure, subject: str | None) -> str:
    """Return what a figure is called, with its subject."""
    label = scope.t(f"figure.{figure.name}")
    return label if subject is None else f"{label}: {scope.labels.subject(figure, subject)}"


def who(scope: Scope, conversation: Conversation) -> str:
    """Return the pseudonym of whoever wrote."""
    code = pseudonym(scope.secret, customer_id=conversation.customer_id, conversation_id=conversation.id)
    return scope.t(f"list_page.{'guest' if conversation.customer_id is None else 'customer'}", code=code)


async def _behind(
    session: AsyncSession,
    scope: Scope,
    found: Sequence[Conversation],
    figure: Figure,
    subject: str | None,
) -> tuple[Behind, ...]:
    ids = [conversation.id for conversation in found]
    names = await queries.names(session, ids)
    words = await _words(session, ids, figure, subject)
    rows = []
    for conversation in found:
        text, seq = words.get(conversation.id, (None, None))
        rows.append(
            Behind(
                id=conversation.id,
                who=who(scope, conversation),
                language=conversation.language,
                state=conversation.state,
                began_at=conversation.created_at,
                quote=cut(spoken(scope, text, names.get(conversation.id, ()))) if text else None,
                message_seq=seq,
                href=scope.message(conversation.id, figure.name, subject, seq),
            )
        )
    return tuple(rows)


async def _words(
    session: AsyncSession, ids: Sequence[str], figure: Figure, subject: str | None
) -> Mapping[str, tuple[str | None, int | None]]:
    """The words of the event behind the figure, else of the message that caused it, else the first ones."""
    events: dict[str, Event] = {}
    for event in await queries.events_behind(session, ids, figure, subject):
        events.setdefault(event.conversation_id, event)
    first = await queries.first_words(session, [one for one in ids if one not in events])
    places = [(event.conversation_id, event.message_seq or 0) for event in events.values()]
    messages = await queries.messages_at(session, places)
    words: dict[str, tuple[str | None, int | None]] = {
        conversation_id: (event.wording("text"), event.seq) for conversation_id, event in first.items()
    }
    for conversation_id, event in events.items():
        message = messages.get((conversation_id, event.message_seq or 0))
        text = event.wording(figure.quoted) or (message.wording("text") if message else None)
        words[conversation_id] = (text, event.message_seq)
    return words

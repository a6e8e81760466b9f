"""A whole conversation to read, not to write in: without names, with the message behind a figure marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository
from api.conversations.models import Event
from api.insights import queries
from api.insights.behind import figure_label, who
from api.insights.figures import figure_named
from api.insights.quotes import spoken
from api.insights.reading import Scope

_AUTHORS = frozenset({"visitor", "bot", "agent", "system"})
_TURNING_POINTS = frozenset({"claimed", "handed_back", "closed", "reopened", "rated"})


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message with what the bot noted from it; ``text`` is None when erased.

    ``author`` is "event" for a turning point between messages, whose words are ``text``.
    """

    seq: int
    author: str
    text: str | None
    at: datetime
    noted: tuple[str, ...] = ()
    behind: bool = False


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """A conversation; ``label`` is the figure it was reached by."""

    id: str
    who: str
    language: str
    state: str
    stage: str | None
    began_at: datetime
    label: str | None
    said: tuple[Said, ...]


async def transcript(
    session: AsyncSession,
    scope: Scope,
    conversation_id: str,
    *,
    figure: str | None = None,
    subject: str | None = None,
) -> Transcript:
    """Return a conversation, with the messages behind `figure` marked.

    Raises:
        ConversationNotFound: There is no such conversation.
        UnknownFigure: There is no such figure or subject.
    """
    conversation = await repository.get(session, conversation_id)
    known = figure_named(figure, subject) if figure else None
    marked: set[int] = set()
    if known:
        events = await queries.events_behind(session, [conversation_id], known, subject)
        marked = {event.message_seq or event.seq for event in events}
    names = (await queries.names(session, [conversation_id])).get(conversation_id, ())
    timeline = await repository.timeline(session, conversation_id)
    return Transcript(
        id=conversation.id,
        who=who(scope, conversation),
        language=conversation.language,
        state=conversation.state,
        stage=conversation.stage,
        began_at=conversation.created_at,
        label=figure_label(scope, known, subject) if known else None,
        said=_said(scope, timeline, names, marked),
    )


def _said(
    scope: Scope, timeline: Sequence[Event], names: Sequence[str], marked: set[int]
) -> tuple[Said, ...]:
    noted = _noted(scope, timeline)
    rows = []
    for event in timeline:
        if event.type == "message" and event.author in _AUTHORS:
            text = event.wording("text")
            rows.append(
                Said(
                    seq=event.seq,
                    author=event.author,
                    text=spoken(scope, text, names) if text else None,
                    at=event.created_at,
                    noted=noted.get(event.seq, ()),
                    behind=event.seq in marked,
                )
            )
        elif event.type in _TURNING_POINTS:
            words = _line(scope, event) or ""
            comment = event.wording("comment")
            rows.append(
                Said(
                    seq=event.seq,
                    author="event",
                    text=f"{words} {scope.words.quoted(spoken(scope, comment, names))}" if comment else words,
                    at=event.created_at,
                    behind=event.seq in marked,
                )
            )
    return tuple(rows)


def _noted(scope: Scope, timeline: Sequence[Event]) -> Mapping[int, tuple[str, ...]]:
    noted: dict[int, tuple[str, ...]] = {}
    for event in timeline:
        line = _line(scope, event) if event.message_seq and event.type != "message" else None
        if line and event.message_seq and line not in noted.get(event.message_seq, ()):
            noted[event.message_seq] = (*noted.get(event.message_seq, ()), line)
    return noted


def _line(scope: Scope, event: Event) -> str | None:
    key = f"line.{event.type}"
    if key not in scope.t.entries:
        return None
    return scope.t(key, what=_what(scope, event))


def _what(scope: Scope, event: Event) -> str:
    labels, subject = scope.labels, event.subject or ""
    start = event.type.partition("_")[0]
    if start in ("need", "offer", "advice", "story", "persona"):
        named = {
            "need": labels.need,
            "offer": labels.offer,
            "advice": labels.advice,
            "story": labels.story,
            "persona": labels.persona,
        }
        return named[start](subject)
    if event.type == "recommendation_given":
        return scope.words.listed(
            [labels.product(str(one)) for one in event.facts.get("products") or [subject]]
        )
    if event.type == "complaint_raised":
        matter = event.facts.get("matter")
        return labels.matter(f"{subject}:{matter}") if matter else labels.complaint(subject)
    groups = {
        "barrier": "barrier",
        "escalate": "reason",
        "queued": "reason",
        "stage": "stage",
        "mood": "mood",
        "rated": "rating",
        "score": "score",
    }
    return scope.t.label(groups.get(start, ""), subject)

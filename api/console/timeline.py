"""The timeline as a colleague reads it: messages by author, internal notes, and quiet lines in between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from api.attachments.schemas import AttachmentOut
from api.attachments.sending import sent_with
from api.console.labels import Labels
from api.console.lines import line_of
from api.conversations.models import Event

Kind = Literal["message", "note", "lines"]
_TOLD_ONCE = ("contact_given", "contact_removed")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One system event in words; `message_seq` is the message that caused it."""

    seq: int
    words: str
    message_seq: int | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A message, a note, or the system events between two of them.

    `text` is None when the wording has been erased, or there was none: `files` may have come alone. `choices`
    are the buttons the visitor could press.
    """

    kind: Kind
    seq: int
    author: str
    name: str
    text: str | None
    choices: tuple[str, ...]
    files: tuple[AttachmentOut, ...]
    lines: tuple[Line, ...]
    client_message_id: str | None
    at: datetime
    when: str


def entries(events: Sequence[Event], *, labels: Labels, customer: str) -> tuple[Entry, ...]:
    """Return what to show for `events`; neighbouring system events become one entry.

    Args:
        events: In the order of the timeline.
        labels: Names in the reader's language.
        customer: What the visitor is called.
    """
    shown = ((event, _kind(event), line_of(event, labels)) for event in events)
    relevant = [(event, kind, line) for event, kind, line in shown if kind != "lines" or line]
    result: list[Entry] = []
    for kind, group in groupby(relevant, key=lambda item: item[1]):
        members = list(group)
        if kind == "lines":
            lines = tuple(_lines([(event, line or "") for event, _, line in members]))
            result.append(_entry(members[0][0], "lines", labels, customer, lines))
        else:
            result += [_entry(event, kind, labels, customer, ()) for event, _, _ in members]
    return tuple(result)


def last_message_of(shown: Sequence[Entry], author: str) -> int:
    """Return the number of the last message of `author`, 0 if there is none."""
    return max((entry.seq for entry in _messages(shown) if entry.author == author), default=0)


def _lines(told: Sequence[tuple[Event, str]]) -> Iterator[Line]:
    """A name, an address and a number that came together are told once."""
    said = set()
    for event, words in told:
        if event.type in _TOLD_ONCE and words in said:
            continue
        said.add(words)
        yield Line(seq=event.seq, words=words, message_seq=event.message_seq)


def _messages(shown: Sequence[Entry]) -> Iterator[Entry]:
    return (entry for entry in shown if entry.kind == "message")


def _kind(event: Event) -> Kind:
    if event.type == "message":
        return "message"
    return "note" if event.type == "note" else "lines"


def _entry(event: Event, kind: Kind, labels: Labels, customer: str, lines: tuple[Line, ...]) -> Entry:
    return Entry(
        kind=kind,
        seq=event.seq,
        author=event.author,
        name=_name(event, labels, customer),
        text=event.wording("text"),
        files=tuple(sent_with(event.facts, ((text.field, text.text) for text in event.texts))),
        choices=tuple(str(button["title"]) for button in event.facts.get("buttons") or ()),
        lines=lines,
        client_message_id=event.client_message_id if event.author == "agent" else None,
        at=event.created_at,
        when=labels.when(event.created_at),
    )


def _name(event: Event, labels: Labels, customer: str) -> str:
    if event.author == "agent":
        return labels.colleague(event.facts.get("staff_id"))
    if event.author == "visitor":
        return customer
    if event.author == "bot":
        return labels.catalog.business.bot_name[labels.t.language]
    return labels.t(f"talk.author.{event.author}")

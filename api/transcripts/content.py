"""The conversation as plain data for both forms of a transcript: who said what, when, with which files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository
from api.conversations.models import Conversation
from api.conversations.schemas import Message
from api.transcripts.words import words
from bot.catalog import Catalog

_LOCALES = {"da": "da_DK", "nb": "nb_NO", "en": "en_GB"}


@dataclass(frozen=True, kw_only=True)
class Said:
    """One message; ``speaker`` is empty for the system's own lines."""

    time: str
    speaker: str
    author: str
    text: str
    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Day:
    """The messages of one day."""

    name: str
    said: tuple[Said, ...]


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """A whole conversation, in words."""

    language: str
    title: str
    begun: str
    times: str
    days: tuple[Day, ...]


async def transcript_of(
    session: AsyncSession, conversation: Conversation, *, catalog: Catalog, language: str
) -> Transcript:
    """What the visitor wrote and was told; internal notes are not in it.

    Args:
        language: Of the headings; what was said is as it was said.
    """
    events = await repository.timeline(session, conversation.id, types=("message",), audience="public")
    messages = [Message.of(event) for event in events]
    t, zone = words(language), ZoneInfo(catalog.hours.timezone)
    names = {"visitor": t("you"), "bot": catalog.business.bot_name[language], "system": ""}
    days = groupby(messages, key=lambda message: message.created_at.astimezone(zone).date())
    return Transcript(
        language=language,
        title=t("title", business=catalog.business.name),
        begun=t(
            "when", day=format_date(conversation.created_at.astimezone(zone), "long", _LOCALES[language])
        ),
        times=t("times", timezone=catalog.hours.timezone),
        days=tuple(
            Day(
                name=format_date(day, "full", _LOCALES[language]),
                said=tuple(_said(message, names, zone, language) for message in group),
            )
            for day, group in days
        ),
    )


def as_text(transcript: Transcript) -> str:
    """The transcript as plain text."""
    lines = [transcript.title, transcript.begun, transcript.times]
    for day in transcript.days:
        lines += ["", day.name, ""]
        lines += [line for said in day.said for line in _lines(said)]
    return "\n".join([*lines, ""])


def _lines(said: Said) -> Sequence[str]:
    start = f"{said.time}  {said.speaker}: " if said.speaker else f"{said.time}  "
    # A message of several lines stays one message to the eye.
    text = said.text.replace("\n", "\n" + " " * (len(said.time) + 2))
    files = [f"[{name}]" for name in said.files]
    return [start + "  ".join([text, *files] if text else files)]


def _said(message: Message, names: dict[str, str], zone: ZoneInfo, language: str) -> Said:
    t = words(language)
    files = tuple(t("file", name=file.name) for file in message.attachments)
    return Said(
        time=_clock(message.created_at.astimezone(zone), language),
        speaker=message.name or "" if message.author == "agent" else names[message.author],
        author=message.author,
        text=message.text or ("" if files else t("erased")),
        files=files,
    )


def _clock(moment: datetime, language: str) -> str:
    return str(format_time(moment, "short", locale=_LOCALES[language]))

"""Canned starts: the beginning of an answer, filled from the conversation and finished by hand."""

import re
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.contacts import known_name
from api.conversations.models import Conversation
from api.conversations.packet import context_packet
from api.conversations.writing import message_text
from api.db import now
from api.desk import repository
from api.desk.errors import NameTaken, UnknownThing, UnknownVariable
from api.desk.models import CannedStart
from api.desk.wording import words
from api.staff import audit
from api.staff.models import Staff
from bot.catalog import Catalog

VARIABLES = ("customer", "agent", "product", "order_number", "business")
_VARIABLE = re.compile(r"\{([^{}\n]*)\}")
# What may stand for a variable whose value is not looked up: a few words.
_FEW_WORDS = r"\S+(?: \S+){0,3}"


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A start with its variables filled; those that could not be, in ``missing``, stay visible in the text."""

    id: int
    shortcut: str
    language: str
    text: str
    missing: tuple[str, ...]


async def keep(
    session: AsyncSession,
    staff: Staff,
    *,
    shortcut: str,
    language: str,
    text: str,
    start_id: int | None = None,
) -> CannedStart:
    """Make a start, or change the one with ``start_id``.

    Raises:
        UnknownThing: There is no such start.
        NameTaken: Another has this shortcut in this language.
        UnknownVariable: The text holds a variable that nothing fills.
        MessageEmpty, MessageTooLong: As for a message.
    """
    cleaned = message_text(text)
    unknown = sorted(set(_VARIABLE.findall(cleaned)) - set(VARIABLES))
    if unknown:
        raise UnknownVariable(fields={"text": ", ".join(f"{{{name}}}" for name in unknown)[:300]})
    start = await _existing(session, start_id) if start_id is not None else CannedStart()
    same = await repository.start_of(session, shortcut, language)
    if same is not None and same.id != start_id:
        raise NameTaken(fields={"shortcut": NameTaken.message})
    start.shortcut, start.language, start.text = shortcut, language, cleaned
    start.made_by, start.updated_at = staff.id, now()
    session.add(start)
    try:
        await session.flush()
    except IntegrityError as error:
        raise NameTaken(fields={"shortcut": NameTaken.message}) from error
    await audit.note(
        session,
        staff,
        "start_made" if start_id is None else "start_changed",
        shortcut=shortcut,
        language=language,
    )
    return start


async def delete(session: AsyncSession, start_id: int, *, by: Staff | None = None) -> None:
    """Remove a start.

    Args:
        by: Who does it, for the audit trail.

    Raises:
        UnknownThing: It does not exist.
    """
    start = await _existing(session, start_id)
    await repository.remove(session, start)
    if by is not None:
        await audit.note(session, by, "start_removed", shortcut=start.shortcut, language=start.language)


async def filled(
    session: AsyncSession, conversation: Conversation, staff: Staff, *, catalog: Catalog
) -> tuple[Filled, ...]:
    """Return every start filled for a conversation, those in its language first."""
    values = await _values(session, conversation, staff, catalog)
    found = await repository.starts(session)
    own_first = sorted(found, key=lambda start: start.language != conversation.language)
    return tuple(fill(start, values) for start in own_first)


def fill(start: CannedStart, values: dict[str, str]) -> Filled:
    """Fill one start; a variable without a value becomes ``[order number?]`` in the start's language."""
    missing: list[str] = []

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in values:
            missing.append(name)
            return _placeholder(name, start.language)
        return values[name]

    text = _VARIABLE.sub(value, start.text)
    return Filled(
        id=start.id,
        shortcut=start.shortcut,
        language=start.language,
        text=text,
        missing=tuple(dict.fromkeys(missing)),
    )


async def is_unchanged_start(session: AsyncSession, conversation: Conversation, text: str) -> bool:
    """Say whether ``text`` is a canned start, filled or not, to which nobody has added a word."""
    starts = await repository.starts(session)
    if not starts:
        return False
    name = await known_name(session, conversation)
    known = {
        "customer": [name, name.split()[0]] if name else [],
        "agent": [colleague.name for colleague in await repository.colleagues(session)],
    }
    sent = _one_line(text)
    return any(_as_sent(start, known).fullmatch(sent) for start in starts)


async def _values(
    session: AsyncSession, conversation: Conversation, staff: Staff, catalog: Catalog
) -> dict[str, str]:
    packet = await context_packet(session, conversation.id, catalog=catalog)
    complaint = packet.complaint
    product = complaint.product if complaint else None
    in_catalog = catalog.products.get(product or "")
    values = {
        "customer": packet.who.name.split()[0] if packet.who.name else None,
        "agent": staff.name,
        "product": in_catalog.name[conversation.language] if in_catalog else product,
        "order_number": complaint.order_number if complaint else None,
        "business": catalog.business.name,
    }
    return {name: value for name, value in values.items() if value}


def _as_sent(start: CannedStart, known: dict[str, list[str]]) -> re.Pattern[str]:
    """What a start looks like when it is sent as it stands, whatever its variables were filled with."""
    pieces = []
    for number, piece in enumerate(_VARIABLE.split(_one_line(start.text))):
        if number % 2 == 0:
            pieces.append(re.escape(piece))
            continue
        values = [*known.get(piece, []), _placeholder(piece, start.language), f"{{{piece}}}"]
        ways = [re.escape(_one_line(value)) for value in values]
        pieces.append(f"(?:{'|'.join(ways if piece in known else [*ways, _FEW_WORDS])})")
    return re.compile("".join(pieces), re.IGNORECASE)


def _placeholder(name: str, language: str) -> str:
    return f"[{words(language).label('missing', name)}?]"


def _one_line(text: str) -> str:
    return " ".join(text.split())


async def _existing(session: AsyncSession, start_id: int) -> CannedStart:
    start = await session.get(CannedStart, start_id)
    if start is None:
        raise UnknownThing
    return start

"""Drafting, checking and sending a letter of thanks.

Whatever is in the way is told at once, the same while it is written and when it is sent; only what nothing is in
the way of is sent, kept in the timeline, and counts as thanked.
"""

from dataclasses import dataclass
from hashlib import sha256

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import escalation
from api.conversations import repository as conversations
from api.conversations.contacts import known_name
from api.conversations.errors import MessageConflict
from api.conversations.models import Conversation, Event
from api.conversations.state import tell
from api.conversations.writing import clean
from api.mail import outbox
from api.mail.errors import BadAddress
from api.mail.server import server_of
from api.recovery import repository, steps
from api.recovery.checks import Problem, fingerprint, problems_of
from api.recovery.errors import LetterRefused
from api.recovery.letter import Draft, draft, drafts_before
from api.recovery.letter_facts import address_of, facts_of
from api.recovery.models import Letter, RecoveryCase
from api.recovery.vocabulary import Channel
from api.recovery.wording import words
from api.settings import Settings
from api.staff import audit
from api.staff.models import Staff
from bot.catalog import Catalog


class Writing(BaseModel):
    """A letter as a colleague writes it."""

    text: str
    channel: Channel
    subject: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads about cases: their account, the business's words, and the language they read."""

    staff: Staff
    catalog: Catalog
    language: str


@dataclass(frozen=True, kw_only=True)
class Desk(Reader):
    """What a colleague writes with: what a reader has, and the ways by which a letter goes."""

    settings: Settings


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A letter that is on its way; ``seq`` is its place in the timeline."""

    seq: int
    channel: Channel


async def draft_for(session: AsyncSession, case_id: int, *, staff: Staff, catalog: Catalog) -> Draft:
    """The draft of a letter in the customer's language.

    Raises:
        CaseNotFound: The case does not exist (any more).
    """
    case = await repository.get(session, case_id)
    conversation = await conversations.get(session, case.conversation_id)
    return draft(await facts_of(session, conversation, case, staff=staff, catalog=catalog), catalog)


async def check(session: AsyncSession, case_id: int, writing: Writing, *, desk: Desk) -> list[Problem]:
    """Everything that is in the way of sending a letter as it stands; nothing when it can be sent.

    Raises:
        CaseNotFound: The case does not exist (any more).
    """
    case = await repository.get(session, case_id)
    conversation = await conversations.get(session, case.conversation_id)
    return await _problems(session, conversation, case, writing, desk=desk)


async def send(
    session: AsyncSession, case_id: int, writing: Writing, client_message_id: str, *, desk: Desk
) -> Sent:
    """Send a letter in the chat or by e-mail, once under a ``client_message_id``.

    Raises:
        LetterRefused: Something is in the way; ``fields`` names all of it.
        MessageConflict: The id was used for something else.
        CaseNotFound: The case does not exist (any more).
    """
    conversation, case = await repository.lock(session, case_id)
    text = clean(writing.text)
    known = await conversations.message_by_client_id(session, conversation.id, client_message_id)
    if known is not None:
        return _sent_before(known, case, text, writing.channel)
    problems = await _problems(session, conversation, case, writing, desk=desk)
    if problems:
        raise LetterRefused(fields={problem.code: problem.message for problem in problems})
    words_sent = await _fingerprint(session, conversation, text, desk.staff)
    if writing.channel == "chat":
        inner_id = sha256(client_message_id.encode()).hexdigest()[:32]
        await escalation.reply(session, conversation.id, desk.staff, text, inner_id, catalog=desk.catalog)
    else:
        await outbox.enqueue(
            session,
            kind="letter",
            conversation_id=conversation.id,
            address=await address_of(session, conversation) or "",
            subject=writing.subject or "",
            text=text,
        )
    letter = Letter(
        conversation_id=conversation.id,
        case_id=case.id,
        staff_id=desk.staff.id,
        channel=writing.channel,
        fingerprint=words_sent,
    )
    session.add(letter)
    event = await conversations.append(
        session,
        conversation,
        type="letter_sent",
        author="agent",
        subject=writing.channel,
        facts={"case_id": case.id, "kind": case.kind, "staff_id": desk.staff.id, "name": desk.staff.name},
        texts={"text": text, "subject": clean(writing.subject or "") if writing.channel == "email" else ""},
        client_message_id=client_message_id,
    )
    await steps.thanked(session, conversation, case, desk.staff, by=writing.channel)
    await audit.note(session, desk.staff, "letter_sent", conversation.id, how=writing.channel)
    tell(session, conversation)
    return Sent(seq=event.seq, channel=writing.channel)


async def take_back(session: AsyncSession, conversation: Conversation, letter: Letter) -> None:
    """Forget a letter that never arrived, and the thanks that it counted as: the case is as it was before.

    The same words may be sent again, to an address that works.
    """
    case_id = letter.case_id
    await session.delete(letter)
    await session.flush()
    if case_id is None:
        return
    _, case = await repository.lock(session, case_id)
    others = (await repository.letters_of(session, [case_id])).get(case_id, 0)
    thanks = [
        event
        for event in await conversations.timeline(session, conversation.id, types=("thanked",))
        if event.facts.get("case_id") == case_id
    ]
    if not others and thanks and thanks[-1].subject == "email":
        # A case that its thanks completed is not complete without them.
        case.thanked_at = case.closed_at = None


async def _problems(
    session: AsyncSession, conversation: Conversation, case: RecoveryCase, writing: Writing, *, desk: Desk
) -> list[Problem]:
    text = clean(writing.text)
    facts = await facts_of(session, conversation, case, staff=desk.staff, catalog=desk.catalog)
    found = problems_of(
        text,
        subject=clean(writing.subject or "") if writing.channel == "email" else None,
        drafts=[each.text for each in drafts_before(facts, desk.catalog)],
        repeated=await _is_repeated(session, conversation, text, writing.channel, desk.staff),
        language=desk.language,
    )
    return [*found, *await _ways_closed(session, conversation, writing.channel, desk=desk)]


async def _ways_closed(
    session: AsyncSession, conversation: Conversation, channel: Channel, *, desk: Desk
) -> list[Problem]:
    """What keeps a letter from getting there, whatever its words."""
    codes: list[str] = []
    values: dict[str, str] = {}
    if conversation.state == "assigned" and conversation.assigned_to not in (None, desk.staff.id):
        holder = await repository.colleague(session, conversation.assigned_to or 0)
        codes.append("held")
        values["name"] = holder.name if holder else "?"
    if channel == "chat":
        codes += ["chat_closed"] if conversation.state == "closed" else []
    else:
        codes += ["no_mail"] if server_of(desk.settings) is None else []
        codes += _address_problem(await address_of(session, conversation))
    t = words(desk.language)
    return [Problem(code=code, message=t(f"problem.{code}", **values)) for code in codes]


def _address_problem(address: str | None) -> list[str]:
    if not address:
        return ["no_address"]
    try:
        outbox.deliverable(address)
    except BadAddress:
        return ["bad_address"]
    return []


async def _is_repeated(
    session: AsyncSession, conversation: Conversation, text: str, channel: Channel, staff: Staff
) -> bool:
    """Whether these words were sent before; by another way to the same customer they may be."""
    alike = await repository.sent_like(session, await _fingerprint(session, conversation, text, staff))
    return any(one.conversation_id != conversation.id or one.channel == channel for one in alike)


async def _fingerprint(session: AsyncSession, conversation: Conversation, text: str, staff: Staff) -> str:
    names = (await known_name(session, conversation), staff.name)
    return fingerprint(text, without=[name for name in names if name])


def _sent_before(known: Event, case: RecoveryCase, text: str, channel: Channel) -> Sent:
    same = known.type == "letter_sent" and known.facts.get("case_id") == case.id
    if not same or known.subject != channel or known.wording() not in (None, text):
        raise MessageConflict
    return Sent(seq=known.seq, channel=channel)

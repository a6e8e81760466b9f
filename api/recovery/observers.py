"""How cases come about and come back: told by the core when a conversation changes.

A complaint opens a case; whoever takes the conversation takes its cases; a customer who writes again before it is over
waits for a person; a thumb down brings the last one back for a team lead, and not for whoever was rated. Nothing here
closes a case: the end of a conversation is not the end of its matter.
"""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as conversations
from api.conversations.escalation import enqueue
from api.conversations.hooks import Change
from api.conversations.models import Conversation, Event
from api.conversations.state import reopen
from api.db import now
from api.recovery import due, repository, steps
from api.recovery.checks import asks_something
from api.recovery.complaint import is_general, told_about
from api.recovery.errors import LetterRefused
from api.recovery.models import RecoveryCase
from api.recovery.telling import may_own, settle, tell
from api.recovery.vocabulary import VAGUE
from api.services import Services
from bot.catalog import Catalog

_RATED_IN_TIME = timedelta(days=14)
_LINE_OF_LEADS = 2
_UNKNOWN_KIND = "complain_other"
_KIND_LENGTH, _ID_LENGTH = 40, 80


def install(services: Services) -> None:
    """Have cases opened and reopened by what happens in conversations."""

    async def observe(session: AsyncSession, conversation: Conversation, change: Change) -> None:
        catalog = services.catalog.current()
        match change:
            case "complaint_raised":
                await _open_case(session, conversation, catalog=catalog)
            case "assigned":
                await _hand_over(session, conversation, catalog=catalog)
            case "closed":
                await _complete(session, conversation, catalog=catalog)
                await settle(session, conversation, catalog=catalog)
            case "handed_back" | "case_changed":
                await settle(session, conversation, catalog=catalog)
            case "reopened":
                await _ask_for_a_person_again(session, conversation, catalog=catalog)
            case "rated":
                await _take_rating(session, conversation, catalog=catalog)
            case "replied":
                await _refuse_unfinished(session, conversation)

    services.observers.add(observe)


async def _open_case(session: AsyncSession, conversation: Conversation, *, catalog: Catalog) -> None:
    raised = await conversations.last_of(session, conversation.id, ("complaint_raised",))
    if raised is None:
        return
    kind, matter, product = _parts(raised)
    open_cases = [one for one in await repository.cases_of(session, conversation.id) if not one.closed_at]
    same = next((one for one in open_cases if _same(one, kind, matter, catalog)), None)
    if same is not None:
        _add_what_is_known(same, kind, matter, product, catalog)
        return
    case = RecoveryCase(
        conversation_id=conversation.id,
        complaint_seq=raised.seq,
        kind=kind,
        matter=matter,
        product=product if product in catalog.products else None,
        owner_id=conversation.assigned_to if conversation.state == "assigned" else None,
        created_at=raised.created_at,
        thank_due=due.thank_due(catalog.hours, raised.created_at),
        solve_due=due.solve_due(catalog.hours, raised.created_at, terms=catalog.service_levels.recovery),
        reopened=0,
    )
    session.add(case)
    await session.flush()
    await steps.note(
        session, conversation, case, "case_opened", kind, matter=case.matter, product=case.product
    )


def _parts(raised: Event) -> tuple[str, str | None, str | None]:
    matter, product = raised.facts.get("matter"), raised.facts.get("product")
    return (
        (raised.subject or _UNKNOWN_KIND)[:_KIND_LENGTH],
        str(matter)[:_ID_LENGTH] if matter else None,
        str(product)[:_ID_LENGTH] if product else None,
    )


def _same(case: RecoveryCase, kind: str, matter: str | None, catalog: Catalog) -> bool:
    """Whether a complaint is the one of an open case, told again: more exactly, or with a threat to leave."""
    if case.kind != kind:
        return case.kind in VAGUE or kind in VAGUE
    told_in_general = is_general(catalog, kind, matter) or is_general(catalog, kind, case.matter)
    return case.matter == matter or told_in_general


def _add_what_is_known(
    case: RecoveryCase, kind: str, matter: str | None, product: str | None, catalog: Catalog
) -> None:
    if kind != case.kind and case.kind in VAGUE and kind not in VAGUE:
        case.kind, case.matter = kind, matter
    elif kind == case.kind and is_general(catalog, kind, case.matter):
        case.matter = matter or case.matter
    if case.product is None and product in catalog.products:
        case.product = product


async def _hand_over(session: AsyncSession, conversation: Conversation, *, catalog: Catalog) -> None:
    if await may_own(session, conversation):
        for case in await repository.cases_of(session, conversation.id):
            if case.closed_at is None:
                case.owner_id = conversation.assigned_to
    await _complete(session, conversation, catalog=catalog)
    await settle(session, conversation, catalog=catalog)


async def _complete(session: AsyncSession, conversation: Conversation, *, catalog: Catalog) -> None:
    """Add to the cases which product the customer named since."""
    for case in await repository.cases_of(session, conversation.id):
        if case.closed_at is None and case.product is None:
            told = await told_about(session, conversation, case, catalog=catalog)
            case.product = told.product


async def _ask_for_a_person_again(
    session: AsyncSession, conversation: Conversation, *, catalog: Catalog
) -> None:
    """Whoever comes back to a complaint that is not over waits for a person, and does not begin again with the bot."""
    if any(one.closed_at is None for one in await repository.cases_of(session, conversation.id)):
        await enqueue(session, conversation, reason="complaint", catalog=catalog)


async def _take_rating(session: AsyncSession, conversation: Conversation, *, catalog: Catalog) -> None:
    late = conversation.closed_at is not None and now() - conversation.closed_at > _RATED_IN_TIME
    if conversation.rating != "bad" or late:
        return
    cases = await repository.cases_of(session, conversation.id)
    if not cases and conversation.claimed_at is None:
        return
    rated = await _rated(session, conversation)
    if cases:
        await steps.reopened(session, conversation, cases[-1], because="rating", catalog=catalog)
    if conversation.state == "closed":
        await reopen(session, conversation)
    if conversation.state != "assigned":
        conversation.for_leads, conversation.not_to = True, rated
    await enqueue(session, conversation, reason="complaint", line=_LINE_OF_LEADS, catalog=catalog)
    leads = await repository.leads(session)
    await tell(
        session,
        [lead for lead in leads if lead.id != rated] or leads,
        conversation.id,
        about="rating",
        key="rating",
        case_id=cases[-1].id if cases else None,
        language=catalog.business.default_language,
    )


async def _rated(session: AsyncSession, conversation: Conversation) -> int | None:
    """Who had the conversation last."""
    claimed = await conversations.last_of(session, conversation.id, ("claimed",))
    staff_id = claimed.facts.get("staff_id") if claimed is not None else None
    # An account may be gone by now.
    person = await repository.colleague(session, int(staff_id)) if staff_id is not None else None
    return person.id if person is not None else None


async def _refuse_unfinished(session: AsyncSession, conversation: Conversation) -> None:
    """A draft that is pasted into the chat does not get past what the letter's own way refuses."""
    said = await conversations.last_of(session, conversation.id, ("message",))
    words = said.wording() if said is not None and said.author == "agent" else None
    if words and asks_something(words):
        raise LetterRefused(fields={"placeholder": "The draft still holds what is to be filled in."})

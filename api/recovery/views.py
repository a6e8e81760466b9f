"""A case as a page shows it: its steps, what is due, and everything in words."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository as conversations
from api.db import now
from api.mail.server import server_of
from api.recovery import due, queries, repository
from api.recovery.complaint import told_about
from api.recovery.errors import CaseNotFound
from api.recovery.letter_facts import address_of
from api.recovery.letters import Desk, Reader
from api.recovery.lines import TYPES, line_of_case
from api.recovery.models import RecoveryCase
from api.recovery.queries import Row, Wanted
from api.recovery.schemas import CaseInFull, CaseOut, Cases, Happened, Pressing, Standing, StepOut
from api.recovery.vocabulary import STEPS, Step
from api.recovery.wording import words
from api.staff.models import Staff
from api.theme.labels import CatalogLabels

_LEADS = ("lead", "admin")
_IN_ONE_CONVERSATION = 50


async def cases(session: AsyncSession, wanted: Wanted, *, desk: Desk, limit: int, offset: int) -> Cases:
    """The cases of one sort, and how many there are of each."""
    today = due.today(desk.catalog.hours, now())
    rows = await queries.cases(session, wanted, today=today, limit=limit, offset=offset)
    return Cases(
        cases=await _shown(session, rows, desk=desk, today=today),
        total=await queries.number(session, wanted, today=today),
        counts=await queries.counts(session, today=today),
        mine=await queries.counts(session, today=today, owner=desk.staff.id),
    )


async def case_of(session: AsyncSession, conversation_id: str, *, reader: Reader) -> CaseOut | None:
    """The case of a conversation that is open, else the one that was opened last; None where there is none."""
    today = due.today(reader.catalog.hours, now())
    wanted = Wanted(state="all", conversation_id=conversation_id)
    rows = await queries.cases(session, wanted, today=today, limit=_IN_ONE_CONVERSATION)
    newest = max(rows, key=lambda row: (row.case.closed_at is None, row.case.id), default=None)
    return (await _shown(session, [newest], desk=reader, today=today))[0] if newest else None


async def pressing(session: AsyncSession, *, desk: Desk, everybody: bool, limit: int) -> list[Pressing]:
    """What is late or due today, of the reader or of everybody who has any, at most ``limit`` of each."""
    today = due.today(desk.catalog.hours, now())
    owners: list[tuple[int | None, str | None]] = [(desk.staff.id, desk.staff.name)]
    if everybody:
        owners = [(row[0], row[1]) for row in await queries.owners(session, today=today)]
    found = []
    for owner_id, name in owners:
        late = Wanted(due="overdue", owner=owner_id or 0)
        now_due = Wanted(due="today", owner=owner_id or 0)
        found.append(
            Pressing(
                owner_id=owner_id,
                owner=name,
                overdue=await _listed(session, late, desk=desk, today=today, limit=limit),
                due_today=await _listed(session, now_due, desk=desk, today=today, limit=limit),
            )
        )
    return found


async def case_in_full(session: AsyncSession, case_id: int, *, desk: Desk) -> CaseInFull:
    """One case with everything that is known of it.

    Raises:
        CaseNotFound: It does not exist (any more).
    """
    row = await queries.one(session, case_id)
    if row is None:
        raise CaseNotFound
    case, conversation = row.case, row.conversation
    today = due.today(desk.catalog.hours, now())
    told = await told_about(session, conversation, case, catalog=desk.catalog)
    address = await address_of(session, conversation)
    held = conversation.state == "assigned" and conversation.assigned_to != desk.staff.id
    return CaseInFull(
        case=(await _shown(session, [row], desk=desk, today=today))[0],
        quote=told.quote,
        quote_seq=told.seq,
        number=told.number,
        wish=told.wish,
        angry=told.angry,
        by_chat=conversation.state != "closed" and not held,
        by_email=bool(address) and server_of(desk.settings) is not None and not held,
        may=_may(case, desk.staff),
        history=await _history(session, case, language=desk.language),
    )


async def _listed(
    session: AsyncSession, wanted: Wanted, *, desk: Desk, today: date, limit: int
) -> list[CaseOut]:
    rows = await queries.cases(session, wanted, today=today, limit=limit)
    return await _shown(session, rows, desk=desk, today=today)


async def _shown(session: AsyncSession, rows: Iterable[Row], *, desk: Reader, today: date) -> list[CaseOut]:
    listed = list(rows)
    sent = await repository.letters_of(session, (row.case.id for row in listed))
    return [_case_out(row, desk=desk, today=today, sent=sent.get(row.case.id, 0)) for row in listed]


def _case_out(row: Row, *, desk: Reader, today: date, sent: int) -> CaseOut:
    case, labels = row.case, CatalogLabels(desk.catalog, words(desk.language))
    dated = due.undone_steps(case)
    return CaseOut(
        id=case.id,
        conversation_id=case.conversation_id,
        conversation_state=row.conversation.state,
        customer=row.name,
        language=row.conversation.language,
        kind=case.kind,
        kind_label=labels.complaint(case.kind),
        matter=case.matter,
        matter_label=labels.matter_of(case.kind, case.matter),
        product=case.product,
        product_label=labels.product(case.product) if case.product else None,
        owner_id=case.owner_id,
        owner=row.owner,
        mine=case.owner_id == desk.staff.id,
        created_at=case.created_at,
        closed_at=case.closed_at,
        reopened=case.reopened,
        cause_id=case.cause_id,
        cause=row.cause,
        solution=case.solution,
        outcome=case.outcome,
        steps=[_step_out(step, row, dict(dated), today=today, language=desk.language) for step in STEPS],
        next_step=next((step for step in STEPS if case.closed_at is None and not _done(step, case)), None),
        due=min((day for _, day in dated), default=None),
        overdue=any(day < today for _, day in dated),
        due_today=any(day == today for _, day in dated),
        letters=sent,
    )


def _step_out(step: Step, row: Row, dated: Mapping[Step, date], *, today: date, language: str) -> StepOut:
    t, case = words(language), row.case
    what = {
        "thank": None,
        "cause": row.cause,
        "solve": t.label("solution", case.solution) if case.solution else None,
        "follow_up": t.label("outcome", case.outcome) if case.outcome else None,
    }
    day = dated.get(step)
    return StepOut(
        step=step,
        label=t(f"step.{step}"),
        standing=_standing(day, done=_done(step, case), today=today),
        due=day,
        done_at={"thank": case.thanked_at, "solve": case.solved_at, "follow_up": case.followed_up_at}.get(
            step
        ),
        what=what[step],
    )


def _standing(day: date | None, *, done: bool, today: date) -> Standing:
    if done:
        return "done"
    if day is None or day > today:
        return "open"
    return "overdue" if day < today else "due_today"


def _done(step: Step, case: RecoveryCase) -> bool:
    done = {
        "thank": case.thanked_at,
        "cause": case.cause_id,
        "solve": case.solved_at,
        "follow_up": case.followed_up_at,
    }
    return done[step] is not None


def _may(case: RecoveryCase, staff: Staff) -> list[str]:
    may = ["cause", "letter"]
    if case.closed_at is None:
        may += [] if case.thanked_at else ["thanked"]
        may += ["solved", "take"]
        may += ["followed_up"] if case.solved_at else []
    if staff.role in _LEADS:
        may += ["reopen"] if case.solved_at or case.closed_at else []
        may += ["give"] if case.closed_at is None else []
    return may


async def _history(session: AsyncSession, case: RecoveryCase, *, language: str) -> list[Happened]:
    events = await conversations.timeline(session, case.conversation_id, types=TYPES)
    mine = [event for event in events if event.facts.get("case_id") == case.id]
    names: dict[int, str] = {}
    for staff_id in {event.facts["staff_id"] for event in mine if event.facts.get("staff_id")}:
        found = await repository.colleague(session, staff_id)
        names |= {staff_id: found.name} if found else {}
    return [
        Happened(
            type=event.type,
            subject=event.subject,
            by=names.get(event.facts.get("staff_id", 0)),
            line=line_of_case(
                event, colleague=names.get(event.facts.get("staff_id", 0), "?"), language=language
            ),
            at=event.created_at,
            seq=event.seq,
            text=event.wording(),
        )
        for event in mine
    ]

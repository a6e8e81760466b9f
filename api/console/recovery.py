"""The console's calls for complaint cases, their causes and letters, under /api/console."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.console.reading import LabelsNow
from api.console.recovery_schemas import (
    LARGEST_ID,
    CauseChoice,
    CauseId,
    CauseName,
    CauseOut,
    Causes,
    CauseUse,
    Checked,
    LetterBody,
    LetterToSend,
    Merging,
    OutcomeChoice,
    OwnerChoice,
    SolutionChoice,
)
from api.conversations.openings import note_opening
from api.dependencies import CatalogNow, ReadSession, ServicesNow, SettingsNow, WriteSession
from api.recovery import causes, letters, repository, steps, views
from api.recovery.letter import Draft
from api.recovery.letters import Desk, Sent, Writing
from api.recovery.queries import Due, State, Wanted
from api.recovery.schemas import CaseInFull, Cases, Pressing
from api.recovery.vocabulary import Step
from api.services import Services
from api.staff.dependencies import require_role
from api.staff.models import Staff

router = APIRouter(prefix="/api/console", tags=["recovery"])

Agent = Annotated[Staff, Depends(require_role("agent", "lead", "admin"))]
Lead = Annotated[Staff, Depends(require_role("lead", "admin"))]
RowId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
RowIdQuery = Annotated[int | None, Query(ge=0, le=LARGEST_ID)]


async def note_case_opening(services: Services, staff: Staff, case_id: int) -> None:
    """Note that `staff` reads the conversation of a case: what is shown of it holds the customer's words.

    Raises:
        CaseNotFound: It does not exist (any more).
    """
    async with services.database.reading() as session:
        case = await repository.get(session, case_id)
    await note_opening(services.database, staff, case.conversation_id)


async def case_opened(case_id: RowId, staff: Agent, services: ServicesNow) -> int:
    """Note it, and hand on the number of the case."""
    await note_case_opening(services, staff, case_id)
    return case_id


CaseOpened = Annotated[int, Depends(case_opened)]
_Words = Annotated[str, Query(max_length=200)]


async def desk(staff: Agent, catalog: CatalogNow, settings: SettingsNow, labels: LabelsNow) -> Desk:
    """What whoever asks works with."""
    return Desk(staff=staff, catalog=catalog, settings=settings, language=labels.t.language)


DeskNow = Annotated[Desk, Depends(desk)]


@router.get("/cases")
async def read_cases(
    desk: DeskNow,
    session: ReadSession,
    state: State = "open",
    due: Due | None = None,
    step: Step | None = None,
    mine: bool = False,
    owner: RowIdQuery = None,
    kind: Annotated[str | None, Query(max_length=40)] = None,
    cause: RowIdQuery = None,
    reopened: bool = False,
    conversation: Annotated[str | None, Query(max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Cases:
    """List cases by due date, with the numbers of every sort; owner 0 is nobody, cause 0 is unknown."""
    wanted = Wanted(
        state=state,
        due=due,
        step=step,
        owner=desk.staff.id if mine else owner,
        kind=kind,
        cause=cause,
        reopened=reopened,
        conversation_id=conversation,
    )
    return await views.cases(session, wanted, desk=desk, limit=limit, offset=offset)


@router.get("/cases/pressing")
async def read_pressing(desk: DeskNow, session: ReadSession) -> list[Pressing]:
    """List what is late and what is due today in one's own cases."""
    return await views.pressing(session, desk=desk, everybody=False, limit=50)


@router.get("/cases/pressing/everybody")
async def read_pressing_of_everybody(_lead: Lead, desk: DeskNow, session: ReadSession) -> list[Pressing]:
    """List what is late and what is due today, by who looks after it."""
    return await views.pressing(session, desk=desk, everybody=True, limit=50)


@router.get("/cases/{case_id}")
async def read_case(case_id: CaseOpened, desk: DeskNow, session: ReadSession) -> CaseInFull:
    """Return a case with the customer's words, its history and what one may do."""
    return await views.case_in_full(session, case_id, desk=desk)


@router.post("/cases/{case_id}/thanked")
async def thanked(case_id: RowId, desk: DeskNow, session: WriteSession) -> CaseInFull:
    """Note that the customer was thanked outside the console."""
    await steps.thank(session, case_id, desk.staff)
    return await views.case_in_full(session, case_id, desk=desk)


@router.post("/cases/{case_id}/cause")
async def cause_found(
    case_id: RowId, choice: CauseChoice, desk: DeskNow, session: WriteSession
) -> CaseInFull:
    """Say why it happened."""
    await steps.find_cause(session, case_id, desk.staff, cause_id=choice.cause_id)
    return await views.case_in_full(session, case_id, desk=desk)


@router.post("/cases/{case_id}/solved")
async def solved(case_id: RowId, choice: SolutionChoice, desk: DeskNow, session: WriteSession) -> CaseInFull:
    """Say how it was solved."""
    await steps.solve(session, case_id, desk.staff, solution=choice.solution, catalog=desk.catalog)
    return await views.case_in_full(session, case_id, desk=desk)


@router.post("/cases/{case_id}/followed-up")
async def followed_up(
    case_id: RowId, choice: OutcomeChoice, desk: DeskNow, session: WriteSession
) -> CaseInFull:
    """Say what the customer thought of the solution."""
    await steps.follow_up(
        session, case_id, desk.staff, outcome=choice.outcome, again=choice.again, catalog=desk.catalog
    )
    return await views.case_in_full(session, case_id, desk=desk)


@router.post("/cases/{case_id}/owner")
async def owner(case_id: RowId, choice: OwnerChoice, desk: DeskNow, session: WriteSession) -> CaseInFull:
    """Take a case, or give it to a colleague as a lead."""
    await steps.give(session, case_id, desk.staff, owner_id=choice.owner_id)
    return await views.case_in_full(session, case_id, desk=desk)


@router.post("/cases/{case_id}/reopen")
async def reopen(case_id: RowId, _lead: Lead, desk: DeskNow, session: WriteSession) -> CaseInFull:
    """Take a case up again as a lead."""
    await steps.reopen(session, case_id, desk.staff, catalog=desk.catalog)
    return await views.case_in_full(session, case_id, desk=desk)


@router.get("/cases/{case_id}/letter")
async def read_draft(case_id: CaseOpened, desk: DeskNow, session: ReadSession) -> Draft:
    """Return the draft of a letter of thanks in the customer's language."""
    return await letters.draft_for(session, case_id, staff=desk.staff, catalog=desk.catalog)


@router.post("/cases/{case_id}/letter/check")
async def check_letter(case_id: RowId, letter: LetterBody, desk: DeskNow, session: ReadSession) -> Checked:
    """Say everything that is in the way of sending a letter, while it is being written."""
    return Checked(problems=await letters.check(session, case_id, _writing(letter), desk=desk))


@router.post("/cases/{case_id}/letter", status_code=201)
async def send_letter(case_id: RowId, letter: LetterToSend, desk: DeskNow, session: WriteSession) -> Sent:
    """Send a letter in the chat or by e-mail; 422 with everything that is in the way."""
    return await letters.send(session, case_id, _writing(letter), letter.client_message_id, desk=desk)


@router.get("/causes")
async def read_causes(_staff: Agent, session: ReadSession, q: _Words = "", inactive: bool = False) -> Causes:
    """List the causes with these words in their name."""
    found = await causes.search(session, q, inactive=inactive)
    return Causes(causes=[CauseOut.of(cause, number) for cause, number in found])


@router.post("/causes", status_code=201)
async def add_cause(name: CauseName, staff: Agent, session: WriteSession) -> CauseId:
    """Add a cause; one of the same name is that one."""
    return CauseId.of(await causes.add(session, name.label, staff=staff))


@router.post("/causes/{cause_id}/rename")
async def rename_cause(cause_id: RowId, name: CauseName, lead: Lead, session: WriteSession) -> CauseId:
    """Call a cause by a better name."""
    return CauseId.of(await causes.rename(session, cause_id, name.label, staff=lead))


@router.post("/causes/{cause_id}/merge")
async def merge_cause(cause_id: RowId, merging: Merging, lead: Lead, session: WriteSession) -> CauseId:
    """Make a cause part of another."""
    return CauseId.of(await causes.merge(session, cause_id, into=merging.into, staff=lead))


@router.post("/causes/{cause_id}/use")
async def use_cause(cause_id: RowId, use: CauseUse, lead: Lead, session: WriteSession) -> CauseId:
    """Take a cause out of use, or into it again."""
    return CauseId.of(await causes.use(session, cause_id, active=use.active, staff=lead))


def _writing(letter: LetterBody) -> Writing:
    return Writing(text=letter.text, channel=letter.channel, subject=letter.subject)

"""A case as a row: its steps and its days in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from api.console import queries
from api.console.about import who_in_words
from api.console.complaint_queries import complaints_of, raised_by
from api.console.dates import day_in_words
from api.console.labels import Labels
from api.db import now
from api.desk.queries import conversations_by_id
from api.recovery import due
from api.recovery.schemas import CaseOut
from api.recovery.vocabulary import Step
from api.theme.labels import upper_first


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """A step in a list: its mark, and its day in words."""

    step: Step
    label: str
    standing: str
    day: str | None
    what: str | None


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A case in the list; `who` is the customer in words, `number` the order, `due` the next day in words."""

    case: CaseOut
    who: str
    number: str | None
    steps: tuple[StepRow, ...]
    matter: str
    due: str | None
    opened: str


async def case_rows(session: AsyncSession, cases: Sequence[CaseOut], labels: Labels) -> tuple[CaseRow, ...]:
    """Return cases as rows, in their order."""
    ids = {case.conversation_id for case in cases}
    conversations = await conversations_by_id(session, ids)
    called = await queries.called_of(session, list(conversations.values()))
    complaints = await complaints_of(session, ids)
    raised = await raised_by(session, [case.id for case in cases])
    numbers = {
        case.id: next(
            (
                one.order_number
                for one in complaints.get(case.conversation_id, ())
                if one.seq == raised.get(case.id)
            ),
            None,
        )
        for case in cases
    }
    return tuple(
        CaseRow(
            case=case,
            who=case.customer or who_in_words(called[case.conversation_id], numbers[case.id], labels),
            number=numbers[case.id],
            steps=step_rows(case, labels),
            matter=upper_first(case.matter_label or case.kind_label),
            due=_day(case.due, labels),
            opened=labels.when(case.created_at),
        )
        for case in cases
    )


def step_rows(case: CaseOut, labels: Labels) -> tuple[StepRow, ...]:
    """The steps of a case with their days in words."""
    return tuple(
        StepRow(
            step=step.step,
            label=labels.t(f"case.step.{step.step}.{'done' if step.standing == 'done' else 'open'}"),
            standing=step.standing,
            day=None if step.standing == "done" else _day(step.due, labels),
            what=step.what,
        )
        for step in case.steps
    )


def _day(day: date | None, labels: Labels) -> str | None:
    today = due.today(labels.catalog.hours, now())
    return day_in_words(day, today=today, t=labels.t) if day else None

"""A case as a row: its steps and its days in words."""

from dataclasses import dataclass
from datetime import date

from api.console.dates import day_in_words
from api.console.labels import Labels
from api.db import now
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
    """A case in the list; `due` is the next day in words."""

    case: CaseOut
    steps: tuple[StepRow, ...]
    matter: str
    due: str | None
    opened: str


def case_row(case: CaseOut, labels: Labels) -> CaseRow:
    return CaseRow(
        case=case,
        steps=step_rows(case, labels),
        matter=upper_first(case.matter_label or case.kind_label),
        due=_day(case.due, labels),
        opened=labels.when(case.created_at),
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

"""What can go wrong when somebody asks for insights."""

from typing import Literal

from api.errors import ApiError

PeriodProblem = Literal["not_days", "not_a_date", "from_missing", "from_after_to", "too_long", "far_away"]

_MESSAGES: dict[PeriodProblem, str] = {
    "not_days": "One of 7, 30 or 90.",
    "not_a_date": "A date such as 2026-11-21.",
    "from_missing": "Say where the period begins, too.",
    "from_after_to": "The period begins after it ends.",
    "too_long": "The period is longer than three years.",
    "far_away": "A year from 2000 to 2100.",
}


class PeriodInvalid(ApiError):
    """The period asked for cannot be used; ``field`` is days, from or to."""

    code = "invalid_period"
    status = 422
    message = "This period cannot be used."

    def __init__(self, field: str, problem: PeriodProblem) -> None:
        super().__init__(fields={field: _MESSAGES[problem]})
        self.field = field
        self.problem = problem


class UnknownFigure(ApiError):
    """There is no such figure, or it needs another subject."""

    code = "unknown_figure"
    status = 422
    message = "There is no such figure."

    def __init__(self, field: str) -> None:
        super().__init__(fields={field: "Follow a link from one of the views."})


class UnknownTable(ApiError):
    """This view has no such table."""

    code = "unknown_table"
    status = 404
    message = "This view has no such table."

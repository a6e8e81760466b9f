"""What happens in a case, as one short line of the conversation."""

from api.conversations.models import Event
from api.recovery.wording import words

TYPES = (
    "case_opened",
    "letter_sent",
    "thanked",
    "cause_found",
    "solved",
    "followed_up",
    "case_given",
    "case_overdue",
    "case_reopened",
    "case_closed",
)
_BY_SUBJECT = frozenset({"letter_sent", "case_reopened"})
_WHAT = {"solved": "solution", "followed_up": "outcome", "case_overdue": "step"}
_BY_HAND = "hand"


def line_of_case(event: Event, *, colleague: str, language: str) -> str | None:
    """The line of an event of a case; None for thanks that the line of the letter tells already."""
    if event.type == "thanked" and event.subject != _BY_HAND:
        return None
    t = words(language)
    key = f"line.{event.type}_{event.subject}" if event.type in _BY_SUBJECT else f"line.{event.type}"
    what = t.label(_WHAT[event.type], event.subject) if event.type in _WHAT else ""
    return t(key, name=colleague, what=what)

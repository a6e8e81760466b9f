"""What happens in a case, in words."""

from typing import get_args

import pytest

from api.conversations.models import Event
from api.recovery.lines import TYPES, line_of_case
from api.recovery.vocabulary import STEPS, Channel, Outcome, Solution

SUBJECTS: dict[str, tuple[str, ...]] = {
    "letter_sent": get_args(Channel),
    "thanked": ("hand",),
    "solved": get_args(Solution),
    "followed_up": get_args(Outcome),
    "case_overdue": tuple(step for step in STEPS if step != "cause"),
    "case_reopened": ("rating", "follow_up", "hand"),
}


@pytest.mark.parametrize("language", ["da", "nb", "en"])
@pytest.mark.parametrize("type", TYPES)
def test_every_event_has_a_line_in_every_language(type: str, language: str) -> None:
    subjects = SUBJECTS.get(type, ("1",))
    told = [
        line_of_case(Event(type=type, subject=one), colleague="Ida", language=language) for one in subjects
    ]
    assert len({line for line in told if line and "_" not in line}) == len(subjects)


def test_a_letter_and_its_thanks_are_one_line() -> None:
    assert line_of_case(Event(type="thanked", subject="email"), colleague="Ida", language="da") is None
    sent = line_of_case(Event(type="letter_sent", subject="email"), colleague="Ida", language="da")
    assert sent == "Ida sendte et takkebrev som e-mail"

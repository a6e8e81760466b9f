"""What colleagues do to a conversation, in one short line each and in every language of the interface."""

from pathlib import Path
from typing import Any

import pytest

from api.console.labels import Labels
from api.console.lines import line_of
from api.console.reading import PAGES
from api.recovery.lines import TYPES
from api.theme.texts import STAFF_LANGUAGES
from bot.catalog import load_catalog
from tests.api.console.test_timeline import event

BY_IDA = {"staff_id": 7}


@pytest.fixture
def in_language(catalog_dir: Path) -> dict[str, Labels]:
    catalog = load_catalog(catalog_dir)
    return {
        language: Labels(catalog, PAGES.wordings[language], {7: "Ida", 8: "Lars"})
        for language in STAFF_LANGUAGES
    }


@pytest.mark.parametrize(
    ("type", "more", "words"),
    [
        (
            "released",
            {"facts": BY_IDA},
            {
                "da": "Ida er her ikke længere; samtalen er tilbage i køen",
                "nb": "Ida er ikke til stede lenger; samtalen er tilbake i køen",
                "en": "Ida has gone offline; the conversation is back in the queue",
            },
        ),
        (
            "holder_left",
            {"facts": BY_IDA},
            {
                "da": "Ida er her ikke; samtalen går tilbage i køen, når kunden skriver",
                "nb": "Ida er ikke til stede; samtalen går tilbake i køen når kunden skriver",
                "en": "Ida has gone offline; it goes back to the queue if the customer writes",
            },
        ),
        (
            "claimed",
            {"facts": {**BY_IDA, "auto": True}},
            {"da": "Ida fik samtalen", "nb": "Ida fikk samtalen", "en": "Ida was given the conversation"},
        ),
        (
            "transferred",
            {
                "facts": {**BY_IDA, "from_line": 1, "line": 2, "to_staff_id": None},
                "texts": {"text": "stock"},
            },
            {
                "da": "Ida gav samtalen videre til 2. linje: stock",
                "nb": "Ida overførte samtalen til 2. linje: stock",
                "en": "Ida transferred it to line 2: stock",
            },
        ),
        (
            "transferred",
            {"facts": {**BY_IDA, "from_line": 1, "line": 1, "to_staff_id": 8}},
            {
                "da": "Ida gav samtalen videre til Lars",
                "nb": "Ida overførte samtalen til Lars",
                "en": "Ida transferred it to Lars",
            },
        ),
        (
            "transferred",
            {"facts": {**BY_IDA, "to_staff_id": 7, "from_staff_id": 8}, "texts": {"text": "she is ill"}},
            {
                "da": "Ida overtog samtalen fra Lars: she is ill",
                "nb": "Ida tok over samtalen fra Lars: she is ill",
                "en": "Ida took it over from Lars: she is ill",
            },
        ),
        (
            "contact_given",
            {"facts": BY_IDA, "subject": "email"},
            {
                "da": "Ida skrev kundens e-mailadresse ind",
                "nb": "Ida la inn kundens e-postadresse",
                "en": "Ida entered the customer’s e-mail address",
            },
        ),
        (
            "contact_removed",
            {"facts": BY_IDA, "subject": "phone"},
            {
                "da": "Ida fjernede kundens telefonnummer",
                "nb": "Ida fjernet kundens telefonnummer",
                "en": "Ida removed the customer’s phone number",
            },
        ),
        (
            "bot_briefed",
            {"facts": BY_IDA, "texts": {"text": "refunded"}},
            {
                "da": "Ida gav botten en note: refunded",
                "nb": "Ida ga boten et notat: refunded",
                "en": "Ida left the bot a note: refunded",
            },
        ),
    ],
)
def test_what_happened_to_a_conversation_is_told(
    in_language: dict[str, Labels], type: str, more: dict[str, Any], words: dict[str, str]
) -> None:
    told = {
        language: line_of(event(1, type, "agent", **more), labels) for language, labels in in_language.items()
    }
    assert told == words


def test_a_conversation_that_was_claimed_by_hand_is_not_said_to_be_given(
    in_language: dict[str, Labels],
) -> None:
    assert line_of(event(1, "claimed", "agent", facts=BY_IDA), in_language["en"]) == (
        "Ida took the conversation"
    )


@pytest.mark.parametrize("type", TYPES)
def test_every_step_of_a_case_has_a_line(in_language: dict[str, Labels], type: str) -> None:
    subjects = {"letter_sent": "chat", "case_reopened": "hand", "thanked": "hand"}
    step = event(1, type, "agent", subject=subjects.get(type, "refunded"), facts=BY_IDA)
    told = [line_of(step, labels) for labels in in_language.values()]
    assert all(told)
    assert told[0] != told[-1]
    assert all("{" not in str(line) for line in told)

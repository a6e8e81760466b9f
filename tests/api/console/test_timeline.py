"""The timeline in words."""

from pathlib import Path
from typing import Any

import pytest

from api.console.labels import Labels
from api.console.reading import PAGES
from api.console.timeline import entries, last_message_of
from api.conversations.models import Event, Text
from api.conversations.vocabulary import TEXT_FIELDS
from api.db import now
from bot.catalog import load_catalog

# What the messages themselves say already.
SAID_ANYWAY = {"need_summarised", "question_asked"}


@pytest.fixture
def labels(catalog_dir: Path) -> Labels:
    return Labels(load_catalog(catalog_dir), PAGES.wordings["en"], {7: "Ida"})


def event(seq: int, type: str, author: str = "bot", *, subject: str | None = None, **more: Any) -> Event:
    texts = [Text(field=field, text=text) for field, text in more.pop("texts", {}).items()]
    facts = more.pop("facts", {})
    return Event(
        seq=seq, type=type, author=author, subject=subject, facts=facts, texts=texts, created_at=now(), **more
    )


def test_neighbouring_events_become_one_entry_between_the_messages(labels: Labels) -> None:
    shown = entries(
        [
            event(1, "message", "visitor", texts={"text": "Hi"}),
            event(2, "need_heard", subject="quiet", message_seq=1),
            event(3, "question_asked", subject="purpose"),
            event(4, "stage_changed", subject="evaluation", message_seq=1),
            event(5, "message", texts={"text": "What for?"}),
        ],
        labels=labels,
        customer="Mette",
    )
    assert [(entry.kind, entry.name) for entry in shown] == [
        ("message", "Mette"),
        ("lines", "Millie [en]"),
        ("message", "Millie [en]"),
    ]
    assert [(line.words, line.message_seq) for line in shown[1].lines] == [
        ("Need heard: quiet mornings [en]", 1),
        ("Stage: Comparing", 1),
    ]


def test_a_name_and_an_address_that_come_together_are_told_once(labels: Labels) -> None:
    (entry,) = entries(
        [
            event(1, "contact_given", "visitor", subject="name"),
            event(2, "contact_given", "visitor", subject="email"),
            event(3, "contact_given", "agent", subject="email", facts={"staff_id": 7}),
            event(4, "contact_given", "agent", subject="phone", facts={"staff_id": 7}),
        ],
        labels=labels,
        customer="Guest",
    )
    assert [line.words for line in entry.lines] == [
        "Gave contact details",
        "Ida entered the customer’s e-mail address",
        "Ida entered the customer’s phone number",
    ]


def test_every_event_of_the_bot_can_be_shown_even_when_its_words_are_erased(labels: Labels) -> None:
    for type in TEXT_FIELDS:
        with_words = entries(
            [event(1, type, subject="x", texts=dict.fromkeys(TEXT_FIELDS[type], "words"))],
            labels=labels,
            customer="Guest",
        )
        assert bool(with_words) is (type not in SAID_ANYWAY), type
        entries([event(1, type)], labels=labels, customer="Guest")


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (
            event(1, "queued", subject="complaint", facts={"promised_minutes": 4}),
            "Queued: Complaint · promised 4 min",
        ),
        (event(1, "queued", subject="requested", facts={}), "Queued: Asked for a person"),
        (event(1, "claimed", "agent", facts={"staff_id": 7}), "Ida took the conversation"),
        (
            event(1, "handed_back", "agent", facts={"staff_id": 7}),
            "Ida handed the conversation back to the bot",
        ),
        (event(1, "closed", "agent", subject="solved", facts={"outcome": "won"}), "Closed: Solved, Bought"),
        (event(1, "closed", "visitor"), "The customer ended the conversation"),
        (event(1, "rated", "visitor", subject="bad", texts={"comment": "slow"}), "Thumbs down: slow"),
        (event(1, "story_told", subject="neighbour"), "Story told: a story [en]"),
        (event(1, "advice_given", subject="slow"), "Advice given: grind slowly [en]"),
        (
            event(1, "score_given", subject="4", texts={"quote": "a 4 from me"}),
            "Score given in the chat: 4 “a 4 from me”",
        ),
        (
            event(1, "score_given", subject="up", texts={"quote": "👍"}),
            "Score given in the chat: thumbs up “👍”",
        ),
        (event(1, "score_given", subject="4", texts={"quote": "4"}), "Score given in the chat: 4"),
        (event(1, "score_given", texts={"quote": "fine"}), "Score given in the chat: “fine”"),
        (event(1, "reopened", "visitor"), "Reopened"),
        (
            event(1, "wait_updated", "system", facts={"minutes": 6}),
            "Customer given a new waiting time: 6 min",
        ),
        (event(1, "turn_failed", "system", subject="timeout"), "The bot couldn’t answer"),
    ],
)
def test_what_happened_around_the_bot_is_told(labels: Labels, shown: Event, words: str) -> None:
    (entry,) = entries([shown], labels=labels, customer="Guest")
    assert [line.words for line in entry.lines] == [words]


def test_the_last_message_of_somebody(labels: Labels) -> None:
    shown = entries(
        [event(1, "message", "visitor"), event(2, "message"), event(3, "note", "agent")],
        labels=labels,
        customer="Guest",
    )
    assert [last_message_of(shown, author) for author in ("visitor", "bot", "agent")] == [1, 2, 0]

"""Plays whole dialogues against the trained model, the real actions and the real api.

Each file in `da/`, `nb/` and `en/` is one dialogue with the demo shop, each in `accounting/` one with the second
business, whose installation has the same model and another catalog:

    title: what it shows
    turns:
    - visitor: what is typed (or a payload such as /affirm, the press of a button)
      events: [need_heard:quiet-mornings, question_asked]   # all of these happen in this turn
      never: [offer_made]                                    # none of these happens
      says: a regular expression found in the answers, case ignored
      says_not: one that is not found
      buttons: true                                          # quick replies are offered
      state: queued                                          # the conversation's state afterwards
      language: nb                                           # the language of the answer

What holds for every dialogue is checked in every turn: an answer comes, in the language of the
conversation; at most one question, at the end; no placeholder is left; at most one offer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from launch.plan import ROOT
from tests.conftest import Installation, started
from tests.dialogue.visitor import Reaction, Visitor

HERE = Path(__file__).parent
LANGUAGES = ("da", "nb", "en")
FEWEST = 30
ACCOUNTING = HERE / "accounting"
FEWEST_WITH_ACCOUNTING = 8
FILES = [
    path
    for business in (HERE, ACCOUNTING)
    for language in LANGUAGES
    for path in sorted((business / language).glob("*.yml"))
]
IDS = ["-".join([*path.relative_to(HERE).parent.parts, path.stem]) for path in FILES]
KEYS = {"visitor", "events", "never", "says", "says_not", "buttons", "state", "language"}


@pytest.fixture(scope="module")
def accounting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The second business, on the model that was trained without it."""
    with started(tmp_path_factory.mktemp("accounting"), CATALOG=str(ROOT / "examples/accounting")) as running:
        yield running


@pytest.fixture
def running(path: Path, request: pytest.FixtureRequest) -> Installation:
    """The installation that a dialogue is with; the second one starts when its first dialogue does."""
    found = request.getfixturevalue("accounting" if path.is_relative_to(ACCOUNTING) else "installation")
    assert isinstance(found, Installation)
    return found


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_dialogue(path: Path, running: Installation) -> None:
    script = yaml.safe_load(path.read_text(encoding="utf-8"))
    visitor = Visitor(running.address, path.parent.name)
    try:
        for number, turn in enumerate(script["turns"], 1):
            reaction = visitor.says(str(turn["visitor"]))
            where = f"{path.relative_to(HERE)} turn {number}: {turn['visitor']!r}\n{_shown(reaction)}"
            _check_always(reaction, where)
            _check_turn(turn, reaction, where)
        offers = [
            event for reaction in visitor.reactions for event in reaction.events if event[0] == "offer_made"
        ]
        assert len(offers) <= 1, f"{path.name}: {offers}"
    finally:
        visitor.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_dialogues(language: str) -> None:
    assert len(list((HERE / language).glob("*.yml"))) >= FEWEST
    assert len(list((ACCOUNTING / language).glob("*.yml"))) >= FEWEST_WITH_ACCOUNTING


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_script_says_only_what_is_checked(path: Path) -> None:
    script = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(script) == {"title", "turns"}
    assert all("visitor" in turn and set(turn) <= KEYS for turn in script["turns"])
    assert any(set(turn) - {"visitor"} for turn in script["turns"])


def _check_always(reaction: Reaction, where: str) -> None:
    if reaction.state in {"bot", "queued"}:
        assert reaction.said, f"no answer\n{where}"
    assert not re.search(r"[{}]|utter_|None", reaction.text), f"a placeholder is left\n{where}"
    for message in reaction.said[:-1]:
        assert not message.rstrip().endswith("?"), f"a question that is not the last message\n{where}"


def _check_turn(turn: dict[str, Any], reaction: Reaction, where: str) -> None:
    for wanted in turn.get("events", []):
        kind, _, subject = wanted.partition(":")
        found = any(kind == event and (not subject or subject == about) for event, about in reaction.events)
        assert found, f"{wanted} did not happen\n{where}"
    for unwanted in turn.get("never", []):
        assert unwanted not in [event for event, _ in reaction.events], f"{unwanted} happened\n{where}"
    if "says" in turn:
        assert re.search(turn["says"], reaction.text, re.IGNORECASE | re.DOTALL), (
            f"{turn['says']!r} not said\n{where}"
        )
    if "says_not" in turn:
        assert not re.search(turn["says_not"], reaction.text, re.IGNORECASE), (
            f"{turn['says_not']!r} said\n{where}"
        )
    if "buttons" in turn:
        assert bool(reaction.buttons) is turn["buttons"], f"buttons: {reaction.buttons}\n{where}"
    if "state" in turn:
        assert reaction.state == turn["state"], f"state {reaction.state}\n{where}"
    if "language" in turn:
        assert reaction.language == turn["language"], f"language {reaction.language}\n{where}"


def _shown(reaction: Reaction) -> str:
    lines = [f"  intent {reaction.intent}, state {reaction.state}", f"  events {reaction.events}"]
    return "\n".join([*lines, *(f"  > {message}" for message in reaction.said)])

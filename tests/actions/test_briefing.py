"""What a person settled goes before what the bot heard, and is taken up once."""

from __future__ import annotations

from typing import Any

import pytest

from actions.briefing import take_briefing
from actions.memory import Memory
from actions.turn import current_catalog

NEED, OTHER = "quiet-mornings", "fast-mornings"


def told(memory: Memory, *, epoch: int = 2, persona: str | None = None, **handed_back: Any) -> Memory:
    metadata = {"epoch": epoch, "persona": persona, "handed_back": handed_back or None}
    take_briefing(memory, metadata, current_catalog(), "en")
    return memory


def test_nothing_told_changes_nothing() -> None:
    assert told(Memory(needs={OTHER: "quick"}), persona="home-barista") == Memory(needs={OTHER: "quick"})


def test_the_needs_that_hold_with_the_words_they_were_heard_in() -> None:
    memory = told(Memory(needs={NEED: "without waking the baby", OTHER: "quick"}), needs=[NEED])
    assert memory.needs == {NEED: "without waking the baby"}
    assert memory.confirmed


def test_a_need_that_only_the_person_heard_is_told_in_the_catalogs_words() -> None:
    label = current_catalog().needs[NEED].label["en"]
    assert told(Memory(), needs=[NEED, "nonsense"]).needs == {NEED: label}


def test_no_need_holds() -> None:
    memory = told(Memory(needs={NEED: "quiet"}, confirmed=True), needs=[])
    assert not memory.needs
    assert not memory.confirmed


def test_stage_and_persona() -> None:
    memory = told(Memory(), persona="home-barista", needs=None, stage="experience")
    assert (memory.stage, memory.persona) == ("experience", "home-barista")


def test_once_in_an_epoch() -> None:
    memory = told(Memory(), needs=[NEED])
    memory.needs[OTHER] = "heard since"
    assert OTHER in told(memory, needs=[NEED]).needs
    assert OTHER not in told(memory, epoch=4, needs=[NEED]).needs


@pytest.mark.parametrize("note", ["Call me", "[secret]"])
def test_the_note_is_kept_out_of_the_memory(note: str) -> None:
    assert note not in str(told(Memory(), needs=None, note=note).dump())

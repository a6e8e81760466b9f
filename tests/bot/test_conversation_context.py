"""What the api knows reaches the rules as entities."""

from pathlib import Path
from typing import Any

import pytest

from bot.conversation_context import CONTEXT_ENTITIES, ConversationContext
from tests.bot.components import Storage, message, tracker


@pytest.fixture
def context(tmp_path: Path) -> ConversationContext:
    return ConversationContext.create(*Storage(tmp_path / "model").arguments())


def brought(context: ConversationContext, slots: dict[str, Any], **data: Any) -> dict[str, Any]:
    (read,) = context.process([message("hej", **data)], tracker(**slots))
    return {entity["entity"]: entity["value"] for entity in read.get("entities")}


class TestConversationContext:
    def test_brings_language_evidence_and_epoch(self, context: ConversationContext) -> None:
        evidence = {"da": 0.0, "nb": -1.0, "en": -6.0}
        entities = brought(
            context, {}, language="nb", language_evidence=evidence, metadata={"language": "da", "epoch": 3}
        )
        assert entities == {"language": "nb", "language_evidence": evidence, "epoch": 3}

    def test_without_a_language_found_the_pages_counts(self, context: ConversationContext) -> None:
        assert brought(context, {}, metadata={"language": "da"}) == {"language": "da", "epoch": 0}

    def test_keeps_what_was_found_before_it(self, context: ConversationContext) -> None:
        found = {"entity": "product", "value": "scale", "start": 0, "end": 3}
        assert brought(context, {}, entities=[found])["product"] == "scale"

    def test_a_question_lapses_when_a_person_had_the_conversation_meanwhile(
        self, context: ConversationContext
    ) -> None:
        slots = {"epoch": 0, "open_question": "discovery"}
        assert brought(context, slots, metadata={"epoch": 2})["open_question"] == "none"

    @pytest.mark.parametrize(("before", "now"), [(None, 2), (2, 2)])
    def test_else_it_stays_open(self, context: ConversationContext, before: int | None, now: int) -> None:
        slots = {"epoch": before, "open_question": "discovery"}
        assert "open_question" not in brought(context, slots, metadata={"epoch": now})

    def test_all_that_it_brings_is_known_as_context(self, context: ConversationContext) -> None:
        entities = brought(
            context, {"epoch": 0}, language="da", language_evidence={"da": 1.0}, metadata={"epoch": 1}
        )
        assert entities.keys() == CONTEXT_ENTITIES

"""The wordings of a response follow each other; none is said twice in a row."""

import asyncio
from typing import Any

import pytest
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.response_variants import ResponsesInTurn


def variant(text: str, language: str | None = None) -> dict[str, Any]:
    condition = [{"type": "slot", "name": "language", "value": language}]
    return {"text": text, **({"condition": condition} if language else {})}


DOMAIN = Domain.from_dict(
    {
        "slots": {
            "language": {
                "type": "categorical",
                "values": ["da", "en"],
                "influence_conversation": False,
                "mappings": [{"type": "custom"}],
            }
        },
        "responses": {
            "utter_hello": [
                variant("Hej{name}", "da"),
                variant("Hello{name}", "en"),
                variant("Hi{name}", "en"),
                variant("Good day{name}", "en"),
                variant("Hello{name}"),
            ],
            "utter_choice": [
                {"text": "Well?", "buttons": [{"title": "Yes", "payload": "/affirm"}]},
            ],
        },
    }
)


@pytest.fixture(scope="module")
def responses() -> NaturalLanguageGenerator:
    return NaturalLanguageGenerator.create(
        EndpointConfig(type="bot.response_variants.ResponsesInTurn"), DOMAIN
    )


def said(
    responses: NaturalLanguageGenerator,
    response: str = "utter_hello",
    *,
    sender: str = "one",
    language: str | None = "en",
    **values: Any,
) -> dict[str, Any] | None:
    tracker = DialogueStateTracker(sender, DOMAIN.slots)
    if language:
        tracker.slots["language"].value = language
    generated: dict[str, Any] | None = asyncio.run(responses.generate(response, tracker, "turn", **values))
    return generated


class TestResponsesInTurn:
    def test_is_what_rasa_makes_of_the_endpoints(self, responses: NaturalLanguageGenerator) -> None:
        assert isinstance(responses, ResponsesInTurn)

    def test_every_variant_is_said_before_one_comes_again(self, responses: NaturalLanguageGenerator) -> None:
        texts = [(said(responses, nth=nth) or {})["text"] for nth in range(6)]
        assert sorted(texts[:3]) == ["Good day{name}", "Hello{name}", "Hi{name}"]
        assert texts[3:] == texts[:3]

    def test_conversations_begin_with_different_ones(self, responses: NaturalLanguageGenerator) -> None:
        first = {(said(responses, sender=str(number)) or {})["text"] for number in range(20)}
        assert len(first) == 3

    def test_only_the_language_of_the_conversation_is_spoken(
        self, responses: NaturalLanguageGenerator
    ) -> None:
        assert {(said(responses, language="da", nth=nth, name="") or {})["text"] for nth in range(4)} == {
            "Hej"
        }

    def test_without_a_language_the_default_is_said(self, responses: NaturalLanguageGenerator) -> None:
        assert said(responses, language=None, name=", Anna") == {"text": "Hello, Anna"}

    def test_buttons_stay_and_the_domain_does_not_change(self, responses: NaturalLanguageGenerator) -> None:
        once = said(responses, "utter_choice", language=None)
        assert once == {"text": "Well?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}
        once["buttons"].append("more")
        again = said(responses, "utter_choice", language=None)
        assert again is not None
        assert len(again["buttons"]) == 1

    def test_what_there_is_not_is_not_said(self, responses: NaturalLanguageGenerator) -> None:
        assert said(responses, "utter_nothing") is None

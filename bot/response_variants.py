"""Which wording of a response is said: each in turn, so that none comes twice in a row.

Rasa draws a variant by lot, so a visitor may hear the same sentence twice in a minute. Here the
action counts how often a response was said in the conversation (`nth`), and the variants of the
conversation's language follow each other; where they begin differs from conversation to conversation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

from rasa.core.nlg.interpolator import interpolate
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

Variant = dict[str, Any]
_DEFAULT = ""


class ResponsesInTurn(TemplatedNaturalLanguageGenerator):
    """Configured in `endpoints.yml` as `nlg: {type: bot.response_variants.ResponsesInTurn}`."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)
        self._variants = {name: by_language(variants) for name, variants in domain.responses.items()}

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Variant | None:
        """The wording, filled with the values it is given; None for a response that there is not."""
        spoken = self._variants.get(utter_action)
        if spoken is None:
            return None
        variants = spoken.get(tracker.get_slot("language") or _DEFAULT) or spoken[_DEFAULT]
        start = crc32(f"{tracker.sender_id} {utter_action}".encode())
        variant = variants[(start + int(kwargs.pop("nth", 0))) % len(variants)]
        filled: Variant = {key: interpolate(value, kwargs) for key, value in variant.items()}
        return filled


def by_language(variants: Sequence[Mapping[str, Any]]) -> dict[str, list[Variant]]:
    """A response's variants under their language, the unconditional ones under an empty name.

    The condition itself is left out: it says when a wording is chosen, not what is said.
    """
    found: dict[str, list[Variant]] = {}
    for variant in variants:
        conditions = variant.get("condition") or []
        language = next((one["value"] for one in conditions if one["name"] == "language"), _DEFAULT)
        bare = {key: value for key, value in variant.items() if key != "condition"}
        found.setdefault(str(language), []).append(bare)
    return found

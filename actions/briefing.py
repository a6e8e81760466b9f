"""What a person settled before handing a conversation back: it goes before what the bot heard itself.

The note itself is never said: it is for whoever reads along, and a bot that repeated it would betray a colleague.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.memory import Memory
from actions.stage import STAGES
from bot.catalog import Catalog


def take_briefing(memory: Memory, metadata: Mapping[str, Any], catalog: Catalog, language: str) -> None:
    """Takes up once what was told with the hand-back of this epoch: needs, stage and persona."""
    told, epoch = metadata.get("handed_back"), metadata.get("epoch", 0)
    if not told or memory.briefed_in == epoch:
        return
    memory.briefed_in = epoch
    if told.get("needs") is not None:
        memory.needs = {
            need: memory.needs.get(need) or catalog.needs[need].label[language]
            for need in told["needs"]
            if need in catalog.needs
        }
        memory.confirmed = bool(memory.needs)
    if told.get("stage") in STAGES:
        memory.stage = told["stage"]
    if metadata.get("persona") in catalog.personas:
        memory.persona = metadata["persona"]

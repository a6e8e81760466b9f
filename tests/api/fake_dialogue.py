"""The bot for tests of the api: says what it is told to say, when it is told to."""

import asyncio
from collections.abc import Callable
from typing import Any

from api.rasa_client import Answer, Asked, DialogueUnavailable, Failure


def answer(
    *messages: str,
    events: list[dict[str, Any]] | None = None,
    buttons: list[dict[str, str]] | None = None,
    intent: str = "state_need",
) -> Answer:
    """An answer of the bot; ``buttons`` go with its last message."""
    said: list[dict[str, Any]] = [{"text": message} for message in messages]
    if said and buttons:
        said[-1]["buttons"] = buttons
    return Answer.model_validate(
        {
            "messages": said,
            "events": events or [],
            "nlu": {"intent": intent, "confidence": 0.9, "entities": [], "language": "da"},
        }
    )


def echo(asked: Asked) -> Answer:
    """Says back what was said."""
    return answer(f"You said {asked.text or asked.payload}")


class FakeDialogue:
    """A bot that answers with ``reply``, fails with ``failure``, and waits while ``gate`` is closed."""

    def __init__(self) -> None:
        self.reply: Callable[[Asked], Answer] = echo
        self.failure: Failure | None = None
        self.asked: list[Asked] = []
        self.forgotten: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.heard = asyncio.Event()

    async def ask(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        self.heard.set()
        await self.gate.wait()
        if self.failure is not None:
            raise DialogueUnavailable(self.failure)
        return self.reply(asked)

    async def forget(self, conversation_id: str) -> None:
        if self.failure is not None:
            raise DialogueUnavailable(self.failure)
        self.forgotten.append(conversation_id)

    async def health(self) -> dict[str, bool]:
        return {"rasa": self.failure is None, "actions": True}

    async def close(self) -> None:
        return None

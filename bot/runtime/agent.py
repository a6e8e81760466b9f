"""Rasa's agent around this process's own message processor."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import LockError, LockStore
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from bot.channel import TurnOutput
from bot.runtime.processor import TurnProcessor
from bot.tracker_store import TrackerChanged

# How often a turn is tried again when another process was quicker, and how often a waiting one looks.
MOST_TRIES = 20
LOOK_SECONDS = 0.02
# A ticket of the lock whose owner is gone holds up the others so long and no longer: two processes that
# write the lock at once can leave one behind. What is whole then is for the tracker store to see to.
TICKET_SECONDS = 3.0


class TurnAgent(Agent):
    """Handles a message when it is its turn, and again when somebody else changed the conversation."""

    def __init__(self, generator: EndpointConfig | None, **parts: Any) -> None:
        super().__init__(**parts)
        self._generator = generator

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        self.processor = TurnProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
        )
        self.domain = self.tracker_store.domain = self.processor.domain
        self.nlg: NaturalLanguageGenerator = NaturalLanguageGenerator.create(self._generator, self.domain)
        self.processor.nlg = self.nlg
        self._set_fingerprint(fingerprint)

    async def handle_message(self, message: UserMessage) -> None:
        """Processes a turn under the conversation's lock.

        Rasa's Redis lock reads and writes in two steps, so two processes can hold it at once. What keeps a
        conversation whole is the tracker store: it refuses the later of two, which is then done again.

        Raises:
            LockError, TrackerChanged: Not even after many tries.
        """
        for left in reversed(range(MOST_TRIES)):
            try:
                async with self.lock_store.lock(
                    message.sender_id, lock_lifetime=TICKET_SECONDS, wait_time_in_seconds=LOOK_SECONDS
                ):
                    await self.processor.handle_message(message)
                return
            except (LockError, TrackerChanged):
                if not left:
                    raise
            if isinstance(message.output_channel, TurnOutput):
                message.output_channel.clear()
            await asyncio.sleep(LOOK_SECONDS)

    async def close(self) -> None:
        """Gives back the connections to action server and event broker."""
        await self.processor.close()
        if self.tracker_store.event_broker:
            await self.tracker_store.event_broker.close()

    @staticmethod
    def _create_tracker_store(store: TrackerStore | None, domain: Domain) -> TrackerStore:
        """The store itself: Rasa's fallback to a store in memory would lose what was said before."""
        return store or InMemoryTrackerStore(domain)


async def load_agent(model: Path, endpoints: AvailableEndpoints) -> TurnAgent:
    """Loads a model with the stores, broker and actions that `endpoints.yml` names."""
    broker = await EventBroker.create(endpoints.event_broker, loop=asyncio.get_running_loop())
    agent = TurnAgent(
        generator=endpoints.nlg,
        tracker_store=TrackerStore.create(endpoints.tracker_store, event_broker=broker),
        lock_store=LockStore.create(endpoints.lock_store),
        action_endpoint=endpoints.action,
    )
    agent.load_model(model)
    return agent

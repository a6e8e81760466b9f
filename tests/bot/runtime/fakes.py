"""An action server and a model's graph, made by hand, for tests of the turns between them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.data import TrainingType
from rasa.shared.nlu.training_data.message import Message
from rasa.utils.endpoints import EndpointConfig

from bot.payloads import TEXT_GUARD
from bot.runtime.agent import TurnAgent
from bot.runtime.processor import TurnProcessor
from bot.tracker_store import BoundedTrackerStore
from tests.bot.components import DOMAIN

Answer = Callable[[dict[str, Any]], Awaitable[web.Response]]


@asynccontextmanager
async def action_server(answer: Answer) -> AsyncIterator[tuple[EndpointConfig, list[Any]]]:
    """A server that answers every call so; gives its address, and the connections that were opened to it."""
    connections: list[Any] = []

    async def webhook(request: web.Request) -> web.Response:
        if request.transport not in connections:
            connections.append(request.transport)
        return await answer(await request.json())

    app = web.Application()
    app.router.add_post("/webhook", webhook)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    _, port = runner.addresses[0]
    yield EndpointConfig(f"http://127.0.0.1:{port}/webhook"), connections
    await runner.cleanup()


class Graph:
    """Understands a message by its first word, and decides with the project's rules."""

    def __init__(self, policy: RulePolicy) -> None:
        self._policy = policy
        self.understood: list[str] = []

    def components(self) -> list[Any]:
        return [self._policy]

    def run(self, inputs: dict[str, Any], targets: list[str]) -> dict[str, Any]:
        tracker = inputs["__tracker__"]
        if targets == ["decide"]:
            prediction = self._policy.predict_action_probabilities(tracker, DOMAIN)
            combined = DefaultPolicyPredictionEnsemble().combine_predictions([prediction], tracker, DOMAIN)
            return {"decide": combined}
        (message,) = inputs["__message__"]
        self.understood.append(message.text)
        read = Message(data={"text": message.text, "metadata": message.metadata})
        intent = message.text.split()[0].lstrip(f"{TEXT_GUARD}/").partition("{")[0]
        read.set("intent", {"name": intent, "confidence": 0.9}, add_to_output=True)
        read.set("entities", [{"entity": "epoch", "value": 0}], add_to_output=True)
        return {"understand": [read]}


def agent_with(
    graph: Graph, endpoint: EndpointConfig, monkeypatch: pytest.MonkeyPatch, *, url: str, locks: Any = None
) -> TurnAgent:
    """An agent as `load_agent` makes it, around a graph that was never trained."""
    described = SimpleNamespace(
        domain=DOMAIN,
        model_id="model",
        assistant_id="kundedialog",
        training_type=TrainingType.BOTH,
        nlu_target="understand",
        core_target="decide",
    )
    monkeypatch.setattr(TurnProcessor, "_load_model", staticmethod(lambda path: (path, described, graph)))
    agent = TurnAgent(
        generator=None,
        tracker_store=BoundedTrackerStore(DOMAIN, host=url),
        lock_store=locks,
        action_endpoint=endpoint,
    )
    agent.load_model(Path("model"))
    return agent

"""The two bots under measurement: this one through its api, Rasa's starter bot through its REST channel."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import httpx

from bench.load import Turn
from launch.plan import Plan
from launch.processes import Managed

OURS = (
    "hello",
    "I want good coffee in the morning without waking the baby",
    "that it is quiet and quick",
    "when it tastes as it does at my sister's",
    "yes, exactly",
    "that sounds lovely",
    "no thanks",
    "what does shipping cost?",
    "thank you",
    "bye",
)
# The starter bot's own subjects: greeting, moods, a challenge.
STARTERS = (
    "hello",
    "I am sad",
    "yes",
    "hi",
    "I feel great",
    "are you a bot?",
    "hello",
    "super sad",
    "no",
    "bye",
)


def ours(plan: Plan) -> Callable[[httpx.AsyncClient], Callable[[], Awaitable[Turn]]]:
    """Conversations through the public api, database and all."""
    base = f"http://127.0.0.1:{plan.port}/api/chat/conversations"

    def opener(http: httpx.AsyncClient) -> Callable[[], Awaitable[Turn]]:
        async def open_conversation() -> Turn:
            opened = (await http.post(base, json={"locale": "en"})).raise_for_status().json()
            headers = {"Authorization": f"Bearer {opened['token']}"}

            async def turn(text: str) -> None:
                body = {"client_message_id": uuid4().hex, "text": text}
                answer = await http.post(f"{base}/{opened['id']}/messages", json=body, headers=headers)
                if not answer.raise_for_status().json()["replies"]:
                    raise RuntimeError(f"no answer to {text!r}")

            return turn

        return open_conversation

    return opener


def ours_in_rasa(plan: Plan) -> Callable[[httpx.AsyncClient], Callable[[], Awaitable[Turn]]]:
    """Conversations with the Rasa process alone, as the api talks to it."""
    url, headers = (
        f"http://127.0.0.1:{plan.rasa_port}/webhooks/turn/webhook",
        {"Authorization": f"Bearer {plan.environment['RASA_TOKEN']}"},
    )
    wait = {"minutes": 4, "open": True, "opens_at": None}

    def opener(http: httpx.AsyncClient) -> Callable[[], Awaitable[Turn]]:
        async def open_conversation() -> Turn:
            sender, metadata = (
                uuid4().hex,
                {"language": "en", "state": "bot", "epoch": 0, "offers_left": 1, "wait": wait},
            )

            async def turn(text: str) -> None:
                body = {"sender": sender, "message_id": uuid4().hex, "text": text, "metadata": metadata}
                (await http.post(url, json=body, headers=headers)).raise_for_status()

            return turn

        return open_conversation

    return opener


def starter(port: int) -> Callable[[httpx.AsyncClient], Callable[[], Awaitable[Turn]]]:
    """Conversations with the starter bot through Rasa's REST channel."""
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"

    def opener(http: httpx.AsyncClient) -> Callable[[], Awaitable[Turn]]:
        async def open_conversation() -> Turn:
            sender = uuid4().hex

            async def turn(text: str) -> None:
                (await http.post(url, json={"sender": sender, "message": text})).raise_for_status()

            return turn

        return open_conversation

    return opener


def make_starter(folder: Path, plan: Plan) -> None:
    """Creates and trains the starter bot of `rasa init` in a folder."""
    folder.mkdir(parents=True)
    with (plan.var / "log" / "starter.log").open("w") as log:
        subprocess.run(
            [sys.executable, "-m", "rasa", "init", "--no-prompt", "--init-dir", str(folder)],
            env=dict(plan.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=True,
        )


def starter_process(folder: Path, port: int, plan: Plan) -> Managed:
    """The starter bot, served as Rasa's documentation has it: REST channel, memory for a tracker store."""
    credentials, endpoints = folder / "credentials.yml", folder / "endpoints.yml"
    credentials.write_text("rest:\n")
    endpoints.write_text("")
    command = [
        *(sys.executable, "-m", "rasa", "run", "--model", str(folder / "models")),
        *("--interface", "127.0.0.1", "--port", str(port)),
        *("--credentials", str(credentials), "--endpoints", str(endpoints)),
    ]
    return Managed(
        "the starter bot",
        command,
        f"http://127.0.0.1:{port}/webhooks/rest/",
        plan.environment,
        plan.var / "log" / "starter.log",
    )

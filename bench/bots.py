"""The two bots under measurement: this one through its api, Rasa's starter bot through its REST channel."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sized
from pathlib import Path
from uuid import uuid4

import aiohttp

from bench.load import Open, Turn
from launch.plan import Plan
from launch.processes import Managed

Opener = Callable[[aiohttp.ClientSession], Open]

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


def ours(plan: Plan) -> Opener:
    """Conversations through the public api, database and all."""
    base = f"http://127.0.0.1:{plan.port}/api/chat/conversations"

    def opener(http: aiohttp.ClientSession) -> Open:
        async def open_conversation() -> Turn:
            async with http.post(base, json={"locale": "en"}) as answer:
                opened = await answer.json()
            headers = {"Authorization": f"Bearer {opened['token']}"}

            async def turn(text: str) -> None:
                body = {"client_message_id": uuid4().hex, "text": text}
                url = f"{base}/{opened['id']}/messages"
                async with http.post(url, json=body, headers=headers) as answer:
                    _answered((await answer.json())["replies"], text)

            return turn

        return open_conversation

    return opener


def ours_in_rasa(plan: Plan) -> Opener:
    """Conversations with the Rasa process alone, as the api talks to it."""
    url, headers = (
        f"http://127.0.0.1:{plan.rasa_port}/webhooks/turn/webhook",
        {"Authorization": f"Bearer {plan.environment['RASA_TOKEN']}"},
    )
    wait = {"minutes": 4, "open": True, "opens_at": None}

    def opener(http: aiohttp.ClientSession) -> Open:
        async def open_conversation() -> Turn:
            sender, metadata = (
                uuid4().hex,
                {"language": "en", "state": "bot", "epoch": 0, "offers_left": 1, "wait": wait},
            )

            async def turn(text: str) -> None:
                body = {"sender": sender, "message_id": uuid4().hex, "text": text, "metadata": metadata}
                async with http.post(url, json=body, headers=headers) as answer:
                    _answered((await answer.json())["messages"], text)

            return turn

        return open_conversation

    return opener


def starter(port: int) -> Opener:
    """Conversations with the starter bot through Rasa's REST channel."""
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"

    def opener(http: aiohttp.ClientSession) -> Open:
        async def open_conversation() -> Turn:
            sender = uuid4().hex

            async def turn(text: str) -> None:
                # Its policies may choose to say nothing; that is a turn, too.
                async with http.post(url, json={"sender": sender, "message": text}) as answer:
                    await answer.json()

            return turn

        return open_conversation

    return opener


def _answered(replies: Sized, text: str) -> None:
    if not replies:
        raise RuntimeError(f"no answer to {text!r}")


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

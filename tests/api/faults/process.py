"""The api in a process of its own, and a bot behind HTTP as Rasa is: to be killed as they run."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from aiohttp import web

from api.settings import Settings

ROOT = Path(__file__).parents[3]
RASA_TIMEOUT_SECONDS = 0.5
_STARTS_WITHIN_SECONDS = 60.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass
class Bot:
    """Answers turns as Rasa's channel does; silent while ``gate`` is closed."""

    port: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def turn(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append(body)
        self.heard.set()
        await self.gate.wait()
        said = {"text": f"You said {body['text']}"}
        nlu = {"intent": "state_need", "confidence": 0.9, "entities": [], "language": "da"}
        return web.json_response({"messages": [said], "events": [], "nlu": nlu, "slots": {}})


@asynccontextmanager
async def bot() -> AsyncIterator[Bot]:
    """A bot that listens, its gate open."""
    found = Bot()
    found.gate.set()
    app = web.Application()
    app.router.add_post("/webhooks/turn/webhook", found.turn)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.port = runner.addresses[0][1]
    try:
        yield found
    finally:
        found.gate.set()
        await runner.cleanup()


class Server:
    """``python -m api`` on the database of a test; stopped by SIGKILL, so that it can tidy up nothing."""

    def __init__(self, settings: Settings, *, rasa_port: int) -> None:
        self.port = free_port()
        self._environment = {
            **os.environ,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DATABASE_URL": settings.database_url,
            "DATABASE_SCHEMA": settings.database_schema or "",
            "CATALOG": str(settings.catalog.resolve()),
            "ATTACHMENTS": str(settings.attachments),
            "RASA_URL": f"http://127.0.0.1:{rasa_port}",
            "RASA_TIMEOUT_SECONDS": str(RASA_TIMEOUT_SECONDS),
            "KUNDEDIALOG_DEMO": "1",
            "LOG_LEVEL": "error",
        }
        self._process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "api", cwd=ROOT, env=self._environment
        )
        async with httpx.AsyncClient() as client:
            await eventually(lambda: self._answers(client), seconds=_STARTS_WITHIN_SECONDS)

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def again(self) -> None:
        """Start anew on the same port and database."""
        await self.kill()
        await self.start()

    async def _answers(self, client: httpx.AsyncClient) -> bool:
        assert self._process is not None
        assert self._process.returncode is None, "the api did not start"
        try:
            return (await client.get(f"{self.address}/health")).is_success
        except httpx.TransportError:
            return False


async def eventually(so: Callable[[], Awaitable[bool]], *, seconds: float = 15) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not await so():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.005)


def request_bytes(path: str, body: bytes, headers: dict[str, str], *, port: int) -> bytes:
    """A POST as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Content-Type: application/json"]
    lines += [f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

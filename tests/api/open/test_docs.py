"""What docs/rest.md shows works as it is written there: every curl is run against a server."""

import asyncio
import json
import os
import re
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from tests.api.conftest import Visitor
from tests.api.open.conftest import MakeKey

PAGE = Path(__file__).parents[3] / "docs" / "rest.md"
EXAMPLES = [
    command
    for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for command in re.split(r"\n(?=curl )", block.strip())
]


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """The api on a port of its own, for clients that are other processes."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not there")
async def test_every_example(address: str, make_key: MakeKey, waiting: Visitor) -> None:
    key = await make_key("conversations:read", "conversations:write", "customers:write", "webhooks:manage")
    environment = {**os.environ, "DESK": address, "KEY": key, "ID": waiting.id}
    answers: list[Any] = []
    for command in EXAMPLES:
        process = await asyncio.create_subprocess_exec(
            "sh", "-c", command, stdout=asyncio.subprocess.PIPE, env=environment
        )
        said, _ = await process.communicate()
        answers.append(json.loads(said or "{}"))
        assert "error" not in answers[-1], (command, answers[-1])
    listed, full, claimed, replied, noted, closed, called, _, order, webhook = answers
    assert [each["id"] for each in listed["conversations"]] == [waiting.id]
    assert full["conversation"]["state"] == "queued"
    assert (claimed["state"], closed["state"]) == ("assigned", "closed")
    assert replied["seq"] < noted["seq"]
    assert called["state"] == "queued"
    assert order["number"] == "KH-10482"
    assert webhook["secret"].startswith("whsec_")
    assert "Hello, we are looking into it." in await waiting.heard()


def test_fits_on_half_a_page() -> None:
    assert len(PAGE.read_text(encoding="utf-8").split()) < 560

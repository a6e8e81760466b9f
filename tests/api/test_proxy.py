"""Who is asking, behind a reverse proxy."""

from dataclasses import replace

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.__main__ import server_config
from api.settings import Settings

VISITOR = "203.0.113.7"


async def who(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the address it sees."""
    client = Request(scope).client
    await PlainTextResponse(client.host if client else "")(scope, receive, send)


@pytest.mark.parametrize(
    ("proxy", "believed", "seen"),
    [
        ("127.0.0.1", ("127.0.0.1",), VISITOR),
        ("10.0.0.5", ("127.0.0.1",), "10.0.0.5"),
        ("10.0.0.5", ("10.0.0.5",), VISITOR),
        ("172.18.0.3", ("10.0.0.5", "172.18.0.0/16"), VISITOR),
        ("198.51.100.9", ("10.0.0.5", "172.18.0.0/16"), "198.51.100.9"),
        ("198.51.100.9", ("*",), VISITOR),
    ],
)
async def test_only_a_proxy_that_is_named_is_believed(
    proxy: str, believed: tuple[str, ...], seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The server's own reading of the variable plays no part: settings come from .env as well.
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "192.0.2.1")
    config = server_config(who, replace(Settings(demo=True), forwarded_allow_ips=believed))
    config.load()
    transport = httpx.ASGITransport(app=config.loaded_app, client=(proxy, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/", headers={"X-Forwarded-For": VISITOR})
    assert answer.text == seen

"""Addresses and bodies that nobody types: told to be wrong, on both databases, and never an error of ours."""

import json
from typing import Any

import pytest

from api.staff.dependencies import CSRF_HEADER
from tests.api.conftest import Visitor
from tests.api.staff.colleague import Colleague

ODD = ["a%00b", "%00", "x" * 3000, "%F0%9F%A6%86", "%ED%A0%80", "'--"]
ACTIONS: list[tuple[str, dict[str, Any]]] = [
    ("claim", {}),
    ("reply", {"text": "Hello", "client_message_id": "reply-0001"}),
    ("note", {"text": "Look at this"}),
    ("close", {"resolution": "solved"}),
    ("hand-back", {}),
    ("transfer", {"line": 2, "reason": "Higher"}),
    ("persona", {"persona": "office"}),
    ("read", {"seq": 1}),
    ("typing", {"typing": True}),
]


@pytest.mark.parametrize("odd", ODD)
async def test_an_address(ida: Colleague, odd: str) -> None:
    for url in (
        f"/api/console/conversations/{odd}",
        f"/console/conversations/{odd}",
        f"/api/console/queue?tab={odd}",
    ):
        assert (await ida.client.get(url)).status_code in (404, 422), url
    for action, body in ACTIONS:
        answer = await ida.post(f"/api/console/conversations/{odd}/{action}", body)
        assert answer.status_code in (204, 404, 422), action


@pytest.mark.parametrize("odd", ODD)
async def test_a_page(ida: Colleague, odd: str) -> None:
    for url in (f"/console?c={odd}", f"/console/queue?c={odd}"):
        assert (await ida.client.get(url)).status_code in (200, 404), url


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("reply", {"text": "a\x00b\ud800", "client_message_id": "reply-0001"}),
        ("note", {"text": "a\x00b"}),
        ("close", {"resolution": "\x00"}),
        ("persona", {"persona": "\x00"}),
        ("transfer", {"line": 10**30}),
        ("read", {"seq": 10**30}),
    ],
)
async def test_a_body(ida: Colleague, waiting: Visitor, action: str, body: dict[str, Any]) -> None:
    answer = await ida.client.post(
        f"/api/console/conversations/{waiting.id}/{action}",
        content=json.dumps(body),
        headers={CSRF_HEADER: ida.csrf, "Content-Type": "application/json"},
    )
    assert answer.status_code < 500, answer.text


async def test_a_stream(ida: Colleague) -> None:
    answer = await ida.client.get(f"/api/console/stream?conversation={'x' * 3000}")
    assert answer.status_code == 422

"""Whoever is not signed in, or reads insights only, gets nothing from the desk."""

import httpx
import pytest

from api.staff.dependencies import CSRF_HEADER
from tests.api.staff.colleague import Colleague

GETS = ["labels", "to-do", "starts", "views", "list", "search?text=kaffe", "list?text=kaffe"]
IN_ONE = ["labels", "priority", "snooze", "wake", "reminders", "opened", "here"]
READ_IN_ONE = ["aids", "starts"]
CALLS = [
    *(("GET", path) for path in GETS),
    *(("POST", f"conversations/k/{path}") for path in IN_ONE),
    *(("GET", f"conversations/k/{path}") for path in READ_IN_ONE),
    *(("POST", path) for path in ("labels", "starts", "views", "bulk/marks", "reminders/1/done")),
    *((method, f"{path}/1") for method in ("PUT", "DELETE") for path in ("labels", "starts", "views")),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_not_for_strangers(client: httpx.AsyncClient, method: str, path: str) -> None:
    assert (await client.request(method, f"/api/console/{path}")).status_code == 401


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_not_for_marketers(marketer: Colleague, method: str, path: str) -> None:
    answer = await marketer.client.request(
        method, f"/api/console/{path}", headers={CSRF_HEADER: marketer.csrf}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(("method", "path"), [call for call in CALLS if call[0] != "GET"])
async def test_not_without_the_pages_token(tove: Colleague, method: str, path: str) -> None:
    answer = await tove.client.request(method, f"/api/console/{path}")
    assert answer.json()["error"]["code"] == "csrf_mismatch"

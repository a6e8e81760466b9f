"""Many conversations at once."""

import httpx

from tests.api.conftest import arrive
from tests.api.desk.conftest import ask, listed
from tests.api.desk.test_labels import make
from tests.api.desk.test_snooze import later
from tests.api.staff.colleague import Colleague


async def test_each_has_a_result_of_its_own(
    ida: Colleague, lars: Colleague, tove: Colleague, client: httpx.AsyncClient
) -> None:
    label = (await make(tove))["id"]
    free, taken = await arrive(client), await arrive(client)
    await ask(lars, "POST", f"conversations/{taken.id}/claim")
    body = {
        "ids": [free.id, taken.id, "none", free.id],
        "on": [label],
        "priority": 1,
        "snooze_until": later(),
    }
    got = await ask(ida, "POST", "bulk/marks", body)
    assert got["done"] == 1
    told = {one["id"]: (one["done"], (one["error"] or {}).get("code")) for one in got["results"]}
    assert told == {
        free.id: (True, None),
        taken.id: (False, "taken_by_another"),
        "none": (False, "conversation_not_found"),
    }
    assert await listed(ida, label=label, snoozed="also") == [free.id]
    assert await listed(ida, priority=1, snoozed="only") == [free.id]


async def test_close_many(ida: Colleague, client: httpx.AsyncClient) -> None:
    ids = [(await arrive(client)).id for _ in range(3)]
    got = await ask(ida, "POST", "bulk/marks", {"ids": ids, "close_as": "solved"})
    assert [one["state"] for one in got["results"]] == ["closed"] * 3
    got = await ask(ida, "POST", "bulk/marks", {"ids": ids, "close_as": "solved"})
    assert {one["error"]["code"] for one in got["results"]} == {"conversation_closed"}


async def test_a_choice_that_does_not_exist_changes_nothing(
    ida: Colleague, client: httpx.AsyncClient
) -> None:
    ids = [(await arrive(client)).id]
    got = await ask(ida, "POST", "bulk/marks", {"ids": ids, "priority": 2, "close_as": "whatever"})
    assert got["results"][0]["error"]["code"] == "invalid_input"
    assert await listed(ida, priority=2) == []


async def test_not_none_and_not_very_many(ida: Colleague) -> None:
    await ask(ida, "POST", "bulk/marks", {"ids": []}, status=422)
    await ask(ida, "POST", "bulk/marks", {"ids": ["x"] * 101}, status=422)

"""Saved views."""

from typing import Any

import httpx
from sqlalchemy import update

from api.desk.models import SavedView
from api.services import Services
from tests.api.conftest import Visitor, arrive
from tests.api.desk.conftest import Calls, ask, listed
from tests.api.desk.test_labels import make as make_label
from tests.api.staff.colleague import Colleague


async def save(
    person: Colleague, name: str, *, shared: bool = False, status: int = 201, **filters: Any
) -> Any:
    body = {"name": name, "filters": filters, "shared": shared}
    return await ask(person, "POST", "views", body, status=status)


async def names(person: Colleague) -> list[str]:
    return [view["name"] for view in await ask(person, "GET", "views")]


class TestWhoSeesThem:
    async def test_ones_own_are_ones_own_and_a_leads_may_be_shared(
        self, ida: Colleague, lars: Colleague, tove: Colleague
    ) -> None:
        await save(ida, "Mine", holder="me")
        await save(tove, "Late", shared=True, overdue=True)
        assert await names(ida) == ["Late", "Mine"]
        assert await names(lars) == ["Late"]
        assert [view["may_change"] for view in await ask(ida, "GET", "views")] == [False, True]

    async def test_only_leads_share_and_change_what_is_shared(self, ida: Colleague, tove: Colleague) -> None:
        await save(ida, "Late", shared=True, status=403)
        view = await save(tove, "Late", shared=True)
        body = {"name": "Later", "filters": {}}
        await ask(ida, "PUT", f"views/{view}", body, status=403)
        await ask(ida, "DELETE", f"views/{view}", status=403)
        await ask(tove, "PUT", f"views/{view}", {**body, "shared": True}, status=204)
        assert await names(ida) == ["Later"]

    async def test_a_colleagues_own_is_as_if_it_were_not(self, ida: Colleague, tove: Colleague) -> None:
        view = await save(ida, "Mine")
        await ask(tove, "DELETE", f"views/{view}", status=404)
        await ask(tove, "GET", f"list?view={view}", status=404)
        await ask(ida, "DELETE", f"views/{view}", status=204)
        assert await names(ida) == []


class TestCounts:
    async def test_all_in_one_call(self, ida: Colleague, client: httpx.AsyncClient, queued: Calls) -> None:
        assert await ask(ida, "GET", "views") == []
        waiting, talking = await arrive(client), await arrive(client)
        await talking.say("my goose")
        await queued(waiting)
        await save(ida, "a", state=["queued"])
        await save(ida, "b")
        await save(ida, "c", text="goose")
        await save(ida, "d", holder="me")
        assert [view["count"] for view in await ask(ida, "GET", "views")] == [1, 2, 1, 0]


class TestStale:
    async def test_a_label_that_was_deleted_is_dropped_with_a_note(
        self, ida: Colleague, tove: Colleague, visitor: Visitor
    ) -> None:
        label = (await make_label(tove))["id"]
        view = await save(ida, "Returns", label=[label])
        assert await listed(ida, view=view) == []
        await ask(tove, "DELETE", f"labels/{label}", status=204)
        (shown,) = await ask(ida, "GET", "views?lang=da")
        (dropped,) = shown["dropped"]
        assert (dropped["field"], dropped["note"]) == ("label", "Etiketten findes ikke længere.")
        answer = await ask(ida, "GET", f"list?view={view}")
        assert [row["id"] for row in answer["rows"]] == [visitor.id]
        assert answer["dropped"]

    async def test_whatever_is_stored_is_no_error(
        self, ida: Colleague, visitor: Visitor, services: Services
    ) -> None:
        view = await save(ida, "Odd")
        async with services.database.writing() as session:
            stored = {"moon": "full", "line": "x", "state": ["bot", 7]}
            await session.execute(update(SavedView).values(filters=stored))
        assert await listed(ida, view=view) == [visitor.id]
        (shown,) = await ask(ida, "GET", "views?lang=en")
        assert {one["field"] for one in shown["dropped"]} == {"moon", "line", "state"}
        assert shown["dropped"][0]["note"] == "A filter couldn’t be used: moon."

    async def test_what_nobody_knows_is_not_stored(self, ida: Colleague) -> None:
        await save(ida, "Odd", status=422, moon="full")

"""The business's own list of causes."""

import asyncio

import pytest

from tests.api.conftest import Visitor
from tests.api.recovery.conftest import Cases, Complains
from tests.api.staff.colleague import Colleague

PATH = "/api/console/causes"


async def add(person: Colleague, label: str) -> int:
    return int((await person.post(PATH, {"label": label})).json()["id"])


async def labels(person: Colleague, **params: object) -> list[str]:
    return [cause["label"] for cause in (await person.get(PATH, **params)).json()["causes"]]


class TestAdd:
    async def test_the_same_in_other_letters_is_the_same(self, ida: Colleague) -> None:
        assert await add(ida, "  Ødelagt   æske. ") == await add(ida, "ØDELAGT ÆSKE")
        assert await labels(ida) == ["Ødelagt æske"]

    async def test_two_at_once_make_one(self, ida: Colleague, lars: Colleague) -> None:
        one, other = await asyncio.gather(add(ida, "Forkert label"), add(lars, "Forkert label"))
        assert one == other

    @pytest.mark.parametrize("label", ["", "  ", ".", "x" * 121, "\u0000"])
    async def test_a_name_is_needed(self, ida: Colleague, label: str) -> None:
        assert (await ida.post(PATH, {"label": label})).status_code == 422


class TestSearch:
    async def test_every_word_in_any_letters(self, ida: Colleague) -> None:
        for label in ("Fragtmand: Øen sprunget over", "Fragtmand kørte forkert", "Lager: 100 % udsolgt"):
            await add(ida, label)
        assert await labels(ida, q="øEN fragt") == ["Fragtmand: Øen sprunget over"]
        assert await labels(ida, q="100 %") == ["Lager: 100 % udsolgt"]
        assert await labels(ida, q="nothing") == []

    async def test_the_most_frequent_first(
        self, visitor: Visitor, complains: Complains, ida: Colleague
    ) -> None:
        await add(ida, "A")
        often = await add(ida, "B")
        await ida.post(f"/api/console/cases/{(await complains(visitor)).id}/cause", {"cause_id": often})
        found = (await ida.get(PATH)).json()["causes"]
        assert [(cause["label"], cause["cases"]) for cause in found] == [("B", 1), ("A", 0)]


class TestLead:
    async def test_renames_but_not_to_what_another_is_called(self, ida: Colleague, lena: Colleague) -> None:
        one, other = await add(ida, "Fragt"), await add(ida, "Lager")
        taken = await lena.post(f"{PATH}/{one}/rename", {"label": "lager"})
        assert (taken.status_code, taken.json()["error"]["fields"]) == (409, {"id": str(other)})
        assert (await lena.post(f"{PATH}/{one}/rename", {"label": "fragt"})).json()["label"] == "fragt"

    async def test_merges_and_the_cases_follow(
        self, visitor: Visitor, complains: Complains, cases: Cases, ida: Colleague, lena: Colleague
    ) -> None:
        one, other = await add(ida, "Fragt"), await add(ida, "Fragtfirma")
        await ida.post(f"/api/console/cases/{(await complains(visitor)).id}/cause", {"cause_id": one})
        assert (await lena.post(f"{PATH}/{one}/merge", {"into": other})).json()["id"] == other
        assert (await cases(visitor.id))[0].cause_id == other
        assert await labels(ida, inactive=True) == ["Fragtfirma"]

    async def test_merges_nothing_with_itself_or_nothing(self, ida: Colleague, lena: Colleague) -> None:
        one = await add(ida, "Fragt")
        for into in (one, 999):
            assert (await lena.post(f"{PATH}/{one}/merge", {"into": into})).status_code == 404
        assert await labels(ida) == ["Fragt"]

    async def test_takes_out_of_use_and_adding_brings_it_back(
        self, visitor: Visitor, complains: Complains, ida: Colleague, lena: Colleague
    ) -> None:
        one = await add(ida, "Fragt")
        await lena.post(f"{PATH}/{one}/use", {"active": False})
        assert await labels(ida) == []
        assert await labels(ida, inactive=True) == ["Fragt"]
        case = (await complains(visitor)).id
        refused = await ida.post(f"/api/console/cases/{case}/cause", {"cause_id": one})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "cause_inactive")
        assert await add(ida, "fragt") == one
        assert await labels(ida) == ["Fragt"]

    async def test_an_agent_does_none_of_it(self, ida: Colleague) -> None:
        one = await add(ida, "Fragt")
        for call, body in (("rename", {"label": "x"}), ("merge", {"into": 1}), ("use", {"active": False})):
            assert (await ida.post(f"{PATH}/{one}/{call}", body)).status_code == 403

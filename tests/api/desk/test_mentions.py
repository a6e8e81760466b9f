"""Colleagues named in notes."""

from typing import Any

import pytest

from api.desk.mentions import named_in
from api.live import staff_topic
from api.services import Services
from api.staff.models import Staff
from tests.api.conftest import Visitor
from tests.api.desk.conftest import ask
from tests.api.staff.colleague import Colleague


def person(number: int, name: str) -> Staff:
    return Staff(id=number, name=name, email=f"{name.lower().replace(' ', '.')}@mill.example")


TEAM = [person(1, "Ida Holm"), person(2, "Ida Lund"), person(3, "Søren Ågård"), person(4, "Bo")]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@Bo look", (4,)),
        ("look @bo, @Ida Lund.", (4, 2)),
        ("@Ida", ()),
        ("@ida.holm and @Bo and @bo", (1, 4)),
        ("@Soren", (3,)),
        ("(@Søren Ågård)", (3,)),
        ("@Boris", ()),
        ("bo@mill.example", ()),
        ("@", ()),
        ("@ Bo", (4,)),
        ("nobody", ()),
    ],
)
def test_who_is_named(text: str, who: tuple[int, ...]) -> None:
    assert named_in(text, TEAM) == who


async def write(person: Colleague, visitor: Visitor, text: str, **more: Any) -> Any:
    path = f"conversations/{visitor.id}/note"
    return await ask(person, "POST", path, {"text": text, **more}, status=201)


class TestMention:
    async def test_is_told_listed_and_seen_once_opened(
        self, ida: Colleague, lars: Colleague, visitor: Visitor, services: Services
    ) -> None:
        async with services.bus.subscribe(staff_topic(lars.staff.id)) as hints:
            written = await write(ida, visitor, "@Lars, what do you think?")
            assert (await anext(hints))["mention"] == visitor.id
        (named,) = (await ask(lars, "GET", "to-do"))["mentions"]
        assert (named["seq"], named["by"], named["conversation_id"]) == (written["seq"], "Ida", visitor.id)
        assert named["text"] == "@Lars, what do you think?"
        assert (await ask(ida, "GET", "to-do"))["mentions"] == []
        await ask(ida, "POST", f"conversations/{visitor.id}/opened", status=204)
        assert len((await ask(lars, "GET", "to-do"))["mentions"]) == 1
        await ask(lars, "POST", f"conversations/{visitor.id}/opened", status=204)
        assert (await ask(lars, "GET", "to-do"))["mentions"] == []

    async def test_by_chosen_ids_too_and_nobody_twice(
        self, ida: Colleague, lars: Colleague, marketer: Colleague, visitor: Visitor
    ) -> None:
        chosen = [lars.staff.id, ida.staff.id, marketer.staff.id, 99]
        for _ in range(2):
            await write(ida, visitor, "@Lars look", mentions=chosen, client_message_id="note-0001")
        assert len((await ask(lars, "GET", "to-do"))["mentions"]) == 1
        assert (await ask(ida, "GET", "to-do"))["mentions"] == []

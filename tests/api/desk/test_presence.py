"""Who is at a conversation, and what happens when two write in it."""

import asyncio
from typing import Any

from api.desk.presence import Presence, Sign, presence_topic
from api.live import MemoryBus
from api.services import Services
from tests.api.conftest import Visitor, until
from tests.api.desk.conftest import ask
from tests.api.staff.colleague import Colleague


class Clock:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def sign(staff_id: int, doing: Any = "looking", *, page: str = "a") -> Sign:
    return Sign(conversation_id="k", staff_id=staff_id, name=f"N{staff_id}", page=page, doing=doing)


def doing(presence: Presence, *, than: int = 0) -> dict[int, str]:
    return {one.staff_id: one.doing for one in presence.others("k", than=than)}


class TestPresence:
    def test_others_are_here_until_no_sign_of_life_comes(self) -> None:
        clock = Clock()
        presence = Presence(clock)
        presence.note(sign(1))
        presence.note(sign(2, "writing"))
        assert doing(presence, than=1) == {2: "writing"}
        clock.now = 20
        presence.note(sign(1))
        clock.now = 30
        assert doing(presence) == {1: "looking"}

    def test_who_leaves_is_gone_at_once(self) -> None:
        presence = Presence(Clock())
        presence.note(sign(1))
        presence.note(sign(1, "gone"))
        assert doing(presence) == {}

    def test_whoever_writes_on_one_of_two_pages_is_writing(self) -> None:
        presence = Presence(Clock())
        presence.note(sign(1, "writing", page="a"))
        presence.note(sign(1, page="b"))
        assert doing(presence) == {1: "writing"}

    async def test_other_processes_know_too(self) -> None:
        bus = MemoryBus()
        here, there = Presence(Clock()), Presence(Clock())
        listening = asyncio.create_task(there.listen(bus))
        await until(lambda: bus.listeners > 0)
        await here.tell(bus, sign(1, "writing"))
        await until(lambda: doing(there) == {1: "writing"})
        await bus.close()
        await listening


class TestHere:
    async def test_colleagues_learn_of_one_another(
        self, ida: Colleague, lars: Colleague, visitor: Visitor, services: Services
    ) -> None:
        path = f"conversations/{visitor.id}/here"
        assert (await ask(ida, "POST", path, {"page": "page-ida"}))["present"] == []
        async with services.bus.subscribe(presence_topic(visitor.id)) as hints:
            await ask(lars, "POST", path, {"page": "page-lars", "doing": "writing"})
            assert (await anext(hints))["present"] == {
                "staff_id": lars.staff.id,
                "name": "Lars",
                "doing": "writing",
            }
        around = await ask(ida, "GET", f"conversations/{visitor.id}/aids")
        assert [(one["name"], one["doing"]) for one in around["present"]] == [("Lars", "writing")]


class TestTwoWhoWrite:
    async def send(
        self, person: Colleague, visitor: Visitor, key: str, *, status: int = 201, **more: Any
    ) -> Any:
        body = {"text": f"From {person.staff.name}", "client_message_id": key, **more}
        return await ask(person, "POST", f"conversations/{visitor.id}/reply", body, status=status)

    async def handed_over(self, ida: Colleague, lars: Colleague, visitor: Visitor) -> int:
        """Ida has written and passed the conversation on, and Lars has it; where he began to write."""
        began: int = (await ask(lars, "GET", f"conversations/{visitor.id}"))["last_seq"]
        await self.send(ida, visitor, "from-ida")
        await ask(ida, "POST", f"conversations/{visitor.id}/transfer", {"line": 2, "reason": "Higher"})
        return began

    async def test_the_second_is_told_what_the_first_sent(
        self, ida: Colleague, lars: Colleague, visitor: Visitor
    ) -> None:
        began = await self.handed_over(ida, lars, visitor)
        got = await self.send(lars, visitor, "from-lars", based_on_seq=began, status=409)
        assert got["error"]["code"] == "written_since"
        fields = got["error"]["fields"]
        assert (fields["by"], fields["text"], fields["count"]) == ("Ida", "From Ida", "1")
        assert "From Lars" not in await visitor.heard()
        await self.send(lars, visitor, "from-lars", based_on_seq=int(fields["seq"]))
        assert "From Lars" in await visitor.heard()

    async def test_and_may_send_anyway_once(self, ida: Colleague, lars: Colleague, visitor: Visitor) -> None:
        began = await self.handed_over(ida, lars, visitor)
        sent = await self.send(lars, visitor, "from-lars", based_on_seq=began, anyway=True)
        again = await self.send(lars, visitor, "from-lars", based_on_seq=began)
        assert again == sent

    async def test_what_oneself_or_the_visitor_wrote_is_no_reason(
        self, ida: Colleague, visitor: Visitor
    ) -> None:
        began = (await ask(ida, "GET", f"conversations/{visitor.id}"))["last_seq"]
        await visitor.say("hello?")
        await self.send(ida, visitor, "message-1", based_on_seq=began)
        await self.send(ida, visitor, "message-2", based_on_seq=began)

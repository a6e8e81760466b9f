"""The top bar: who takes conversations, what one is to do, what is new in one's own."""

from datetime import timedelta

from api.db import now
from tests.api.conftest import Visitor
from tests.api.staff.colleague import Colleague


def path(visitor: Visitor, call: str) -> str:
    return f"/api/console/conversations/{visitor.id}/{call}"


class TestBar:
    async def test_says_how_much_one_has(self, ida: Colleague, waiting: Visitor) -> None:
        assert "0 of 4" in (await ida.get("/console/bar")).text
        await ida.post(path(waiting, "claim"))
        page = (await ida.get("/console/bar")).text
        assert "1 of 4" in page
        assert f'data-own="{waiting.id}"' in page

    async def test_says_that_one_is_away(self, ida: Colleague) -> None:
        await ida.post("/api/console/presence", {"available": False})
        assert 'data-available="false"' in (await ida.get("/console/bar")).text

    async def test_shows_colleagues_and_not_oneself(self, ida: Colleague, lars: Colleague) -> None:
        page = (await ida.get("/console/bar")).text
        assert f'data-key="person-{lars.staff.id}"' in page
        assert f'data-key="person-{ida.staff.id}"' not in page

    async def test_counts_what_one_has_not_read(self, ida: Colleague, waiting: Visitor) -> None:
        await ida.post(path(waiting, "claim"))
        await waiting.say("And the invoice?")
        page = (await ida.get("/console/bar")).text
        assert 'data-words="And the invoice?"' in page
        assert 'data-unread="0"' not in page

    async def test_only_a_lead_is_led_to_the_settings(self, ida: Colleague) -> None:
        assert "/settings" not in (await ida.get("/console/bar")).text


class TestToDo:
    async def test_a_note_that_names_one_asks_until_it_is_opened(
        self, ida: Colleague, lars: Colleague, waiting: Visitor
    ) -> None:
        await lars.post(path(waiting, "note"), {"text": "@Ida can you look?"})
        page = (await ida.get("/console/bar")).text
        assert 'data-bar-asks="1"' in page
        assert "Lars mentioned you in a note about Guest" in page
        assert "<title>(2) " in (await ida.get("/console")).text
        await ida.post(path(waiting, "opened"))
        assert 'data-bar-asks="0"' in (await ida.get("/console/bar")).text

    async def test_a_reminder_to_come_is_listed_and_does_not_ask(
        self, ida: Colleague, waiting: Visitor
    ) -> None:
        at = (now() + timedelta(hours=2)).isoformat()
        await ida.post(path(waiting, "reminders"), {"at": at, "text": "Call back"})
        page = (await ida.get("/console/bar")).text
        assert "Call back" in page
        assert 'data-bar-asks="0"' in page

    async def test_nothing_to_do_says_what_will_come(self, ida: Colleague) -> None:
        assert "Nothing to do" in (await ida.get("/console/bar")).text

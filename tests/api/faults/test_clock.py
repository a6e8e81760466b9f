"""The clock on the wall is put forward and back by an hour: nothing fires twice, and nothing is lost."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update

from api.conversations import repository, turns
from api.conversations.models import Conversation, Turn
from api.db import now
from api.desk import reminders, snooze
from api.pace import Pace
from api.routing import assignment, leaving
from api.service_levels import watch
from api.service_levels.models import ServiceClock
from api.services import Services
from api.staff.models import StaffSession
from tests.api.conftest import Visitor
from tests.api.fake_dialogue import FakeDialogue
from tests.api.faults.conftest import Wall, events_of
from tests.api.staff.colleague import Colleague

DESK = "/api/console/conversations"


async def clocks_of(services: Services) -> list[ServiceClock]:
    async with services.database.reading() as session:
        return list(await session.scalars(select(ServiceClock).order_by(ServiceClock.id)))


async def answers(person: Colleague, visitor: Visitor) -> None:
    reply = {"text": "Hi, Ida here.", "client_message_id": "reply-0001"}
    answer = await person.post(f"{DESK}/{visitor.id}/reply", reply)
    assert answer.status_code == 201, answer.text


class TestServiceLevels:
    async def test_a_broken_promise_is_noted_once(
        self, wall: Wall, waiting: Visitor, services: Services, ida: Colleague
    ) -> None:
        wall.put(hours=1)
        broken = await watch.note_missed(services)
        assert broken == len(await clocks_of(services)) > 0
        for hours in (1, 0, -1, 1):
            wall.put(hours=hours)
            assert await watch.note_missed(services) == 0
        wall.put(hours=-1)
        await answers(ida, waiting)
        missed = await events_of(services, waiting.id, "service_level_missed")
        assert len(missed) == broken

    async def test_put_back_nobody_is_late_and_no_time_is_negative(
        self, wall: Wall, waiting: Visitor, services: Services, ida: Colleague
    ) -> None:
        wall.put(hours=-1)
        assert await watch.note_missed(services) == 0
        await answers(ida, waiting)
        first = (await clocks_of(services))[0]
        assert (first.state, first.elapsed_seconds, first.business_seconds) == ("met", 0, 0)
        async with services.database.reading() as session:
            claimed = await repository.last_of(session, waiting.id, ("claimed",))
        assert claimed is not None
        assert claimed.facts["waited_minutes"] == 0


class TestSnooze:
    async def test_wakes_once_and_at_its_time(
        self, wall: Wall, waiting: Visitor, services: Services, ida: Colleague
    ) -> None:
        until = (now() + timedelta(minutes=30)).isoformat()
        assert (await ida.post(f"{DESK}/{waiting.id}/snooze", {"until": until})).status_code == 204
        found = []
        for hours in (-1, 0, 1, 0, -1, 1):
            wall.put(hours=hours)
            found.append(await snooze.wake_due(services))
        assert found == [0, 0, 1, 0, 0, 0]
        assert len(await events_of(services, waiting.id, "woken")) == 1

    async def test_the_visitor_wakes_it_whatever_the_clock_says(
        self, wall: Wall, waiting: Visitor, services: Services, ida: Colleague
    ) -> None:
        until = (now() + timedelta(minutes=30)).isoformat()
        await ida.post(f"{DESK}/{waiting.id}/snooze", {"until": until})
        wall.put(hours=-1)
        await waiting.say("Are you still there?")
        async with services.database.reading() as session:
            assert (await session.get_one(Conversation, waiting.id)).snoozed_until is None


class TestReminders:
    async def test_are_told_once_and_at_their_time(
        self, wall: Wall, waiting: Visitor, services: Services, ida: Colleague
    ) -> None:
        at = (now() + timedelta(minutes=30)).isoformat()
        made = await ida.post(f"{DESK}/{waiting.id}/reminders", {"at": at, "text": "call"})
        assert made.status_code == 201
        found = []
        for hours in (-1, 0, 1, 0, -1, 1):
            wall.put(hours=hours)
            found.append(await reminders.tell_due(services))
        assert found == [0, 0, 1, 0, 0, 0]


class TestInterruptedTurns:
    async def interrupted(self, services: Services, visitor: Visitor, dialogue: FakeDialogue) -> None:
        """A message whose answer another process was asking for when it was killed."""
        await visitor.say("Do you sell kettles?")
        async with services.database.writing() as session:
            conversation = await repository.lock(session, visitor.id)
            message = await repository.append(
                session,
                conversation,
                type="message",
                author="visitor",
                audience="public",
                facts={"buttons": []},
                texts={"text": "And grinders?"},
                client_message_id="lost-0001",
            )
            turn = repository.add_turn(session, conversation, message_seq=message.seq)
            turn.asking_by = "another process"
            turn.asking_until = now() + timedelta(seconds=2)
        dialogue.asked.clear()

    async def test_put_back_they_are_not_another_processs_for_an_hour(
        self, wall: Wall, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await self.interrupted(services, visitor, dialogue)
        wall.put(hours=-1)
        assert await turns.answer_interrupted(services, not_older_than=timedelta(minutes=15)) == 1
        assert await turns.answer_interrupted(services, not_older_than=timedelta(minutes=15)) == 0
        assert (await visitor.heard()).count("You said And grinders?") == 1
        assert len(dialogue.asked) == 1

    async def test_put_back_the_visitor_who_tries_again_is_answered(
        self, wall: Wall, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await self.interrupted(services, visitor, dialogue)
        wall.put(hours=-1)
        answer = await visitor.say("And grinders?", key="lost-0001")
        assert [reply["text"] for reply in answer["replies"]] == ["You said And grinders?"]

    async def test_put_forward_what_is_written_next_brings_the_answer(
        self, wall: Wall, visitor: Visitor, services: Services, dialogue: FakeDialogue
    ) -> None:
        await self.interrupted(services, visitor, dialogue)
        wall.put(hours=1)
        await visitor.say("Hello?")
        assert [asked.text for asked in dialogue.asked] == ["And grinders?", "Hello?"]
        async with services.database.reading() as session:
            assert set(await session.scalars(select(Turn.outcome))) == {"ok"}


class TestWhoIsThere:
    async def test_put_back_nobody_gets_what_somebody_who_left_would_take(
        self, wall: Wall, waiting: Visitor, services: Services, ida: Colleague
    ) -> None:
        await ida.get("/api/console/presence")
        wall.put(hours=-1)
        assert await assignment.drain(services) == 0
        # One sign of life, and everything is as before.
        assert (await ida.get("/api/console/presence")).json()["presence"] == "online"
        assert await assignment.drain(services) == 1

    async def test_a_jump_takes_nobodys_conversations_away(
        self, wall: Wall, waiting: Visitor, services: Services, ida: Colleague
    ) -> None:
        steps = [100.0]
        watched = replace(services, pace=Pace(wall=now, clock=lambda: steps[-1]))
        await ida.post(f"{DESK}/{waiting.id}/claim")
        watched.pace.look()
        steps.append(steps[-1] + 400)
        for hours in (1, 0, -1):
            wall.put(hours=hours)
            watched.pace.look()
            assert await leaving.return_left(watched) == 0
        wall.put(hours=1)
        watched.pace.look()
        steps.append(steps[-1] + 301)
        assert await leaving.return_left(watched) == 1
        assert await leaving.return_left(watched) == 0

    async def test_after_a_start_only_what_was_logged_out_of_goes_back(
        self, waiting: Visitor, services: Services, ida: Colleague
    ) -> None:
        started = replace(services, pace=Pace(clock=lambda: 5.0))
        started.pace.look()
        await ida.post(f"{DESK}/{waiting.id}/claim")
        async with services.database.writing() as session:
            await session.execute(update(StaffSession).values(last_seen_at=now() - timedelta(hours=1)))
        assert await leaving.return_left(started) == 0
        assert (await ida.send("/logout")).status_code == 303
        assert await leaving.return_left(started) == 1

    async def test_that_somebody_left_is_noted_once(
        self, wall: Wall, waiting: Visitor, services: Services, ida: Colleague
    ) -> None:
        await answers(ida, waiting)
        assert (await ida.send("/logout")).status_code == 303
        wall.put(hours=-1)
        found = [await leaving.return_left(services) for _ in range(3)]
        assert found == [1, 0, 0]
        assert len(await events_of(services, waiting.id, "holder_left")) == 1

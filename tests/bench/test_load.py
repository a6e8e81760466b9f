"""A load: all conversations are played, no more at once than allowed, every turn is timed."""

import asyncio

import pytest

from bench.load import Turn, run, run_long


class Bot:
    """Answers after a while; counts who is there."""

    def __init__(self, *, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.heard: list[list[str]] = []
        self.there = self.most_there = 0

    async def open(self) -> Turn:
        conversation: list[str] = []
        self.heard.append(conversation)

        async def turn(text: str) -> None:
            self.there += 1
            self.most_there = max(self.most_there, self.there)
            await asyncio.sleep(self.seconds)
            self.there -= 1
            conversation.append(text)

        return turn


class TestRun:
    async def test_plays_the_script_in_order_in_every_conversation(self) -> None:
        bot = Bot()
        timing = await run(bot.open, ("hello", "bye"), conversations=5, at_once=2)
        assert bot.heard == [["hello", "bye"]] * 5
        assert timing.turns == 10

    @pytest.mark.parametrize("at_once", [1, 3])
    async def test_keeps_as_many_at_once_as_it_was_told(self, at_once: int) -> None:
        bot = Bot(seconds=0.005)
        await run(bot.open, ("hello", "bye"), conversations=6, at_once=at_once)
        assert bot.most_there == at_once

    async def test_turns_side_by_side_each_keep_their_own_time(self) -> None:
        bot = Bot(seconds=0.02)
        timing = await run(bot.open, ("hello",), conversations=8, at_once=4)
        assert 0 < timing.p50 <= timing.p95
        # Four at a time: their times add up to more than the time that passed.
        assert timing.p50 * timing.per_second > 1

    async def test_percentiles_are_of_the_turns_not_of_the_conversations(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ticks = iter([0.0, *(tick for n in range(1, 101) for tick in (0.0, n / 100)), 50.0])
        monkeypatch.setattr("bench.load.time.perf_counter", lambda: next(ticks))
        timing = await run(Bot().open, ["…"] * 100, conversations=1, at_once=1)
        assert (timing.turns, timing.per_second) == (100, 2.0)
        assert (timing.p50, timing.p95) == pytest.approx((0.505, 0.9505))

    async def test_a_turn_that_fails_fails_the_load(self) -> None:
        async def open_conversation() -> Turn:
            async def turn(text: str) -> None:
                raise RuntimeError(f"no answer to {text!r}")

            return turn

        with pytest.raises(RuntimeError, match="no answer to 'hello'"):
            await run(open_conversation, ("hello",), conversations=1, at_once=1)


class TestRunLong:
    async def test_says_the_script_again_and_again_in_one_conversation(self) -> None:
        bot = Bot(seconds=0.001)
        seconds = await run_long(bot.open, ("hello", "more", "bye"), turns=7)
        assert bot.heard == [["hello", "more", "bye", "hello", "more", "bye", "hello"]]
        assert len(seconds) == 7
        assert min(seconds) > 0

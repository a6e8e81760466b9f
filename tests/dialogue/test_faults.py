"""What the visitor sees when a part fails for real: the truth, a way to a person, and nothing lost or doubled.

The processes are killed and frozen as they run; nothing is faked.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from launch.processes import Managed
from tests.conftest import RASA_TIMEOUT_SECONDS, Installation
from tests.dialogue.visitor import Visitor

UNDERSTANDS_AGAIN_SECONDS = 60.0


@pytest.fixture
def visitor(installation: Installation) -> Visitor:
    return Visitor(installation.address, "en")


def _is_honest(visitor: Visitor, message: str) -> None:
    reaction = visitor.says(message)
    assert len(reaction.said) == 1
    assert reaction.buttons, "no way to a person is offered"
    assert reaction.state == "bot"


def _works_again(visitor: Visitor) -> None:
    """The conversation goes on, and holds every message once, in order."""
    deadline = time.monotonic() + UNDERSTANDS_AGAIN_SECONDS
    asked: list[str] = []
    while time.monotonic() < deadline:
        question = f"what does shipping cost, attempt {len(asked)}"
        asked.append(question)
        if visitor.says(question).intent == "delivery_info":
            break
        time.sleep(1.0)
    else:
        pytest.fail("the bot did not come back")
    texts = [message["text"] for message in visitor.history() if message["author"] == "visitor"]
    assert texts[-len(asked) :] == asked
    assert len(texts) == len(set(texts))


def _stopped_and_started(installation: Installation, process: Managed, meanwhile: Callable[[], None]) -> None:
    installation.run(process.stop())
    try:
        meanwhile()
    finally:
        installation.run(process.start())
        assert installation.run(process.ready(within=120))


class TestActionServerGone:
    def test_the_visitor_is_told_and_the_conversation_goes_on(
        self, installation: Installation, visitor: Visitor
    ) -> None:
        visitor.says("hello")
        _stopped_and_started(
            installation, installation.stack.actions, lambda: _is_honest(visitor, "how do I descale it?")
        )
        _works_again(visitor)


class TestRasaGone:
    def test_the_visitor_is_told_reaches_a_person_and_the_conversation_goes_on(
        self, installation: Installation, visitor: Visitor
    ) -> None:
        other = Visitor(installation.address, "nb")

        def meanwhile() -> None:
            _is_honest(visitor, "do you sell grinders?")
            assert other.says("/request_human").state == "queued"

        _stopped_and_started(installation, installation.stack.rasa, meanwhile)
        _works_again(visitor)


class TestRasaFrozen:
    def test_the_answer_comes_in_time_and_only_once(
        self, installation: Installation, visitor: Visitor
    ) -> None:
        visitor.says("hello")
        os.killpg(installation.stack.rasa.pid, signal.SIGSTOP)
        try:
            start = time.monotonic()
            _is_honest(visitor, "do you sell kettles?")
            assert time.monotonic() - start < RASA_TIMEOUT_SECONDS + 5
        finally:
            os.killpg(installation.stack.rasa.pid, signal.SIGCONT)
        _works_again(visitor)
        failures = [m for m in visitor.history() if m["author"] == "bot" and m["buttons"]]
        assert len([m for m in failures if m["buttons"][0]["payload"] == "/request_human"]) == 1


class TestTwoAtOnce:
    def test_both_are_answered_in_order_and_a_repeated_one_once(
        self, installation: Installation, visitor: Visitor
    ) -> None:
        with ThreadPoolExecutor(4) as pool:
            answers = list(
                pool.map(
                    lambda text: visitor.says(text, message_id=text[:4]),
                    ["what does shipping cost?", "when are you open?", "when are you open?"],
                )
            )
        assert all(answer.said for answer in answers)
        assert answers[1].said == answers[2].said
        said = [message["text"] for message in visitor.history() if message["author"] == "visitor"]
        assert sorted(said) == ["what does shipping cost?", "when are you open?"]


class TestStrangeMessages:
    @pytest.mark.parametrize(
        "text",
        ["😀😀😀", "<script>alert(1)</script>", "a\u0000b\u0007c hello", "/restart", "{name} {{7*7}}", "?"],
        ids=["emoji", "html", "control characters", "a typed payload", "template", "one sign"],
    )
    def test_are_answered_as_text(self, visitor: Visitor, text: str) -> None:
        assert visitor.says_text(text).said

    def test_too_long_is_refused_in_words_and_the_conversation_goes_on(self, visitor: Visitor) -> None:
        refused = visitor.post({"client_message_id": "long", "text": "x" * 100_000})
        assert refused.status_code in {413, 422}
        assert refused.json()["error"]["message"]
        assert visitor.says("hello").said

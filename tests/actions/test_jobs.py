"""The job behind the words: situation, wish and end, taken from what was told."""

import pytest

from actions.jobs import Job, job_of, take_apart
from actions.memory import Detail, Memory


class TestTakeApart:
    @pytest.mark.parametrize(
        ("language", "sentence", "parts"),
        [
            (
                "en",
                "When the kids are asleep I want to make espresso quietly so that nobody wakes up",
                ("When the kids are asleep", "make espresso quietly", "so that nobody wakes up"),
            ),
            ("en", "I need it to be quiet before the baby wakes", ("before the baby wakes", "it to be quiet", None)),
            ("en", "something for the office, 20 people", (None, "something for the office, 20 people", None)),
            (
                "da",
                "jeg vil gerne have god kaffe om morgenen, så jeg når toget",
                (None, "god kaffe om morgenen", "så jeg når toget"),
            ),
            (
                "da",
                "når vi får gæster skal jeg kunne lave 10 kopper på én gang",
                ("når vi får gæster", "kunne lave 10 kopper på én gang", None),
            ),
            (
                "da",
                "noget der er så nemt at min far kan finde ud af det",
                (None, "noget der er så nemt at min far kan finde ud af det", None),
            ),
            (
                "nb",
                "Vi trenger kaffe på hytta når strømmen er borte, slik at vi slipper pulverkaffe",
                ("når strømmen er borte", "kaffe på hytta", "slik at vi slipper pulverkaffe"),
            ),
            ("nb", "jeg skal ha noe som går fort om morgenen", (None, "noe som går fort om morgenen", None)),
            ("nb", "", (None, None, None)),
        ],
    )  # fmt: skip
    def test_a_message_into_situation_wish_and_end(
        self, language: str, sentence: str, parts: tuple[str | None, ...]
    ) -> None:
        assert take_apart(sentence, language) == parts


class TestJobOf:
    def test_the_answers_of_the_discovery_come_before_what_a_sentence_told_in_passing(self) -> None:
        memory = Memory(
            needs={"quiet-mornings": "…"},
            details=[
                Detail("purpose", "I want coffee before work so that I wake up"),
                Detail("priority", "that it is quiet"),
                Detail("success", "when the baby sleeps on"),
                Detail("situation", "at six in the morning"),
            ],
        )
        assert job_of(memory, "en") == Job(
            when="at six in the morning",
            want="coffee",
            so_that="when the baby sleeps on",
            priority="that it is quiet",
        )

    def test_what_was_not_told_is_left_out(self) -> None:
        assert job_of(Memory(needs={"gift": "a present for my dad"}), "en").told() == {
            "want": "a present for my dad"
        }

    def test_of_nothing_is_nothing(self) -> None:
        assert job_of(Memory(), "da").told() == {}

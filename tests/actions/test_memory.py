"""The working memory: what goes into the slot comes out of it, whatever version wrote it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from actions.memory import Case, Detail, Memory

WORDS = st.text(max_size=20)
MAYBE = st.none() | WORDS
MEMORIES = st.builds(
    Memory,
    needs=st.dictionaries(WORDS, WORDS, max_size=3),
    details=st.lists(st.builds(Detail, field=WORDS, quote=WORDS), max_size=4),
    asked=st.lists(WORDS, max_size=4),
    confirmed=st.booleans(),
    offer=MAYBE,
    case=st.none()
    | st.builds(
        Case,
        kind=WORDS,
        epoch=st.integers(),
        product=MAYBE,
        asked=st.lists(WORDS, max_size=2),
        open_field=MAYBE,
    ),
    misunderstood=st.integers(0, 9),
    said=st.dictionaries(WORDS, st.integers(0, 9), max_size=3),
    name=MAYBE,
)


class TestMemory:
    @given(MEMORIES)
    def test_survives_the_slot(self, memory: Memory) -> None:
        assert Memory.load(json.loads(json.dumps(memory.dump()))) == memory

    def test_of_nothing_is_a_fresh_one(self) -> None:
        assert Memory.load(None) == Memory.load({}) == Memory()

    def test_what_another_version_knew_is_left_out(self) -> None:
        written = {
            "name": "Anna",
            "weather": "sunny",
            "details": [{"field": "purpose", "quote": "a gift", "weight": 3}],
            "case": {"kind": "complain_other", "epoch": 2, "colour": "red"},
        }
        assert Memory.load(written) == Memory(
            name="Anna", details=[Detail("purpose", "a gift")], case=Case("complain_other", 2)
        )

    def test_the_latest_words_about_a_side_count(self) -> None:
        memory = Memory(details=[Detail("priority", "price"), Detail("priority", "taste")])
        assert memory.quote_of("priority") == "taste"
        assert memory.quote_of("success") is None
        assert memory.told() == {"priority"}

"""Where in a text the hits are."""

import pytest

from api.desk.search.marks import LONGEST, snippet
from api.desk.search.wanted import wanted


def marked(text: str, typed: str) -> list[str]:
    found = snippet(text, wanted(typed))
    return [found.text[start:end] for start, end in found.ranges]


@pytest.mark.parametrize(
    ("text", "typed", "hits"),
    [
        ("Min kværn larmer, og kværnen er ny", "kvaern", ["kværn", "kværnen"]),
        ("My order MC-10001 is late", "mc-10001", ["MC-10001"]),
        ("late parcel, parcel late", '"parcel late"', ["parcel late"]),
        ("🦆🦆 duck", "duck", ["duck"]),
        ("nothing here", "kværn", []),
        ("<b>bold</b>", "bold", ["bold"]),
    ],
)
def test_the_hits(text: str, typed: str, hits: list[str]) -> None:
    assert marked(text, typed) == hits


def test_of_a_long_text_only_what_stands_around() -> None:
    text = "before " * 100 + "the kværn\nis loud " + "after " * 100
    found = snippet(text, wanted("kværn"))
    assert found.text.startswith("… before")
    assert found.text.endswith("after …") or found.text.endswith("after…")
    assert "kværn is loud" in found.text
    assert len(found.text) <= LONGEST + 4
    assert [found.text[start:end] for start, end in found.ranges] == ["kværn"]


def test_a_word_without_end_is_shown_from_its_beginning() -> None:
    found = snippet("x" * 4000, wanted("x" * 4000))
    assert found.text.startswith("xxx")
    assert found.ranges == ((0, LONGEST),)

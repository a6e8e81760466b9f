"""What the author of the lexicon is told."""

from bot.concepts import Concept
from bot.concepts.entries import parse_entry
from evaluation.lexicon import about, overview, written
from evaluation.messages import Labelled

PARCEL = Concept("parcel", {"en": (parse_entry("parcel*"), parse_entry("my … box"))})
MESSAGES = [
    Labelled("my parcels are late", "complain_delivery", "en"),
    Labelled("two parcels please", "state_need", "en"),
    Labelled("hello world", "greet", "en"),
]


def test_the_overview_tells_where_a_concept_is_met_and_what_is_bare() -> None:
    lines = list(overview({"parcel": PARCEL}, MESSAGES))
    (concept,) = (line.split() for line in lines if line.startswith("parcel"))
    assert concept[:5] == ["parcel", "0", "0", "2", "complain_delivery"]
    assert any(line.split() == ["greet", "100%"] for line in lines)
    assert any(line.startswith("\nfrequent words of no concept, en:") and "hello" in line for line in lines)


def test_a_concept_is_shown_entry_by_entry() -> None:
    lines = [line.split() for line in about(PARCEL, MESSAGES)]
    assert lines == [
        ["en"],
        ["parcel*", "2", "complain_delivery", "1,", "state_need", "1"],
        ["my", "…", "box", "0"],
    ]


def test_an_entry_is_written_as_its_author_would() -> None:
    for entry in ("word", "stem*", "*stem", "*stem*", "two … words*"):
        assert written(parse_entry(entry)) == entry

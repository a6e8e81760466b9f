"""Loading: every mistake an owner of the words can make is named by file, line and item, all at once."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest

from bot.catalog import CatalogError, Problem, load_catalog

Edit = Callable[[str, str, str], None]
Problems = Callable[[], list[str]]


class TestAGoodCatalog:
    def test_is_read_into_types(self, directory: Path) -> None:
        catalog = load_catalog(directory)

        grinder = catalog.products["grinder"]
        assert grinder.name == {"da": "Stilla kværn", "nb": "Stilla kvern", "en": "Stilla grinder"}
        assert grinder.price == {"DKK": 100, "NOK": 150}
        assert grinder.facts[0].cues["da"] == ("støj*",)
        assert catalog.added_value["call"].price is None
        assert catalog.barriers["trust"][0].question["nb"] == "Hva?"
        assert catalog.complaints["threaten_to_leave"].ask == ("order_number", "product")
        assert catalog.service_levels.levels["priority"].first_response_seconds == 15

    def test_times_dates_and_norway_are_read_as_written(self, directory: Path) -> None:
        hours = load_catalog(directory).hours

        assert hours.weekly["fri"] == (time(9), time(16))
        assert hours.weekly["sun"] is None
        assert hours.holidays == ("DK", "NO")
        assert hours.closed[0].date == date(2026, 12, 24)

    def test_a_night_and_a_whole_day_are_hours(self, directory: Path, edit: Edit) -> None:
        edit("hours.yml", "mon: [09:00, 17:00]", "mon: [22:00, 06:00]")
        edit("hours.yml", "tue: [09:00, 17:00]", 'tue: ["00:00", "24:00"]')

        weekly = load_catalog(directory).hours.weekly

        assert (weekly["mon"], weekly["tue"]) == ((time(22), time(6)), (time(0), time(0)))

    def test_only_the_languages_asked_for_are_demanded(self, directory: Path, edit: Edit) -> None:
        edit("stories.yml", "{da: En familie, nb: En familie, en: A family}", "{en: A family}")

        catalog = load_catalog(directory, languages=("en",))

        assert catalog.stories["baby"].text == {"en": "A family"}

    def test_items_keep_the_order_of_the_file(self, directory: Path) -> None:
        assert list(load_catalog(directory).service)[:2] == ["order_status", "delivery_info"]


MISTAKES = [
    ("products.yml", "nb: Stilla kvern, ", "", "products.yml:6 grinder: text for nb is missing (name)"),
    ("products.yml", "nb: Maler", "nb: '  '", "products.yml:7 grinder: text for nb is missing (short)"),
    ("products.yml", "nb: [støy*], ", "", "products.yml:11 grinder/noise: list for nb is missing (cues)"),
    ("products.yml", ", NOK: 150", "", 'products.yml:3 grinder: price: key "NOK" is missing'),
    ("products.yml", "NOK: 150", "NOK: 149.5",
     'products.yml:3 grinder: price.NOK: should be a whole number such as 1299, without dots and units, not "149.5"'),
    ("products.yml", "  category: grinder\n", "", 'products.yml:1 grinder: key "category" is missing'),
    ("products.yml", "stock_days", "stock_day",
     'products.yml:5 grinder: unknown key "stock_day"; did you mean "stock_days"?'),
    ("products.yml", "[private]", "[everybody]",
     'products.yml:4 grinder: audience: should be one of private, office, not "everybody"'),
    ("products.yml", "[private]", "[]", "products.yml:4 grinder: audience: names nobody"),
    ("products.yml", "needs: [quiet]", "needs: [quite]",
     'products.yml:14 grinder: needs: "quite" is not in needs.yml; did you mean "quiet"?'),
    ("products.yml", "needs: [quiet]", "needs: quiet",
     "products.yml:14 grinder: needs: should be a list, not a single value; write [quiet]"),
    ("products.yml", "needs: [quiet]", "needs: [quiet, quiet]",
     "products.yml:14 grinder: needs: names quiet twice"),
    ("products.yml", "{da: 60 dB, nb", "{se: 60 dB, da: 60 dB, nb",
     'products.yml:12 grinder/noise: text: unknown language "se"; the languages are da, nb, en'),
    ("products.yml", "en: [stilla]", "en: [quietest]",
     'products.yml:13 grinder: cues for en do not find its own name "Stilla grinder"'),
    ("products.yml", "en: [stilla]", "en: []",
     "products.yml:13 grinder: list for en has fewer than 1 (cues)"),
    ("products.yml", "en: [nois*]", "en: []", "products.yml:11 grinder/noise: a fact without cues is never told"),
    ("needs.yml", "driver: convenience", "driver: love",
     ("needs.yml:6 quiet: driver: should be one of content, customization, community, convenience, choice, "
     'cost, not "love"')),
    ("needs.yml", "id: quiet", "id: Quiet Home",
     'needs.yml:1 Quiet Home: id: should be an id: small letters, digits and single hyphens, not "Quiet Home"'),
    ("advice.yml", "story: baby", "story: nobody", 'advice.yml:10 towel: story: "nobody" is not in stories.yml'),
    ("advice.yml", "en: [Fold, Put]", "en: [Fold]",
     "advice.yml:8 towel: list for en has fewer than 2 (steps)"),
    ("advice.yml", "en: [Fold, Put]", "en: [Fold, Put, Grind, Brew, Drink]",
     "advice.yml:8 towel: list for en has more than 4 (steps)"),
    ("advice.yml", "needs: [quiet]", "needs: []", "advice.yml:2 towel: needs: names none"),
    ("added_value.yml", "Shall we?", "We shall.",
     "added_value.yml:7 call: text for en does not end with a question (text)"),
    ("added_value.yml", "kind: service", "kind: product",
     "added_value.yml:6 call: product: an offer of a product must name it"),
    ("barriers.yml", "trust:", "doubt:", 'barriers.yml:1: key "trust" is missing'),
    ("barriers.yml", "trust:", "doubt:", 'barriers.yml:1: unknown key "doubt"'),
    ("personas.yml", "service_level: standard", "service_level: golden",
     'personas.yml:7 family: service_level: "golden" is not among the levels of service_levels.yml'),
    ("complaints.yml", "[order_number, product]", "[order_number, product, wanted_outcome]",
     "complaints.yml:3 complain_delivery: ask: takes at most 2 values"),
    ("complaints.yml", "[order_number, product]", "[shoe_size]",
     ("complaints.yml:3 complain_delivery: ask: should be one of order_number, product, what_happened, "
     'wanted_outcome, not "shoe_size"')),
    ("service.yml", "delivery_info:", ('  - id: late\n    cues: {da: [], nb: [], en: []}\n'
     '    text: {da: Ja, nb: Ja, en: "Yes"}\ndelivery_info:'),
     "service.yml:5 order_status/late: has no cues; only the first, general one may lack them"),
    ("business.yml", "{name} is here", "Here I am",
     "business.yml:20: text for en lacks {name} (messages.person_joined)"),
    ("business.yml", "#123456", "green",
     'business.yml:3: accent: should be a colour such as "#2f5d50", in quotes, not "green"'),
    ("business.yml", "example: KH-10482", "example: 10482",
     "business.yml:7: order_number.example does not match order_number.pattern"),
    ("business.yml", r"'KH-\d{5}'", "'KH-('",
     ("business.yml:7: order_number.pattern is not a regular expression: missing ), unterminated subpattern "
     "at position 3")),
    ("business.yml", "demo: true", "demo: maybe", 'business.yml:2: demo: should be true or false, not "maybe"'),
    ("business.yml", "name: Small Demo", "name:", "business.yml:1: name: is empty"),
    ("hours.yml", "Europe/Copenhagen", "Europe/Kolding",
     'hours.yml:1: timezone: "Europe/Kolding" is not a time zone such as Europe/Copenhagen'),
    ("hours.yml", "mon: [09:00, 17:00]", "mon: [09:00, 09:00]",
     'hours.yml:3: weekly.mon: opens and closes at the same time; a whole day is "00:00" to "24:00"'),
    ("service_levels.yml", "resolution_minutes: 20", "resolution_minutes: 20\nwarn_percent: 100",
     "service_levels.yml:29: warn_percent: should be from 1 to 99, not 100"),
    ("hours.yml", "mon: [09:00, 17:00]", "mon: [9, 17:00]",
     'hours.yml:3: weekly.mon: should be a time such as "09:00", not "9"'),
]  # fmt: skip


class TestAMistake:
    @pytest.mark.parametrize(("file", "old", "new", "expected"), MISTAKES)
    def test_is_named_by_file_line_and_item(
        self, edit: Edit, problems: Problems, file: str, old: str, new: str, expected: str
    ) -> None:
        edit(file, old, new)

        assert expected in problems()

    @pytest.mark.parametrize(
        ("cue", "better"),
        [
            ("Quiet*", '; write "quiet*"'),
            ("e-mail", '; write "e mail"'),
            ("a  b", '; write "a b"'),
            ("don't", '; write "don t"'),
            ("*", ""),
            ("qu*iet", ""),
            ("*quiet*", ""),
        ],
    )
    def test_in_a_cue_is_explained(self, edit: Edit, problems: Problems, cue: str, better: str) -> None:
        edit("needs.yml", "en: [quiet*]", f'en: ["{cue}"]')

        assert problems() == [
            (
                f'needs.yml:4 quiet: "{cue}" is not a cue: small letters and digits, single spaces, '
                f"one * at the beginning or end of a word (cues){better}"
            )
        ]

    def test_an_id_used_twice_points_to_the_first(self, directory: Path, problems: Problems) -> None:
        path = directory / "stories.yml"
        path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")

        assert problems() == ["stories.yml:5 baby: id is used before, on line 1"]

    def test_a_key_written_twice(self, edit: Edit, problems: Problems) -> None:
        edit("stories.yml", "personas: []", "personas: []\n  personas: []")

        assert problems() == ['stories.yml:4 baby: key "personas" is there twice']

    def test_a_need_without_advice(self, edit: Edit, directory: Path, problems: Problems) -> None:
        path = directory / "needs.yml"
        content = path.read_text(encoding="utf-8")
        path.write_text(content + content.replace("id: quiet", "id: fast"), encoding="utf-8")

        assert problems() == ["needs.yml:7 fast: no advice is for this need"]

    def test_all_are_told_at_once(self, edit: Edit, directory: Path) -> None:
        edit("products.yml", "nb: Maler, ", "")
        edit("advice.yml", "story: baby", "story: nobody")
        edit("hours.yml", "[DK, NO]", "[Denmark]")

        with pytest.raises(CatalogError) as caught:
            load_catalog(directory)

        assert [problem.file for problem in caught.value.problems] == [
            "advice.yml",
            "hours.yml",
            "products.yml",
        ]
        assert caught.value.problems[2] == Problem(
            "products.yml", "grinder", 7, "text for nb is missing (short)"
        )


class TestAFile:
    def test_missing(self, directory: Path, problems: Problems) -> None:
        (directory / "hours.yml").unlink()

        assert problems() == ["hours.yml:1: the file is missing"]

    def test_empty(self, directory: Path, problems: Problems) -> None:
        (directory / "hours.yml").write_text("# later\n", encoding="utf-8")

        assert problems() == ["hours.yml:1: the file is empty"]

    def test_with_a_misspelt_name(self, directory: Path, problems: Problems) -> None:
        (directory / "product.yml").write_text("- id: x\n", encoding="utf-8")

        assert problems() == ['product.yml:1: is not a file of the catalog; did you mean "products.yml"?']

    def test_that_is_not_utf8(self, directory: Path, problems: Problems) -> None:
        (directory / "stories.yml").write_bytes("- id: blå".encode("latin-1"))

        assert problems() == ["stories.yml:1: is not UTF-8 text (byte 8)"]

    @pytest.mark.parametrize("key", ["nlu", "rules", "stories", "responses"])
    def test_that_rasa_would_take_for_training_data(self, edit: Edit, problems: Problems, key: str) -> None:
        edit("stories.yml", "  text: {da: En familie", f"  {key}: 1\n  text: {{da: En familie")

        assert problems() == [
            f'stories.yml:4: a line that begins with "{key}:" would make Rasa take this file for training data; '
            "begin the line with another word"
        ]

    def test_that_is_not_a_list_of_items(self, directory: Path, problems: Problems) -> None:
        (directory / "stories.yml").write_text("baby: {}\n", encoding="utf-8")

        assert "stories.yml:1: should be a list, not keys and values" in problems()

    def test_directory_missing(self, tmp_path: Path) -> None:
        with pytest.raises(CatalogError, match="the directory is missing"):
            load_catalog(tmp_path / "nowhere")

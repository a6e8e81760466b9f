"""Names, numbers and addresses: found as people write them, and nothing found in ordinary words."""

import re

import pytest

from bot.fixed_entities import find_fixed

ORDER = re.compile(r"KH-?\s?\d{5}", re.IGNORECASE)


def found(text: str, *, language: str = "da") -> list[tuple[str, str]]:
    return [
        (entity.entity, entity.value) for entity in find_fixed(text, order_number=ORDER, language=language)
    ]


class TestFindFixed:
    @pytest.mark.parametrize(
        ("text", "entity", "value"),
        [
            ("hvor er kh-10482?", "order_number", "KH-10482"),
            ("ordre KH 10482 mangler", "order_number", "KH10482"),
            ("skriv til Anna.Berg+kaffe@Eksempel.example!", "email", "anna.berg+kaffe@eksempel.example"),
            ("ring på 20 12 34 56", "phone", "+4520123456"),
            ("+47 412 34 567 er mit nummer", "phone", "+4741234567"),
            ("den koster 1.299 kr.", "amount", "1.299 kr."),
            ("24,50 kr fattes", "amount", "24,50 kr"),
            ("for 12990 kroner", "amount", "12990 kroner"),
            ("kr 1299 er for meget", "amount", "kr 1299"),
            ("it was DKK 1,299", "amount", "DKK 1,299"),
            ("kun 299,-", "amount", "299,-"),
            ("€ 20", "amount", "€ 20"),
            ("leveret 21. november 2026", "date", "21. november 2026"),
            ("den 3. desember", "date", "3. desember"),
            ("on 21 November", "date", "21 November"),
            ("siden 3/11", "date", "3/11"),
            ("ordered 2026-11-21", "date", "2026-11-21"),
            ("Jeg hedder Anna Berg", "person_name", "Anna Berg"),
            ("hei, jeg heter kari og vil ha kaffe", "person_name", "Kari"),
            ("My name's Ann-Marie O'Neill", "person_name", "Ann-Marie O'Neill"),
            ("Tak for det.\nMvh. Søren Åkjær", "person_name", "Søren Åkjær"),
        ],
    )
    def test_finds(self, text: str, entity: str, value: str) -> None:
        assert found(text) == [(entity, value)]

    @pytest.mark.parametrize(
        "text",
        [
            "jeg vil gerne have en god kop kaffe om morgenen",
            "jeg heter ikke noe spesielt",
            "my name is not important",
            "12 kopper til 8 gæster",
            "250 krydderier og 12 europæere",
            "4 ud af 5",
            "hilsen fra kontoret",
            "bønner @ 500 g",
            "der er 1.25 liter i",
            "i butikken 31.13",
            "",
        ],
    )
    def test_finds_nothing_in_ordinary_words(self, text: str) -> None:
        assert found(text) == []

    def test_a_norwegians_number_is_a_norwegian_one(self) -> None:
        assert found("ring meg på 41 23 45 67", language="nb") == [("phone", "+4741234567")]
        assert found("ring mig på 41 23 45 67", language="da") == [("phone", "+4541234567")]

    def test_what_is_an_order_number_is_nothing_else(self) -> None:
        digits = re.compile(r"\d{8}")
        (entity,) = find_fixed("ordre 20123456", order_number=digits)
        assert entity.entity == "order_number"

    @pytest.mark.parametrize(
        "text",
        [
            "My grinder arrived broken, order 10045, and I am angry",
            "order no. 10045 is late",
            "ordrenr. 10045 mangler",
            "bestilling 10045 kom ødelagt",
            "mit ordrenummer er 10045",
            "#10045",
            "10045",
            "it's 10045.",
        ],
    )
    def test_a_number_that_is_called_an_orders_is_one(self, text: str) -> None:
        form = re.compile(r"KH-\d{5}", re.IGNORECASE)
        (entity,) = find_fixed(text, order_number=form, order_example="KH-10482")
        assert (entity.entity, entity.value) == ("order_number", "KH-10045")
        assert text[entity.start : entity.end] == "10045"

    @pytest.mark.parametrize(
        "text",
        ["we drink 10045 cups", "order 1004", "order 100455", "kaffe for 10045 kr", "postnr 10045 er vores"],
    )
    def test_any_other_number_is_none(self, text: str) -> None:
        form = re.compile(r"KH-\d{5}", re.IGNORECASE)
        found = find_fixed(text, order_number=form, order_example="KH-10482")
        assert "order_number" not in [entity.entity for entity in found]

    def test_several_come_in_the_order_of_the_message(self) -> None:
        text = "Jeg hedder Anna, ordre KH-10482 til 499 kr, skriv til anna@eksempel.example"
        assert [entity for entity, _ in found(text)] == ["person_name", "order_number", "amount", "email"]

    def test_each_tells_where_it_stands(self) -> None:
        text = "her er kh-10482 igen"
        (entity,) = find_fixed(text, order_number=ORDER)
        assert text[entity.start : entity.end] == "kh-10482"

"""Wording files."""

from pathlib import Path

import pytest

from api.theme.texts import STAFF_LANGUAGES, TextsError, load_texts


def written(folder: Path, **files: str) -> Path:
    for language in STAFF_LANGUAGES:
        (folder / f"{language}.yml").write_text(files.get(language, "a: {b: 'x {n}'}"), encoding="utf-8")
    return folder


def test_keys_are_read_with_dots_and_filled_in(tmp_path: Path) -> None:
    t = load_texts([written(tmp_path)])["da"]
    assert t("a.b", n=3) == "x 3"


def test_a_number_picks_its_wording(tmp_path: Path) -> None:
    every = dict.fromkeys(STAFF_LANGUAGES, "w: {one: '{n} word', other: '{n} words'}")
    t = load_texts([written(tmp_path, **every)])["en"]
    assert [t.count("w", n) for n in (0, 1, 2)] == ["0 words", "1 word", "2 words"]


def test_an_unknown_label_is_made_readable(tmp_path: Path) -> None:
    t = load_texts([written(tmp_path)])["en"]
    assert t.label("reason", "some_new_reason") == "some new reason"


@pytest.mark.parametrize("broken", ["a: {c: x}", "a: {b: x}", "a: {b: 'x {m}'}"])
def test_languages_must_belong_together(tmp_path: Path, broken: str) -> None:
    with pytest.raises(TextsError):
        load_texts([written(tmp_path, nb=broken)])

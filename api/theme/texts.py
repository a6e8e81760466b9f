"""The words of the staff pages, one small YAML file per language, so that wording never hides in code.

A surface keeps `texts/da.yml`, `texts/nb.yml` and `texts/en.yml` beside its templates. Nested keys are read
with dots: `t("queue.empty")`. All languages must have the same keys and the same placeholders; that is
checked when the files are read, so that a forgotten translation is found at start and not by a reader.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import yaml

STAFF_LANGUAGES = ("da", "nb", "en")


class TextsError(Exception):
    """The wording files do not belong together: a key or a placeholder is missing in one language."""


@dataclass(frozen=True)
class Wording:
    """The words of one language. Call it with a key: `t("queue.empty")`, `t("claimed_by", name=name)`."""

    language: str
    entries: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        return self.entries[key].format_map(values)

    def count(self, key: str, number: int, **values: object) -> str:
        """Return the wording `key.one` or `key.other` for `number`, with `{n}` filled in."""
        return self(f"{key}.{'one' if number == 1 else 'other'}", n=number, **values)

    def label(self, group: str, name: str | None) -> str:
        """Return `group.name` where there is such a wording, else `name` itself made readable."""
        return self.entries.get(f"{group}.{name}", (name or "").replace("_", " "))

    def under(self, prefix: str) -> dict[str, str]:
        """Return the entries below `prefix`, keyed by what follows it, for the page's scripts."""
        start = f"{prefix}."
        return {key.removeprefix(start): text for key, text in self.entries.items() if key.startswith(start)}


def load_texts(folders: Sequence[Path]) -> dict[str, Wording]:
    """Read the wording of every staff language from `folders`; a later folder adds to an earlier one.

    Raises:
        TextsError: If the languages do not have the same keys with the same placeholders.
    """
    wordings = {}
    for language in STAFF_LANGUAGES:
        entries: dict[str, str] = {}
        for folder in folders:
            content = yaml.safe_load((folder / f"{language}.yml").read_text(encoding="utf-8"))
            entries.update(_flatten(content))
        wordings[language] = Wording(language, entries)
    _compare(wordings)
    return wordings


def _flatten(content: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def _compare(wordings: Mapping[str, Wording]) -> None:
    first = wordings[STAFF_LANGUAGES[0]]
    for wording in wordings.values():
        differing = first.entries.keys() ^ wording.entries.keys()
        if differing:
            raise TextsError(
                f"{first.language} and {wording.language} differ in {', '.join(sorted(differing))}"
            )
        for key, text in wording.entries.items():
            if _placeholders(text) != _placeholders(first.entries[key]):
                raise TextsError(f"{key}: other placeholders in {wording.language} than in {first.language}")


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}

"""The words of this package, and which of several wordings a conversation gets."""

import re
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from babel.dates import format_date

from api.theme.texts import Wording, load_texts

_FOLDER = Path(__file__).with_name("texts")
_LOCALES = {"da": "da_DK", "nb": "nb_NO", "en": "en_GB"}
_MINUTES_UP_TO = 90


def words(language: str) -> Wording:
    """The words in one language."""
    return _wordings()[language]


def chosen(part: str, language: str, *, seed: str, **values: str) -> str:
    """One of the wordings of a part of the letter: always the same for a seed, as likely any for another."""
    wordings = words(language).under(f"letter.{part}")
    names = sorted(wordings)
    place = int.from_bytes(sha256(f"{seed}/{part}".encode()).digest()[:8]) % len(names)
    return wordings[names[place]].format_map(values)


def on_day(day: date, language: str) -> str:
    """A day as it stands in a sentence: "tirsdag den 24. november"."""
    return format_date(day, words(language)("date.pattern"), locale=_LOCALES[language])


def for_long(time: timedelta, language: str) -> str:
    """A length of time as it stands in a sentence: "35 minutter", "2 timer"."""
    minutes = max(round(time.total_seconds() / 60), 1)
    if minutes <= _MINUTES_UP_TO:
        return words(language).count("time.minutes", minutes)
    return words(language).count("time.hours", round(minutes / 60))


@cache
def asks() -> tuple[str, ...]:
    """How everything begins that a draft asks a colleague to write, in every language, without the bracket."""
    found = {text for each in _wordings().values() for text in each.under("letter.ask").values()}
    return tuple(sorted(re.split(r"[:{\]]", text.removeprefix("["))[0] for text in found))


@cache
def _wordings() -> dict[str, Wording]:
    return load_texts([_FOLDER])

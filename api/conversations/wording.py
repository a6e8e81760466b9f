"""The few words the api says itself, by language, from the file beside this one."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("wording.yml")


def phrase(key: str, language: str, **values: str) -> str:
    """A phrase such as ``beginning.hello`` in ``language``, with ``values`` put in."""
    found: Any = _phrases()
    for part in key.split("."):
        found = found[part]
    return str(found[language]).format(**values)


def phrases(key: str) -> dict[str, list[str]]:
    """A list of phrases in every language, such as the cues under ``person_cues``."""
    found: dict[str, list[str]] = _phrases()[key]
    return found


@cache
def _phrases() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded

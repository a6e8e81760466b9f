"""Words that actions put together or look for, per language, as data beside the code."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def table(name: str) -> dict[str, Any]:
    """One table of words by its file name, language first."""
    loaded: dict[str, Any] = yaml.safe_load(
        (Path(__file__).parent / f"{name}.yml").read_text(encoding="utf-8")
    )
    return loaded

"""The files of a catalog as YAML nodes, or as problems when they cannot be read.

Rasa reads every YAML file under data/ and takes one for training data as soon as any line begins with a
key such as `rules:`, however deeply indented. A catalog file with such a line is refused here.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.catalog.hints import did_you_mean
from bot.catalog.problems import Problem
from bot.catalog.unreadable import explain

FILES = (
    "business.yml",
    "products.yml",
    "needs.yml",
    "advice.yml",
    "stories.yml",
    "added_value.yml",
    "barriers.yml",
    "personas.yml",
    "service.yml",
    "complaints.yml",
    "service_levels.yml",
    "hours.yml",
)
RASA_KEYS = ("nlu", "rules", "stories", "responses")

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_file(directory: Path, name: str) -> tuple[yaml.Node | None, list[Problem]]:
    """Reads one file; the node is None when there is none or when Rasa would misread the file."""
    try:
        content = (directory / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None, [Problem(name, "", 1, "the file is missing")]
    except UnicodeDecodeError as error:
        return None, [Problem(name, "", 1, f"is not UTF-8 text (byte {error.start})")]
    if problems := _rasa_keys(name, content):
        return None, problems
    try:
        node = yaml.compose(content, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        return None, [Problem(name, "", *explain(error))]
    if node is None:
        return None, [Problem(name, "", 1, "the file is empty")]
    return node, []


def unknown_files(directory: Path) -> list[Problem]:
    """YAML files that are not part of a catalog, most often a misspelt name."""
    names = sorted(path.name for path in directory.iterdir() if path.suffix in (".yml", ".yaml"))
    return [
        Problem(name, "", 1, f"is not a file of the catalog{did_you_mean(name, FILES)}")
        for name in names
        if name not in FILES
    ]


def _rasa_keys(name: str, content: str) -> list[Problem]:
    return [
        Problem(
            name,
            "",
            number,
            f'a line that begins with "{key}:" would make Rasa take this file for training data; '
            "begin the line with another word",
        )
        for number, line in enumerate(content.splitlines(), start=1)
        for key in RASA_KEYS
        if line.lstrip().startswith(f"{key}:")
    ]

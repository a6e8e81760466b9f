"""Loads a catalog from its directory, or tells everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

import yaml

from bot.catalog.checks import check_catalog, check_references
from bot.catalog.files import FILES, read_file, unknown_files
from bot.catalog.models import LANGUAGES, Catalog
from bot.catalog.problems import CatalogError, Problem
from bot.catalog.reader import Reader

_ITEM_FILES = ("products.yml", "needs.yml", "advice.yml", "stories.yml", "added_value.yml", "personas.yml")


def load_catalog(directory: Path, *, languages: Sequence[str] = LANGUAGES) -> Catalog:
    """Loads and checks a catalog.

    Args:
        directory: where the YAML files are.
        languages: the languages that every text must have; others are left out.

    Raises:
        CatalogError: with every problem found.
    """
    if not directory.is_dir():
        raise CatalogError([Problem(str(directory), "", 1, "the directory is missing")])
    problems = unknown_files(directory)
    readers: dict[str, Reader] = {}
    values: dict[str, Any] = {}
    hints = get_type_hints(Catalog, include_extras=True)
    for entry, name in zip(fields(Catalog), FILES, strict=True):
        node, broken = read_file(directory, name)
        problems += broken
        if node is not None:
            readers[name] = reader = Reader(name, languages)
            values[entry.name] = _read(reader, node, hints[entry.name])
            problems += reader.problems
    problems += check_references(readers, items=_ITEM_FILES)
    if problems:
        raise CatalogError(problems)
    catalog = Catalog(**values)
    if problems := check_catalog(catalog, readers):
        raise CatalogError(problems)
    return catalog


def _read(reader: Reader, node: yaml.Node, hint: Any) -> Any:
    if reader.file in _ITEM_FILES:
        kind = get_args(hint)[1]
        return reader.items(node, kind)
    return reader.read(node, hint, "")


def counts(catalog: Catalog) -> Mapping[str, int]:
    """How much a catalog holds, by kind."""
    return {
        "products": len(catalog.products),
        "needs": len(catalog.needs),
        "advice": len(catalog.advice),
        "stories": len(catalog.stories),
        "added value": len(catalog.added_value),
        "barrier facts": sum(map(len, catalog.barriers.values())),
        "personas": len(catalog.personas),
        "service answers": sum(map(len, catalog.service.values())),
        "complaint matters": sum(len(complaint.matters) for complaint in catalog.complaints.values()),
    }

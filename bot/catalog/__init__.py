"""The business catalog: the one package that the bot, the actions and the api all may import."""

from bot.catalog.cues import any_cue, find_cue, phrases_for, words
from bot.catalog.loader import load_catalog
from bot.catalog.models import LANGUAGES, Catalog
from bot.catalog.problems import CatalogError, Problem
from bot.catalog.source import CatalogSource
from bot.catalog.spelling import fold

__all__ = [
    "LANGUAGES",
    "Catalog",
    "CatalogError",
    "CatalogSource",
    "Problem",
    "any_cue",
    "find_cue",
    "fold",
    "load_catalog",
    "phrases_for",
    "words",
]

"""Concepts: what words of a field mean, in three languages, as data beside the training messages."""

from bot.concepts.lexicon import Concept, Lexicon, load_lexicon, merge
from bot.concepts.matcher import ConceptMatcher, Match

__all__ = ["Concept", "ConceptMatcher", "Lexicon", "Match", "load_lexicon", "merge"]

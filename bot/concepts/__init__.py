"""Concepts: what words of a field mean, in three languages, as data beside the training messages."""

from bot.concepts.knowledge import Knowledge, load_knowledge
from bot.concepts.lexicon import Concept, Lexicon, load_lexicon, merge
from bot.concepts.matcher import ConceptMatcher, Match

__all__ = [
    "Concept",
    "ConceptMatcher",
    "Knowledge",
    "Lexicon",
    "Match",
    "load_knowledge",
    "load_lexicon",
    "merge",
]

"""What is known of words before anything is learnt: the concepts of this field, and the senses of everyday words.

Concepts are wide ("late", in all its forms and idioms) and mean something to this business. Senses are narrow
(wait, hurry, doorbell), and of any talk; both are lexicons of one form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.concepts.lexicon import Lexicon, load_lexicon

CONCEPTS = Path("data/concepts")
SENSES = Path("data/senses")


@dataclass(frozen=True)
class Knowledge:
    """Both lexicons."""

    concepts: Lexicon = field(default_factory=dict)
    senses: Lexicon = field(default_factory=dict)


def load_knowledge(root: Path = Path()) -> Knowledge:
    """Reads both below a project's root.

    Raises:
        ConceptError: With every problem found in one of them.
    """
    return Knowledge(load_lexicon(root / CONCEPTS), load_lexicon(root / SENSES))

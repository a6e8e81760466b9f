"""`python -m evaluation.lexicon [CONCEPT]`: what the concepts do on the training messages.

For the author of the lexicon: which concepts point at which intents, which entries never match, and
which words of the training messages belong to no concept yet.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.catalog import LANGUAGES, CatalogError
from bot.concepts import Concept, ConceptMatcher, Lexicon, load_lexicon
from bot.concepts.entries import Entry, Form, tokens
from bot.concepts.knowledge import CONCEPTS
from evaluation.messages import Labelled, read_messages

MESSAGES = Path("data/dialogue")
SHOWN = 40


def main(arguments: Sequence[str]) -> int:
    """Prints the overview, or all about one concept; 1 when the lexicon has mistakes."""
    try:
        lexicon = load_lexicon(CONCEPTS)
    except CatalogError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    messages = read_messages(MESSAGES)
    lines = about(lexicon[arguments[0]], messages) if arguments else overview(lexicon, messages)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def overview(lexicon: Lexicon, messages: Sequence[Labelled]) -> Iterator[str]:
    """How often each concept is met and where, what is not covered."""
    matcher = ConceptMatcher(lexicon)
    where: dict[str, Counter[str]] = defaultdict(Counter)
    met: dict[str, Counter[str]] = defaultdict(Counter)
    bare: Counter[str] = Counter()
    free: dict[str, Counter[str]] = defaultdict(Counter)
    total = Counter(message.label for message in messages)
    for message in messages:
        words = tokens(message.text)
        found = matcher.find_in(words, message.language)
        bare[message.label] += not found
        for name in {match.concept for match in found}:
            where[name][message.label] += 1
            met[name][message.language or "?"] += 1
        covered = {place for match in found for place in range(match.start, match.end)}
        free[message.language or "?"].update(w for n, w in enumerate(words) if n not in covered)
    yield f"{'concept':24} {'da':>5} {'nb':>5} {'en':>5}  intents (share of its messages)"
    for name in lexicon:
        counts = " ".join(f"{met[name][language]:5}" for language in LANGUAGES)
        likely = ", ".join(f"{i} {n / where[name].total():.0%}" for i, n in where[name].most_common(4))
        yield f"{name:24} {counts}  {likely}"
    yield "\nmessages without any concept, by intent"
    for label, count in sorted(bare.items(), key=lambda each: -each[1] / total[each[0]]):
        yield f"  {label:24} {count / total[label]:4.0%}"
    for language in LANGUAGES:
        yield f"\nfrequent words of no concept, {language}: " + ", ".join(
            word for word, _ in free[language].most_common(300) if len(word) > 2
        )


def about(concept: Concept, messages: Sequence[Labelled]) -> Iterator[str]:
    """Each entry of a concept: how often it is met, and in which intents."""
    for language, entries in concept.entries.items():
        yield language
        for entry in entries:
            matcher = ConceptMatcher({concept.name: Concept(concept.name, {language: (entry,)})})
            hits = [m for m in messages if m.language == language and matcher.find(m.text, language)]
            likely = ", ".join(f"{i} {n}" for i, n in Counter(m.label for m in hits).most_common(5))
            yield f"  {written(entry):32} {len(hits):4}  {likely}"


def written(entry: Entry) -> str:
    """An entry as its author would write it."""
    signs = {Form.EXACT: "{}", Form.BEGINS: "{}*", Form.ENDS: "*{}", Form.WITHIN: "*{}*"}
    return " ".join(("… " if part.gap else "") + signs[part.form].format(part.text) for part in entry)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Chooses from the catalog what fits this customer: advice, story, products, added value.

All choices are pure and stable: the same customer in the same place gets the same choice, and the
order of the catalog decides between equals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from actions.memory import Memory
from bot.catalog import LANGUAGES, Catalog, any_cue, phrases_for, words
from bot.catalog.models import AddedValue, Advice, Answer, BarrierFact, Matter, Product, Story

MOST_PRODUCTS = 2
MOST_LISTED = 3
# Shorter words than this ("the", "til") stand in too many names.
SHORTEST_KIND = 4
_ENDINGS = ("erne", "ene", "ane", "er", "en", "et", "a", "e", "n", "s")
T = TypeVar("T", Answer, BarrierFact, Matter)


def choose_advice(catalog: Catalog, memory: Memory) -> Advice | None:
    """The advice that serves most of the confirmed needs, not given yet; for owners, advice for owners."""
    owners = {"owner", "both"} if memory.owner else {"new", "both"}
    first_need = next(iter(memory.needs), None)

    def fit(advice: Advice) -> tuple[int, int, int, int, int]:
        return (
            len(memory.needs.keys() & set(advice.needs)),
            int(memory.persona in advice.personas),
            len(set(memory.products) & set(advice.products)),
            # What was told first is what they came for.
            int(first_need in advice.needs),
            # Of two that serve the same needs, the one that is about little else is closer to them.
            -len(advice.needs),
        )

    candidates = [
        advice
        for advice in catalog.advice.values()
        if advice.id not in memory.advised
        and advice.owner in owners
        and memory.needs.keys() & set(advice.needs)
    ]
    return max(candidates, key=fit, default=None)


def choose_usage_advice(
    catalog: Catalog, memory: Memory, *, text: str, products: Iterable[str], language: str | None = None
) -> Advice | None:
    """The advice on use that a question is about: by its words, then by the product it names."""
    tokens, named = words(text), set(products)

    def fit(advice: Advice) -> tuple[int, int, int]:
        asked_about = sum(any_cue([cue], tokens) for cue in phrases_for(advice.cues, language))
        return (asked_about, len(named & set(advice.products)), -memory.advised.count(advice.id))

    candidates = [advice for advice in catalog.advice.values() if advice.owner in {"owner", "both"}]
    best = max(candidates, key=fit, default=None)
    return best if best and fit(best)[:2] > (0, 0) else None


def choose_story(
    catalog: Catalog, memory: Memory, *, about: Advice | None = None, named: Iterable[str] = ()
) -> Story | None:
    """The story that goes with the advice, else the untold one that fits best: needs just named first."""
    if about and about.story and about.story not in memory.stories:
        return catalog.stories[about.story]

    just_named = set(named)

    def fit(story: Story) -> tuple[int, int, int]:
        needs = set(story.needs)
        return (
            len(just_named & needs),
            len(memory.needs.keys() & needs),
            int(memory.persona in story.personas),
        )

    untold = [story for story in catalog.stories.values() if story.id not in memory.stories]
    best = max(untold, key=fit, default=None)
    return best if best and (not memory.needs or fit(best) > (0, 0, 0)) else None


def choose_products(catalog: Catalog, memory: Memory) -> list[Product]:
    """At most two products that serve the needs heard, the best fit first."""
    persona = catalog.personas.get(memory.persona or "")
    audience = {"B2B": "office", "B2C": "private"}.get(persona.market if persona else "")

    # What every need is about ("coffee") names no kind.
    general = {
        word for need in catalog.needs.values() for text in need.summary.values() for word in words(text)
    }
    told = " ".join([*memory.needs.values(), *(detail.quote for detail in memory.details)])
    said = " ".join(word for word in words(told) if word not in general)
    named = {product.id for language in LANGUAGES for product in products_like(catalog, said, language)}

    first_need = next(iter(memory.needs), None)

    def fit(product: Product) -> tuple[int, int, int, int, int]:
        return (
            # Who speaks of a grinder is shown grinders.
            int(product.id in named),
            len(memory.needs.keys() & set(product.needs)),
            int(first_need in product.needs),
            int(audience in product.audience),
            -len(product.needs),
        )

    fitting = [product for product in catalog.products.values() if memory.needs.keys() & set(product.needs)]
    return sorted(fitting, key=fit, reverse=True)[:MOST_PRODUCTS]


def products_like(catalog: Catalog, text: str, language: str) -> list[Product]:
    """Products of the kind that a message names: "grinder" finds every grinder.

    Names end with what a thing is, in compounds too ("espressomaskine"), and messages inflect it.
    """
    asked = [stem for word in words(text) for stem in _stems(word) if len(stem) >= SHORTEST_KIND]

    def of_that_kind(product: Product) -> bool:
        named = [part for part in words(product.name[language]) if len(part) >= SHORTEST_KIND]
        return any(part.endswith(word) or word.startswith(part) for part in named for word in asked)

    return [product for product in catalog.products.values() if of_that_kind(product)]


def _stems(word: str) -> list[str]:
    """A word, and what is left of it without the endings of number and definiteness."""
    return [word, *(word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))]


def choose_added_value(catalog: Catalog, memory: Memory) -> AddedValue | None:
    """One thing more that this customer would be glad of: to do or to learn, before to buy.

    Who only looks around is sold nothing: until they compare or decide it is something free.
    """

    def fit(item: AddedValue) -> tuple[int, int, int]:
        return (
            len(memory.needs.keys() & set(item.needs)),
            int(memory.persona in item.personas),
            int(item.kind != "product"),
        )

    candidates = [
        item
        for item in catalog.added_value.values()
        if item.product not in memory.products
        and memory.needs.keys() & set(item.needs)
        and (item.price is None or memory.stage != "orientation")
    ]
    return max(candidates, key=fit, default=None)


def pick_by_cue(items: tuple[T, ...], text: str, language: str | None = None) -> T:
    """The item whose cues the text holds most of; the first, general one when it holds none."""
    tokens = words(text)

    def hits(item: T) -> int:
        return sum(any_cue([cue], tokens) for cue in phrases_for(_cues(item), language))

    return max(items, key=hits)


def _cues(item: Answer | BarrierFact | Matter) -> Mapping[str, tuple[str, ...]]:
    return item.cues

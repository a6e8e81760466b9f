"""What the bot would say, for a person who writes: the catalog's texts by words and by needs.

A text is a start, not an answer, so what is found is ordered and short. Offers are not among it: a person who
helps does not sell.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.catalog import Catalog, any_cue, phrases_for, words

Kind = Literal["advice", "story", "fact", "barrier", "answer"]
KINDS: tuple[Kind, ...] = ("advice", "story", "fact", "barrier", "answer")
MOST = 12
_ALL_WORDS, _SOME_WORDS, _CUE, _NEED, _PRODUCT = 8, 2, 4, 3, 2
_SHORTEST = 3


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A text of the catalog in the customer's language; ``about`` is the need, product or topic it belongs to.

    ``needed`` says that it serves a need the customer has confirmed.
    """

    kind: Kind
    id: str
    about: str
    text: str
    needed: bool = False


@dataclass(frozen=True)
class _Found:
    suggestion: Suggestion
    needs: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()


def suggestions(
    catalog: Catalog,
    language: str,
    *,
    query: str = "",
    needs: Sequence[str] = (),
    product: str | None = None,
    most: int = MOST,
) -> list[Suggestion]:
    """The texts that fit best, the best first.

    Args:
        language: The customer's.
        query: What the colleague looks for; where it is empty, only what serves ``needs`` or is about ``product``.
        needs: Ids of the needs that the customer has confirmed.
        product: Id of the product that the conversation is about.
    """
    asked = words(query)
    scored = []
    for found in _everything(catalog, language):
        said = _score_of_words(found, asked)
        needed = bool(set(found.needs) & set(needs))
        close = _NEED * needed + _PRODUCT * (product in found.products)
        if said or (not asked and close):
            scored.append((said + close, replace(found.suggestion, needed=needed)))
    scored.sort(key=lambda one: (-one[0], KINDS.index(one[1].kind)))
    return [suggestion for _, suggestion in scored[:most]]


def _score_of_words(found: _Found, asked: Sequence[str]) -> int:
    if not asked:
        return 0
    told = words(f"{found.suggestion.about} {found.suggestion.text}")
    hits = sum(any(_alike(word, other) for other in told) for word in asked)
    score = _ALL_WORDS if hits == len(asked) else 0
    return score + _SOME_WORDS * hits + _CUE * any_cue(found.cues, asked)


def _alike(asked: str, told: str) -> bool:
    """The beginning of a word finds it, once it is long enough to mean something."""
    return asked == told or (len(asked) >= _SHORTEST and told.startswith(asked))


def _everything(catalog: Catalog, language: str) -> Iterator[_Found]:
    for advice in catalog.advice.values():
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(advice.steps[language], start=1))
        yield _Found(
            _suggestion(
                "advice",
                advice.id,
                _needs(catalog, advice.needs, language),
                f"{advice.text[language]}\n{steps}",
            ),
            needs=advice.needs,
            products=advice.products,
            cues=tuple(phrases_for(advice.cues, language)),
        )
    for story in catalog.stories.values():
        about = _needs(catalog, story.needs, language)
        yield _Found(_suggestion("story", story.id, about, story.text[language]), needs=story.needs)
    for product in catalog.products.values():
        for fact in product.facts:
            yield _Found(
                _suggestion("fact", f"{product.id}/{fact.id}", product.name[language], fact.text[language]),
                products=(product.id,),
                cues=tuple(phrases_for(fact.cues, language)),
            )
    for barrier, facts in catalog.barriers.items():
        for one in facts:
            yield _Found(
                _suggestion("barrier", f"{barrier}/{one.id}", barrier, one.text[language]),
                cues=tuple(phrases_for(one.cues, language)),
            )
    for topic, answers in catalog.service.items():
        for answer in answers:
            yield _Found(
                _suggestion("answer", f"{topic}/{answer.id}", topic, answer.text[language]),
                cues=tuple(phrases_for(answer.cues, language)),
            )


def _suggestion(kind: Kind, id: str, about: str, text: str) -> Suggestion:
    return Suggestion(kind=kind, id=id, about=about, text=text)


def _needs(catalog: Catalog, needs: Iterable[str], language: str) -> str:
    return ", ".join(catalog.needs[need].label[language] for need in needs if need in catalog.needs)

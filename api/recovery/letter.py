"""The draft of a letter of thanks: composed of parts that each say one fact, for a person to make their own.

What there is no fact for is left out, but for what only a person can say: that stands in brackets, and the letter
cannot be sent before somebody has written it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from api.recovery.checks import gaps_in
from api.recovery.complaint import Told, matter_of
from api.recovery.quoting import brief_quote
from api.recovery.vocabulary import OUR_FAULT, TREATED_BADLY
from api.recovery.wording import chosen, for_long, on_day, words
from bot.catalog import Catalog

_LEAVING = "threaten_to_leave"
_WORDS_OF_A_USUAL_NAME = 2


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a letter can say.

    ``seed`` chooses the wordings; ``solve_by`` and ``ask_again_on`` are days that still lie ahead; ``waited`` and
    ``promised`` are there when the first was longer than the second.
    """

    seed: str
    language: str
    name: str | None
    agent: str
    kind: str
    matter: str | None
    told: Told
    cause: str | None = None
    solution: str | None = None
    solve_by: date | None = None
    ask_again_on: date | None = None
    waited: timedelta | None = None
    promised: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A letter to begin with."""

    subject: str
    text: str


def draft(facts: Facts, catalog: Catalog) -> Draft:
    """The letter of these facts: always the same for a conversation, other wordings for another."""
    return _Composer(facts, catalog).draft()


def drafts_before(facts: Facts, catalog: Catalog) -> Iterator[Draft]:
    """The draft, and those that somebody may have begun with before the last things were known."""
    told = facts.told
    for known in (facts, replace(facts, cause=None)):
        for solved in {known, replace(known, solution=None)}:
            for since in {solved, replace(solved, told=replace(told, angry=False))}:
                yield draft(since, catalog)


def first_name(name: str) -> str:
    """What to call somebody in a greeting; three words may be a double first name, so they are kept."""
    parts = name.split()
    called = parts[0] if 0 < len(parts) <= _WORDS_OF_A_USUAL_NAME and not parts[0].endswith(".") else name
    return called.title() if called.islower() else called


@dataclass(frozen=True)
class _Composer:
    facts: Facts
    catalog: Catalog

    def draft(self) -> Draft:
        paragraphs = (
            self._greeting(),
            _joined(self._thanks(), self._quote(), self._product(), self._number()),
            _joined(self._apology(), self._waited()),
            self._learned(),
            _joined(self._wish(), *self._what_happens()),
            self._say("invitation"),
            self._closing(),
        )
        return Draft(subject=self._subject(), text="\n\n".join(part for part in paragraphs if part))

    def _say(self, part: str, **values: str) -> str:
        return chosen(part, self.facts.language, seed=self.facts.seed, **values)

    def _ask(self, what: str, **values: str) -> str:
        return words(self.facts.language)(f"letter.ask.{what}", **values)

    def _greeting(self) -> str:
        name = self.facts.name
        return self._say("greeting.named", name=first_name(name)) if name else self._say("greeting.unnamed")

    def _thanks(self) -> str | None:
        matter = self._matter()
        part = "leaving" if self.facts.kind == _LEAVING else "thanks"
        return self._say(part, matter=matter) if matter else None

    def _quote(self) -> str | None:
        exact = matter_of(self.catalog, self.facts.kind, self.facts.matter)
        quote = brief_quote(
            self.facts.told.quote, language=self.facts.language, cues=exact.cues if exact else None
        )
        return self._say("quote", quote=quote) if quote else None

    def _product(self) -> str | None:
        product = self.catalog.products.get(self.facts.told.product or "")
        return self._say("product", product=product.name[self.facts.language]) if product else None

    def _number(self) -> str | None:
        number = self.facts.told.number
        return self._say("number", number=number) if number else None

    def _apology(self) -> str | None:
        if self.facts.kind in TREATED_BADLY:
            return self._say("apology.badly")
        if self.facts.told.angry:
            return self._say("apology.angry")
        return self._say("apology.fault") if self.facts.kind in OUR_FAULT else None

    def _waited(self) -> str | None:
        if self.facts.waited is None or self.facts.promised is None:
            return None
        language = self.facts.language
        return self._say(
            "waited",
            waited=for_long(self.facts.waited, language),
            promised=for_long(self.facts.promised, language),
        )

    def _learned(self) -> str:
        """From the cause; it is written in the business's own language, so in another a person says it."""
        cause = self.facts.cause
        if cause is None:
            return self._ask("learned")
        if self.facts.language != self.catalog.business.default_language:
            return self._ask("translate", cause=_without_gaps(cause))
        said = self._say("learned", cause=_without_gaps(cause))
        # A cause may be called something that reads like a gap; then a person says it in other words.
        return self._ask("learned") if gaps_in(said) else said

    def _what_happens(self) -> Iterator[str | None]:
        if self.facts.solution is not None:
            yield self._solved(self.facts.solution)
            day = self.facts.ask_again_on
            yield self._say("follow_up", date=on_day(day, self.facts.language)) if day else None
            return
        yield self._next()
        day = self.facts.solve_by
        yield self._say("when", date=on_day(day, self.facts.language)) if day else self._ask("when")

    def _solved(self, solution: str) -> str:
        return self._ask("solution") if solution == "other" else self._say(f"solved.{solution}")

    def _next(self) -> str | None:
        complaint = self.catalog.complaints.get(self.facts.kind)
        exact = matter_of(self.catalog, self.facts.kind, self.facts.matter)
        if complaint is None or exact is None:
            return None
        t = words(self.facts.language)
        what = (exact.next or complaint.next)[self.facts.language]
        return self._say("next", next=re.sub(t("writer.somebody"), t("writer.me"), what))

    def _wish(self) -> str | None:
        if self.facts.solution is not None:
            return None
        wish = brief_quote(self.facts.told.wish, language=self.facts.language)
        return self._say("wish", wish=wish) if wish else None

    def _closing(self) -> str:
        return "\n".join((self._say("closing"), self.facts.agent, self.catalog.business.name))

    def _subject(self) -> str:
        matter = self._matter()
        subject = self._say("subject", matter=matter) if matter else self.catalog.business.name
        number = self.facts.told.number
        return f"{subject} ({number})" if number else subject

    def _matter(self) -> str | None:
        exact = matter_of(self.catalog, self.facts.kind, self.facts.matter)
        return exact.matter[self.facts.language] if exact else None


def _joined(*sentences: str | None) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _without_gaps(cause: str) -> str:
    return cause.translate(str.maketrans("[]{}", "()()"))

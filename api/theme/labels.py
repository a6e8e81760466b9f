"""What the catalog's ids are called, in the language of the reader; each surface adds names of its own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from api.theme.texts import Wording
from bot.catalog import Catalog

UNSERVED = "unserved"
SHORT = 80
_FIRST_SENTENCE = re.compile(r"^.+?[.!?:](?=\s|$)", re.DOTALL)


@dataclass(frozen=True)
class CatalogLabels:
    """Names for what the events hold as ids; an id that the catalog no longer has is shown as it is."""

    catalog: Catalog
    t: Wording

    def need(self, need_id: str | None) -> str:
        """Return a need as a noun phrase."""
        if need_id == UNSERVED:
            return self.t("unserved")
        need = self.catalog.needs.get(need_id or "")
        return self.in_words(need.label if need else None, need_id)

    def product(self, product_id: str | None) -> str:
        """Return a product's name."""
        product = self.catalog.products.get(product_id or "")
        return self.in_words(product.name if product else None, product_id)

    def advice(self, advice_id: str | None) -> str:
        """Return the first sentence of a piece of advice."""
        advice = self.catalog.advice.get(advice_id or "")
        return shortened(self.in_words(advice.text if advice else None, advice_id))

    def story(self, story_id: str | None) -> str:
        """Return the first sentence of a story."""
        story = self.catalog.stories.get(story_id or "")
        return shortened(self.in_words(story.text if story else None, story_id))

    def offer(self, offer_id: str | None) -> str:
        """Return the first sentence of an added value."""
        offer = self.catalog.added_value.get(offer_id or "")
        return shortened(self.in_words(offer.text if offer else None, offer_id))

    def persona(self, persona_id: str | None) -> str:
        """Return what a type of customer is called."""
        persona = self.catalog.personas.get(persona_id or "")
        return self.in_words(persona.label if persona else None, persona_id)

    def complaint(self, kind: str | None) -> str:
        """Return what a kind of complaint is called."""
        complaint = self.catalog.complaints.get(kind or "")
        return self.in_words(complaint.label if complaint else None, kind)

    def matter_of(self, kind: str | None, matter_id: str | None) -> str | None:
        """Return what exactly a complaint is about, None where the catalog does not know it."""
        complaint = self.catalog.complaints.get(kind or "")
        known = complaint.matters if complaint else ()
        return next((matter.matter[self.t.language] for matter in known if matter.id == matter_id), None)

    def in_words(self, words: Mapping[str, str] | None, name: str | None) -> str:
        """Return `words` in the reader's language, else `name` as it is."""
        return words[self.t.language] if words else (name or "")


def shortened(text: str, *, at_most: int = SHORT) -> str:
    """Return the first sentence of `text` without its full stop, cut at a word when it is still too long."""
    match = _FIRST_SENTENCE.match(text)
    sentence = (match.group() if match else text).rstrip(".:")
    if len(sentence) <= at_most:
        return sentence
    return sentence[:at_most].rsplit(" ", 1)[0].rstrip(",;") + "\u00a0…"


def upper_first(text: str) -> str:
    """Return `text` to stand at the head of a row."""
    return text[:1].upper() + text[1:]

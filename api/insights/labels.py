"""What ids are called in the insights: the catalog's words, and the subjects of figures."""

from dataclasses import dataclass

from api.insights.figures import UNKNOWN, Figure
from api.theme.labels import CatalogLabels, upper_first

_TEXT_GROUPS = {
    "barrier": "barrier",
    "reason": "reason",
    "language": "language",
    "stage": "stage",
    "rated": "rating",
    "score": "score",
    "offer_kind_made": "kind",
    "offer_kind_accepted": "kind",
    "offer_kind_declined": "kind",
}


@dataclass(frozen=True)
class Labels(CatalogLabels):
    """Names for what the events hold as ids."""

    def matter(self, key: str) -> str:
        """Return what exactly a complaint is about; `key` is "kind:matter"."""
        kind, _, matter_id = key.partition(":")
        return upper_first(self.matter_of(kind, matter_id) or matter_id)

    def subject(self, figure: Figure, subject: str) -> str:
        """Return what a subject of a figure is called."""
        if figure.name in _TEXT_GROUPS:
            return self.t.label(_TEXT_GROUPS[figure.name], subject)
        if subject == UNKNOWN:
            return self.t("unknown")
        if figure.by == "matter":
            return self.matter(subject)
        if figure.by == "product":
            return self.product(subject)
        for start, called in (("need", self.need), ("offer", self.offer), ("complaint", self.complaint)):
            if figure.name.startswith(start):
                return called(subject)
        return subject

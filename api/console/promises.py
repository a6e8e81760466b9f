"""What a customer said yes to. An accepted offer is a promise, and some promises only a person can keep."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.console.labels import Labels
from api.conversations.models import Event
from api.conversations.packet_facts import OfferFact

# A tip or another use is told in the chat; these somebody has to arrange.
_ARRANGED = frozenset({"course", "invitation", "service"})


@dataclass(frozen=True, kw_only=True)
class Promise:
    """An accepted offer; `told` is what the bot answered, `by_person` says that somebody has to arrange it."""

    label: str
    told: str | None
    by_person: bool
    seq: int | None


def promises_of(offers: Iterable[OfferFact], labels: Labels) -> tuple[Promise, ...]:
    """Return the accepted ones of `offers`."""
    return tuple(_promise(offer, labels) for offer in offers if offer.status == "accepted")


def promise_in_words(accepted: Iterable[Event], labels: Labels) -> str | None:
    """Return what a person has promised to arrange by these acceptances, None when it is nothing."""
    kinds = dict.fromkeys(kind for kind in (_kind(event, labels) for event in accepted) if kind in _ARRANGED)
    if not kinds:
        return None
    return labels.t("queue.promise", what=", ".join(labels.t(f"offer_kind.{kind}") for kind in kinds))


def _promise(offer: OfferFact, labels: Labels) -> Promise:
    known = labels.catalog.added_value.get(offer.offer)
    return Promise(
        label=labels.offer(offer.offer),
        told=known.accepted[labels.t.language] if known else None,
        by_person=known is not None and known.kind in _ARRANGED,
        seq=offer.seq,
    )


def _kind(event: Event, labels: Labels) -> str | None:
    known = labels.catalog.added_value.get(event.subject or "")
    return known.kind if known else event.facts.get("kind")

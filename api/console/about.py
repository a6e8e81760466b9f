"""Who a conversation is with and what it is about, so that the rows of a list can be told apart."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.console.complaint_queries import Complaint
from api.console.labels import Labels
from api.console.queries import Called
from api.conversations.models import Event
from api.theme.labels import UNSERVED, upper_first


@dataclass(frozen=True, kw_only=True)
class About:
    """Who a conversation is with and what it is about, as staff would say it; `matter` is None where nobody knows."""

    who: str
    named: bool
    matter: str | None
    detail: str | None


def about(
    complaint: Complaint | None, needs: Mapping[str, Event], *, called: Called, labels: Labels
) -> About:
    """Return who a conversation is with and what it is about: the complaint, else the need."""
    number = complaint.order_number if complaint else None
    who = who_in_words(called, number, labels)
    need = needs.get("need_confirmed") or needs.get("need_heard")
    matter = detail = None
    if complaint:
        matter = upper_first(labels.complaint(complaint.kind))
        product = labels.product(complaint.product) if complaint.product else None
        detail = number if number and number != who else product
    elif need and need.subject != UNSERVED:
        matter = upper_first(labels.need(need.subject))
    return About(who=who, named=called.name is not None, matter=matter, detail=detail)


def who_in_words(called: Called, order_number: str | None, labels: Labels) -> str:
    """Return what to call a customer: the name, else the e-mail address, else the order they complain about."""
    return called.name or called.email or order_number or labels.t("queue.guest")

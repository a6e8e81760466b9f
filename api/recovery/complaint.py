"""What the timeline tells about one complaint: its words, what was told about it since, and the mood."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository
from api.conversations.models import Conversation, Event
from api.recovery import repository as cases
from api.recovery.models import RecoveryCase
from bot.catalog import Catalog
from bot.catalog.models import Matter

_TYPES = ("complaint_raised", "complaint_detail", "mood_changed")
_ANGRY = "angry"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the customer told about the matter of a case; ``seq`` is the message in which it began."""

    quote: str | None
    number: str | None
    product: str | None
    wish: str | None
    angry: bool
    seq: int | None


async def told_about(
    session: AsyncSession, conversation: Conversation, case: RecoveryCase, *, catalog: Catalog
) -> Told:
    """What was told about the matter of ``case``, until another one was raised."""
    events = await repository.timeline(session, conversation.id, types=_TYPES)
    begun = (one.complaint_seq for one in await cases.cases_of(session, conversation.id))
    until = min((seq for seq in begun if seq > case.complaint_seq), default=None)
    return told(events, seq=case.complaint_seq, until=until, product=case.product, catalog=catalog)


def told(
    events: Sequence[Event], *, seq: int, until: int | None, product: str | None, catalog: Catalog
) -> Told:
    """The same, from the events of a conversation.

    Args:
        seq: The number of the event that raised the complaint.
        until: The number of the event that raised the next one.
        product: The product as it is known already.
    """
    raised = next((event for event in events if event.seq == seq), None)
    details = {
        event.subject: event.wording("value")
        for event in events
        if event.type == "complaint_detail" and seq < event.seq and (until is None or event.seq < until)
    }
    named = details.get("product")
    moods = [event for event in events if event.type == "mood_changed"]
    return Told(
        quote=raised.wording("quote") if raised else None,
        number=details.get("order_number") or (raised.wording("order_number") if raised else None),
        product=named if named in catalog.products else product,
        wish=details.get("wanted_outcome"),
        angry=any(event.subject == _ANGRY for event in moods),
        seq=raised.message_seq if raised else None,
    )


def matter_of(catalog: Catalog, kind: str, matter: str | None) -> Matter | None:
    """What exactly went wrong, in the catalog's words: the general case where that is all that is known."""
    complaint = catalog.complaints.get(kind)
    if complaint is None:
        return None
    return next((one for one in complaint.matters if one.id == matter), complaint.matters[0])


def is_general(catalog: Catalog, kind: str, matter: str | None) -> bool:
    """Whether nothing exact is known of the matter."""
    complaint = catalog.complaints.get(kind)
    return matter is None or complaint is None or complaint.matters[0].id == matter

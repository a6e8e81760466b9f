"""A place in the list of conversations, in letters that mean nothing to whoever carries them.

The list is by last change, so that what changes while it is read comes again later on; its end can be kept and asked
from the next time. What was changed a moment ago may still be followed by something older that is just being stored,
so the end of the list lies a little in the past: the same conversation may come twice, and none is left out.
"""

import base64
import binascii
from datetime import UTC, datetime, timedelta

from api.open.errors import CursorInvalid

Place = tuple[datetime, str]
_UNSETTLED = timedelta(seconds=10)


def written(place: Place) -> str:
    """A place as it is given out."""
    moment, conversation_id = place
    return base64.urlsafe_b64encode(f"{moment.isoformat()} {conversation_id}".encode()).decode().rstrip("=")


def read(cursor: str) -> Place:
    """The place that was given out.

    Raises:
        CursorInvalid: It was not.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        moment, _, conversation_id = base64.urlsafe_b64decode(padded).decode("ascii").partition(" ")
        found = datetime.fromisoformat(moment)
        if found.tzinfo is None or len(conversation_id) > 32 or not 1970 < found.year < 9000:
            raise CursorInvalid
        return found.astimezone(UTC), conversation_id
    except (ValueError, binascii.Error, OverflowError) as error:
        raise CursorInvalid from error


def settled(place: Place, *, at: datetime) -> Place:
    """A place from which nothing that is being stored `at` this moment is missed."""
    return min(place, (at - _UNSETTLED, ""))

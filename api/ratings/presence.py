"""Notes now and then that a visitor still has an ended conversation open, so that nobody who is there gets an e-mail.

Only ended conversations are noted: in the others nobody needs to know, and most of what is open is one of those.
"""

import time
from collections.abc import Callable

from api.errors import DatabaseBusy
from api.ratings import queries
from api.services import Services

EVERY_SECONDS = 120.0


class Presence:
    """One open widget.

    Args:
        clock: Seconds that only grow.
    """

    def __init__(
        self, services: Services, conversation_id: str, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._services = services
        self._id = conversation_id
        self._clock = clock
        self._next = 0.0

    async def note(self, state: str) -> None:
        """The widget is open, and the conversation is in this state."""
        if state != "closed" or self._clock() < self._next:
            return
        self._next = self._clock() + EVERY_SECONDS
        try:
            async with self._services.database.writing() as session:
                await queries.note_sighting(session, self._id)
        except DatabaseBusy:
            # What the visitor reads goes before what we would like to know.
            self._next = 0.0

"""Who wants to know when a conversation changes hands, and is told in the same transaction.

The core cannot know what is built on it: clocks that start, cases that open, other systems that are told.
Those register here, once, when the api is put together.
"""

from collections.abc import Awaitable, Callable
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Conversation

Change = Literal[
    "started",
    "visitor_wrote",
    "queued",
    "assigned",
    "replied",
    "released",
    "transferred",
    "handed_back",
    "closed",
    "reopened",
    "complaint_raised",
    "rated",
    "case_changed",
    "erased",
]
Observer = Callable[[AsyncSession, Conversation, Change], Awaitable[None]]


class Observers:
    """Those who want to know, in the order in which they are told."""

    def __init__(self) -> None:
        self._observers: list[Observer] = []

    def add(self, observer: Observer) -> None:
        """Tell `observer` of every change from now on."""
        self._observers.append(observer)

    async def tell(self, session: AsyncSession, conversation: Conversation, change: Change) -> None:
        """Tell everybody; what one of them raises undoes the change itself."""
        for observer in self._observers:
            await observer(session, conversation, change)


async def changed(session: AsyncSession, conversation: Conversation, change: Change) -> None:
    """Tell the observers of the database that `session` belongs to."""
    observers: Observers | None = session.info.get("observers")
    if observers is not None:
        await observers.tell(session, conversation, change)

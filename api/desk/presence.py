"""Who has a conversation open now, and who is writing in it: in memory only, gone when no sign of life comes.

An open page gives a sign every ``SIGN_EVERY`` seconds. Each sign goes out on the bus twice: as a hint to those who
have the conversation open, and to the other processes, which keep the same list.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from api.live import Bus

Doing = Literal["looking", "writing", "gone"]
PRESENCE = "presence"
SIGN_EVERY = 10.0
_LASTS = 2.5 * SIGN_EVERY
_Page: TypeAlias = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class Present:
    """A colleague at a conversation."""

    staff_id: int
    name: str
    doing: Doing


@dataclass(frozen=True, kw_only=True)
class Sign:
    """One sign of life from one open page; ``page`` tells two pages of the same person apart."""

    conversation_id: str
    staff_id: int
    name: str
    page: str
    doing: Doing


def presence_topic(conversation_id: str) -> str:
    """Return the topic of who is at a conversation: apart from its own, which visitors listen to as well."""
    return f"present:{conversation_id}"


class Presence:
    """Who is where, as far as this process has heard."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pages: dict[str, dict[_Page, tuple[float, Present]]] = {}

    def note(self, sign: Sign) -> None:
        """Take a sign of life, or that a page has been left."""
        pages = self._pages.setdefault(sign.conversation_id, {})
        here = Present(staff_id=sign.staff_id, name=sign.name, doing=sign.doing)
        pages[sign.staff_id, sign.page] = (self._clock() + _LASTS, here)
        self._forget_those_gone()

    def others(self, conversation_id: str, *, than: int) -> tuple[Present, ...]:
        """Return the colleagues at a conversation, by name; whoever writes on one page is writing."""
        self._forget_those_gone()
        found: dict[int, Present] = {}
        for _, one in self._pages.get(conversation_id, {}).values():
            if one.staff_id != than and (one.staff_id not in found or one.doing == "writing"):
                found[one.staff_id] = one
        return tuple(sorted(found.values(), key=lambda one: (one.name, one.staff_id)))

    async def tell(self, bus: Bus, sign: Sign) -> None:
        """Take a sign of one of this process's pages and pass it on."""
        self.note(sign)
        present = {"staff_id": sign.staff_id, "name": sign.name, "doing": sign.doing}
        await bus.publish(presence_topic(sign.conversation_id), {"present": present})
        await bus.publish(PRESENCE, {**present, "page": sign.page, "conversation_id": sign.conversation_id})

    async def listen(self, bus: Bus) -> None:
        """Take the signs of all processes until the bus closes."""
        async with bus.subscribe(PRESENCE) as signs:
            async for sign in signs:
                self.note(
                    Sign(
                        conversation_id=sign["conversation_id"],
                        staff_id=sign["staff_id"],
                        name=sign["name"],
                        page=sign["page"],
                        doing=sign["doing"],
                    )
                )

    def _forget_those_gone(self) -> None:
        moment = self._clock()
        for conversation_id, pages in list(self._pages.items()):
            for page, (until, one) in list(pages.items()):
                if until <= moment or one.doing == "gone":
                    del pages[page]
            if not pages:
                del self._pages[conversation_id]

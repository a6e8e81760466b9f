"""Colleagues named in a note: by ``@name``, or chosen. They are told, and have it in a list until they look."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.models import Event
from api.db import now
from api.desk import repository
from api.desk.models import Mention
from api.desk.search.folding import fold
from api.live import announce, staff_topic
from api.staff.models import Staff

MOST = 50
_NAME = re.compile(r"(?<![\w.@])@")


async def mention(
    session: AsyncSession, note: Event, staff: Staff, *, text: str, chosen: Iterable[int] = ()
) -> tuple[int, ...]:
    """Keep who is named in a note that has just been written, and tell them.

    Args:
        text: The note's words, in which ``@Ida``, ``@Ida Holm`` and ``@ida.holm`` name a colleague.
        chosen: Ids picked by hand; an id of nobody who works here is left out.

    Returns:
        The ids of those named now; whoever was named in this note already, and oneself, are not among them.
    """
    colleagues = await repository.colleagues(session)
    wanted = set(chosen) | set(named_in(text, colleagues))
    await session.flush()
    there = await repository.mentioned_in(session, note.id)
    new = [one.id for one in colleagues if one.id in wanted - there and one.id != staff.id][:MOST]
    for staff_id in new:
        session.add(Mention(event_id=note.id, staff_id=staff_id))
        payload = {"mention": note.conversation_id}
        announce(session, staff_topic(staff_id), payload)
    return tuple(new)


async def seen(session: AsyncSession, conversation_id: str, staff: Staff) -> int:
    """Note that somebody has opened a conversation in whose notes they are named; how many notes were new."""
    read = await repository.read_mentions(session, conversation_id, staff_id=staff.id, at=now())
    if read:
        payload = {"mention": conversation_id}
        announce(session, staff_topic(staff.id), payload)
    return len(read)


def named_in(text: str, colleagues: Sequence[Staff]) -> tuple[int, ...]:
    """Return the ids of those whom ``text`` names with an @; of two with one first name, neither by it alone."""
    handles = _handles(colleagues)
    longest_first = sorted(handles, key=len, reverse=True)
    found = []
    for at in _NAME.finditer(text):
        rest = fold(" ".join(text[at.end() : at.end() + 400].split()))
        name = next((one for one in longest_first if _begins(rest, one)), None)
        if name is not None:
            found.append(handles[name])
    return tuple(dict.fromkeys(found))


def _begins(rest: str, name: str) -> bool:
    return rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()


def _handles(colleagues: Sequence[Staff]) -> dict[str, int]:
    """What each may be called; what two are called names nobody."""
    names = [
        (handle, one.id)
        for one in colleagues
        for handle in {fold(one.name), fold(one.name.split(" ")[0]), fold(one.email.split("@")[0])}
        if handle
    ]
    times = Counter(handle for handle, _ in names)
    return {handle: staff_id for handle, staff_id in names if times[handle] == 1}

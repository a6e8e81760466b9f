"""Work that reaches out of the house is not broken off in the middle if that can be helped.

A process that stops cancels its tasks; an e-mail that the server has just taken must still be noted as sent, or
it goes out twice.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

GRACE_SECONDS = 5.0
_Result = TypeVar("_Result")


async def unbroken(work: Coroutine[Any, Any, _Result], *, seconds: float = GRACE_SECONDS) -> _Result:
    """Do `work`; when cancelled meanwhile, give it `seconds` to end before it is broken off."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=seconds)
        task.cancel()
        raise

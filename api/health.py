"""Whether the process lives, and whether everything it needs answers."""

import asyncio
from typing import Literal

import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError

from api.dependencies import ServicesNow
from api.errors import DatabaseBusy
from api.services import Services

log = structlog.get_logger(__name__)
router = APIRouter(tags=["health"])

Answer = Literal["ok", "unavailable"]


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """What the process needs, one by one."""

    status: Answer
    database: Answer
    rasa: Answer
    actions: Answer


@router.get("/health")
async def health() -> Health:
    """Alive."""
    return Health()


@router.get("/ready", responses={503: {"model": Ready}})
async def ready(services: ServicesNow, response: Response) -> Ready:
    """Ready to answer visitors: 503 while the database, Rasa or the actions do not answer."""
    database, dialogue = await asyncio.gather(_database_answers(services), services.dialogue.health())
    parts = {"database": database, "rasa": dialogue["rasa"], "actions": dialogue["actions"]}
    if not all(parts.values()):
        response.status_code = 503
    return Ready(
        status=_word(all(parts.values())),
        database=_word(parts["database"]),
        rasa=_word(parts["rasa"]),
        actions=_word(parts["actions"]),
    )


async def _database_answers(services: Services) -> bool:
    try:
        await services.database.ping()
    except (DatabaseBusy, DBAPIError, OSError):
        log.warning("database_does_not_answer")
        return False
    return True


def _word(good: bool) -> Answer:
    return "ok" if good else "unavailable"

"""How the api talks to Rasa: one call per turn, behind a Protocol so that the rest can do without it."""

import asyncio
import math
from typing import Any, Literal, Protocol, Self

import aiohttp
import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from api.settings import Settings

log = structlog.get_logger(__name__)

Failure = Literal["timeout", "down", "nonsense"]
_HEALTH_SECONDS = 2.0
# Less than the five seconds after which Rasa's server lets go of an idle connection.
_KEPT_SECONDS = 4.0


class Asked(BaseModel):
    """What Rasa is asked; exactly one of ``text`` and ``payload`` is given."""

    model_config = ConfigDict(frozen=True)

    sender: str
    message_id: str
    text: str | None
    payload: str | None
    metadata: dict[str, Any]


class Button(BaseModel):
    """A quick reply."""

    title: str = Field(min_length=1, max_length=200)
    payload: str = Field(pattern=r"^/[a-z_]+$", max_length=80)


class Said(BaseModel):
    """One message of the bot."""

    text: str = Field(min_length=1, max_length=8000)
    buttons: list[Button] = Field(default_factory=list, max_length=13)


class Happened(BaseModel):
    """One event of the bot: a type, and whatever else belongs to it."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(pattern=r"^[a-z_]{1,40}$")


class Entity(BaseModel):
    """Something recognised in the visitor's words, from ``start`` to ``end``."""

    entity: str = Field(max_length=80)
    value: Any = None
    start: int | None = None
    end: int | None = None


class Understood(BaseModel):
    """What the classifier made of the message."""

    intent: str | None = Field(default=None, max_length=80)
    confidence: float = 0.0
    entities: list[Entity] = Field(default_factory=list)
    language: str | None = None


class Answer(BaseModel):
    """Everything one turn produced."""

    messages: list[Said]
    events: list[Happened]
    nlu: Understood
    slots: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def storable(self) -> Self:
        """Nothing in it that a database cannot keep: neither NUL characters nor numbers that are none."""
        if not _storable(self.model_dump(exclude={"slots"})):
            raise ValueError("holds a NUL character, or a number that is none")
        return self


def _storable(value: Any) -> bool:
    match value:
        case str():
            return "\0" not in value
        case float():
            return math.isfinite(value)
        case dict():
            return all(_storable(key) and _storable(inner) for key, inner in value.items())
        case list():
            return all(map(_storable, value))
    return True


class DialogueUnavailable(Exception):
    """Rasa did not give a usable answer in time; ``failure`` says which way."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure)


class Dialogue(Protocol):
    """The bot, as the api sees it."""

    async def ask(self, asked: Asked) -> Answer:
        """One turn. Raises DialogueUnavailable when there is no usable answer in time."""

    async def forget(self, conversation_id: str) -> None:
        """Erase the bot's working memory of a conversation. Raises DialogueUnavailable."""

    async def health(self) -> dict[str, bool]:
        """Whether ``rasa`` and ``actions`` answer."""

    async def close(self) -> None:
        """Give connections back."""


class RasaDialogue:
    """The bot behind Rasa's turn channel (``bot/channel.py``), over connections that are kept."""

    def __init__(self, settings: Settings) -> None:
        self._timeout = settings.rasa_timeout_seconds
        self._door = f"{settings.rasa_url}/webhooks/turn"
        self._actions = f"{settings.actions_url}/health"
        self._authorization = {"Authorization": f"Bearer {settings.rasa_token}"}
        self._opened: aiohttp.ClientSession | None = None

    async def ask(self, asked: Asked) -> Answer:
        answer = await self._call("POST", f"{self._door}/webhook", json=asked.model_dump())
        try:
            return Answer.model_validate_json(answer)
        except ValidationError as error:
            log.warning("rasa_answer_has_wrong_shape", problems=error.error_count())
            raise DialogueUnavailable("nonsense") from error

    async def forget(self, conversation_id: str) -> None:
        await self._call("DELETE", f"{self._door}/trackers/{conversation_id}")

    async def health(self) -> dict[str, bool]:
        rasa, actions = await asyncio.gather(self._answers(f"{self._door}/"), self._answers(self._actions))
        return {"rasa": rasa, "actions": actions}

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.close()

    @property
    def _http(self) -> aiohttp.ClientSession:
        """Opened with the first call, inside the event loop that it belongs to."""
        if self._opened is None:
            connector = aiohttp.TCPConnector(keepalive_timeout=_KEPT_SECONDS)
            self._opened = aiohttp.ClientSession(connector=connector, trust_env=False)
        return self._opened

    async def _call(self, method: str, url: str, *, json: Any = None) -> bytes:
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._http.request(method, url, json=json, headers=self._authorization) as answer,
            ):
                body = await answer.read()
        except TimeoutError as error:
            raise DialogueUnavailable("timeout") from error
        except (aiohttp.ClientError, OSError) as error:
            raise DialogueUnavailable("down") from error
        if not answer.ok:
            log.warning("rasa_refused", status=answer.status)
            raise DialogueUnavailable("down" if answer.status >= 500 else "nonsense")
        return body

    async def _answers(self, url: str) -> bool:
        try:
            async with asyncio.timeout(_HEALTH_SECONDS), self._http.get(url) as answer:
                return answer.ok
        except (TimeoutError, aiohttp.ClientError, OSError):
            return False

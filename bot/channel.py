"""The one door into Rasa: a turn goes in, everything it produced comes out.

Rasa's own REST channel answers with the messages only; what the bot understood and decided would
need a second request for the tracker. This channel answers both at once, and takes a payload
(a pressed button) apart from typed text, so that nobody can trigger an intent by typing a slash.
Whether the button was there to be pressed is asked of the conversation (`bot.payloads`).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.constants import SESSION_START_METADATA_SLOT
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.conversation_context import CONTEXT_ENTITIES
from bot.payloads import as_text

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class TurnOutput(OutputChannel):
    """Collects the messages of one turn and, apart from them, its custom events.

    A text said with `joins=True` opens the message after it ("I can picture that." before the next
    question): two thoughts, one bubble. Whoever has the tracker at the end of the turn leaves it here.
    """

    def __init__(self) -> None:
        self.tracker: DialogueStateTracker | None = None
        self.clear()

    def clear(self) -> None:
        """Forgets what was said, for a turn that is begun again."""
        self.replies: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self._opening = ""

    @property
    def spoke(self) -> bool:
        """Whether there is anything to read for the visitor."""
        return bool(self.replies or self._opening)

    @classmethod
    def name(cls) -> str:
        return "turn"

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        if kwargs.get("joins"):
            self._opening = f"{self._opening}{text} "
        else:
            self._reply(text, [])

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        self._reply(text, buttons)

    async def send_custom_json(self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any) -> None:
        self.events.append(json_message)

    def close(self) -> None:
        """Lets an opening that nothing followed stand alone."""
        if self._opening:
            self._reply("", [])

    def _reply(self, text: str, buttons: list[dict[str, Any]]) -> None:
        self.replies.append({"text": f"{self._opening}{text}".strip(), "buttons": buttons})
        self._opening = ""


class TurnChannel(InputChannel):
    """`POST /webhooks/turn/webhook`: one visitor message in, the whole turn out.

    Configured in `credentials.yml` with the `token` that the api sends as a bearer token.
    """

    def __init__(self, token: str) -> None:
        self._token = token

    @classmethod
    def name(cls) -> str:
        return "turn"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TurnChannel:
        token = (credentials or {}).get("token") or ""
        if not token or token.startswith("${"):
            raise ValueError("RASA_TOKEN is not set: the turn channel does not open without it.")
        return cls(token)

    def _allowed(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(errors="surrogateescape"), f"Bearer {self._token}".encode())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        blueprint = Blueprint("turn_webhook", __name__)

        @blueprint.route("/", methods=["GET"])
        async def alive(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            ready = agent is not None and agent.is_ready()
            return response.json({"status": "ok" if ready else "loading"}, status=200 if ready else 503)

        @blueprint.route("/webhook", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"error": "wrong token"}, status=401)
            body = request.json if isinstance(request.json, dict) else {}
            message, output = _user_message(body)
            if message is None:
                return response.json({"error": "sender and text or payload are needed"}, status=422)
            await on_new_message(message)
            output.close()
            if not output.replies:
                # Rasa logs a failing action and answers with silence; the api must know the difference.
                return response.json({"error": "the turn produced no answer"}, status=502)
            tracker = output.tracker or await request.app.ctx.agent.tracker_store.retrieve(message.sender_id)
            return response.json(
                {
                    "messages": output.replies,
                    "events": output.events,
                    "nlu": _understood(tracker),
                    "slots": _remembered(tracker),
                }
            )

        @blueprint.route("/trackers/<sender_id:str>", methods=["DELETE"])
        async def forget(request: Request, sender_id: str) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"error": "wrong token"}, status=401)
            agent = request.app.ctx.agent
            # A turn that is on its way would bring back what it read before.
            async with agent.lock_store.lock(sender_id):
                await agent.tracker_store.delete(sender_id)
            return response.empty()

        return blueprint


def _user_message(body: dict[str, Any]) -> tuple[UserMessage | None, TurnOutput]:
    output = TurnOutput()
    text, payload = body.get("text"), body.get("payload")
    metadata = body.get("metadata") or {}
    if not body.get("sender") or not (text or payload):
        return None, output
    # Rasa reads payloads past the pipeline, so the language travels inside the payload.
    language = json.dumps({"language": metadata.get("language", "en")})
    said = f"{payload}{language}" if payload else as_text(str(text))
    return (
        UserMessage(
            said,
            output,
            str(body["sender"]),
            input_channel=TurnChannel.name(),
            message_id=body.get("message_id"),
            metadata=metadata,
        ),
        output,
    )


def _remembered(tracker: DialogueStateTracker | None) -> dict[str, Any]:
    """The slots, without the one in which Rasa notes a session's first metadata."""
    slots: dict[str, Any] = tracker.current_slot_values() if tracker else {}
    slots.pop(SESSION_START_METADATA_SLOT, None)
    return slots


def _understood(tracker: Any) -> dict[str, Any]:
    """What the classifier made of the message, before the dialogue read it in its own light."""
    if tracker is None or tracker.latest_message is None:
        return {"intent": None, "confidence": 0.0, "entities": [], "language": None}
    parsed = tracker.latest_message.parse_data or {}
    ranking = parsed.get("intent_ranking") or [parsed.get("intent") or {}]
    return {
        "intent": ranking[0].get("name"),
        "confidence": round(float(ranking[0].get("confidence") or 0.0), 4),
        "entities": [
            {key: entity.get(key) for key in ("entity", "value", "start", "end")}
            for entity in parsed.get("entities") or []
            if entity.get("entity") not in CONTEXT_ENTITIES
        ],
        "language": tracker.get_slot("language"),
    }

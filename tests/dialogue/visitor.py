"""A visitor who talks to the running bot through the public api, and remembers what came back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx


@dataclass
class Reaction:
    """What one message brought about."""

    said: list[str]
    buttons: list[str]
    events: list[tuple[str, str | None]]
    intent: str | None
    language: str | None
    state: str

    @property
    def text(self) -> str:
        return "\n".join(self.said)


@dataclass
class Visitor:
    """One conversation from the visitor's side."""

    address: str
    language: str
    reactions: list[Reaction] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._http = httpx.Client(base_url=f"{self.address}/api/chat", timeout=30.0, trust_env=False)
        opened = self._http.post("/conversations", json={"locale": self.language})
        opened.raise_for_status()
        self.id = opened.json()["id"]
        self.greeting = "\n".join(message["text"] for message in opened.json()["messages"])
        self._http.headers["Authorization"] = f"Bearer {opened.json()['token']}"

    def says(self, text: str, *, message_id: str | None = None) -> Reaction:
        """Types a message; one that starts with "/" presses the button with that payload."""
        kind = "payload" if text.startswith("/") else "text"
        return self._said({"client_message_id": message_id or uuid4().hex, kind: text})

    def says_text(self, text: str) -> Reaction:
        """Types a message, whatever it begins with."""
        return self._said({"client_message_id": uuid4().hex, "text": text})

    def post(self, body: dict[str, str]) -> httpx.Response:
        """Sends a message as it is, and takes the answer as it comes."""
        return self._http.post(f"/conversations/{self.id}/messages", json=body)

    def history(self) -> list[dict[str, Any]]:
        """All messages of the conversation, as the visitor gets them after a reload."""
        answer = self._http.get(f"/conversations/{self.id}/messages", params={"after": 0})
        answer.raise_for_status()
        return list(answer.json()["messages"])

    def _said(self, body: dict[str, str]) -> Reaction:
        reaction = _reaction(self.post(body).raise_for_status().json())
        self.reactions.append(reaction)
        return reaction

    def close(self) -> None:
        self._http.close()


def _reaction(answer: dict[str, Any]) -> Reaction:
    turn = answer.get("turn") or {}
    return Reaction(
        said=[reply["text"] for reply in answer["replies"]],
        buttons=[button["title"] for reply in answer["replies"] for button in reply.get("buttons") or []],
        events=[(event["type"], event.get("subject")) for event in turn.get("events") or []],
        intent=turn.get("intent"),
        language=turn.get("language"),
        state=answer["state"],
    )

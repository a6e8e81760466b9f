"""Calls the action server as Rasa's remote actions do, on connections that stay open.

Rasa opens a connection for every call, sends the tracker with all its events, and checks the answer
against a JSON schema that is itself checked each time: four fifths of a turn. An action of this bot
reads slots and the last message; the answer's shape is checked where it is read.
"""

from __future__ import annotations

from typing import Any

import aiohttp
import rasa
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.tracker_store import event_from

TIMEOUT_SECONDS = 20.0


class ActionServer:
    """The action server's address, and the connections to it."""

    def __init__(self, endpoint: EndpointConfig) -> None:
        self._url = endpoint.url
        self._headers = endpoint.headers
        self._params = endpoint.combine_parameters()
        self._session: aiohttp.ClientSession | None = None

    async def run(self, call: dict[str, Any]) -> dict[str, Any]:
        """Runs one action.

        Args:
            call: Action, tracker and Rasa's version, as rasa-sdk defines it.

        Returns:
            The action's `events` and `responses`.

        Raises:
            ActionExecutionRejection: The action does not want to run now.
            RasaException: The server is not there, failed, or answered with something else.
        """
        name = call["next_action"]
        try:
            async with self._open().post(self._url, json=call, params=self._params) as response:
                answer = await response.json()
                status = response.status
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise RasaException(f"The action server did not run {name}: {error!r}") from error
        if status == 400:
            raise ActionExecutionRejection(name, answer.get("error"))
        if status != 200 or not _well_formed(answer):
            raise RasaException(f"The action server did not run {name}: status {status}.")
        return answer

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers=self._headers, timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
            )
        return self._session


class TurnAction(RemoteAction):
    """A custom action: what it reads goes to the action server, what it says comes back as events."""

    def __init__(self, name: str, server: ActionServer) -> None:
        super().__init__(name, None)
        self._server = server

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        state = tracker.current_state(EventVerbosity.NONE)
        call = {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "tracker": {**state, "events": []},
            "version": rasa.__version__,
        }
        answer = await self._server.run(call)
        said = await self._utter_responses(answer["responses"], output_channel, nlg, tracker)
        return [*said, *map(event_from, answer["events"])]


def _well_formed(answer: Any) -> bool:
    """Whether it has the shape that rasa-sdk promises: events with names, and responses."""
    if not isinstance(answer, dict):
        return False
    events, responses = answer.get("events"), answer.get("responses")
    return (
        isinstance(events, list)
        and isinstance(responses, list)
        and all(isinstance(event, dict) and isinstance(event.get("event"), str) for event in events)
        and all(isinstance(response, dict) for response in responses)
    )

"""Rasa's message processor without the work of a turn that changes nothing.

Same steps in the same order as `rasa.core.processor`: session, understanding, slots, predictions and
actions, tracker store. Left out are the copies made for debug output, the scheduler, the second
copy of the tracker, and looking up again what stays the same while a model is loaded.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection, ActionListen, RemoteAction
from rasa.core.actions.loops import LoopAction
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.storage.storage import ModelMetadata
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.constants import ACTION_EXTRACT_SLOTS
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecutionRejected, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from bot.channel import TurnOutput
from bot.payloads import only_if_offered
from bot.runtime.actions_client import ActionServer, TurnAction
from bot.runtime.decisions import decisions_of
from bot.runtime.graph import SequentialGraphRunner, ServingModelStorage

logger = logging.getLogger(__name__)


class TurnProcessor(MessageProcessor):
    """Processes one turn after another with a model loaded once."""

    domain: Domain

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._decisions = decisions_of(self.graph_runner.components(), self.domain)
        if self._decisions is None:
            logger.warning("The rules look at more than can be remembered: every decision is made anew.")
        self._known_entities = frozenset(self.domain.entities)
        self._actions: dict[str, Action] = {}
        self._server = ActionServer(self.action_endpoint) if self.action_endpoint else None

    async def close(self) -> None:
        """Gives back the connections to the action server."""
        if self._server:
            await self._server.close()

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, SequentialGraphRunner]:
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = loader.load_predict_graph_runner(
                Path(folder), Path(model_path), ServingModelStorage, SequentialGraphRunner
            )
        return Path(model_path).name, metadata, runner

    async def handle_message(self, message: UserMessage) -> None:
        """Processes a turn; the output channel has what it produced.

        A message that the tracker holds as its last one gets the answer it got before. A turn that said
        nothing has failed and leaves no trace, so that it can be tried again.

        Raises:
            TrackerChanged: Somebody else saved the conversation meanwhile; nothing was saved.
        """
        output: OutputChannel = message.output_channel
        tracker = await self.fetch_tracker_and_update_session(message.sender_id, output, message.metadata)
        if said := said_before(tracker, message.message_id):
            await self._send_bot_messages(said, tracker, output)
        else:
            message.text = only_if_offered(message.text or "", tracker)
            await self._handle_message_with_tracker(message, tracker)
            tracker = await self.run_action_extract_slots(output, tracker)
            await self._run_prediction_loop(output, tracker)
            if not isinstance(output, TurnOutput) or output.spoke:
                await self.save_tracker(tracker)
        if isinstance(output, TurnOutput):
            output.tracker = tracker

    async def parse_message(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        tracker = tracker or DialogueStateTracker.from_events(message.sender_id, [])
        parsed: dict[str, Any] = self._parse_message_with_graph(message, tracker, only_output_properties)
        if not self._is_known(parsed):
            self._check_for_unseen_features(parsed)
        return parsed

    def _is_known(self, parsed: dict[str, Any]) -> bool:
        intent, entities = parsed["intent"]["name"], {each["entity"] for each in parsed["entities"]}
        return (not intent or intent in self.domain.intents) and entities <= self._known_entities

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        events = await self._get_action(ACTION_EXTRACT_SLOTS).run(
            output_channel, self.nlg, tracker, self.domain
        )
        await self._send_bot_messages(events, tracker, output_channel)
        tracker.update_with_events(events, self.domain)
        return tracker

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        if self.is_action_limit_reached(
            tracker, self.should_predict_another_action(tracker.latest_action_name)
        ):
            raise ActionLimitReached("The limit of actions to predict has been reached.")
        prediction = self._predict_next_with_tracker(tracker)
        name = self.domain.action_names_or_texts[prediction.max_confidence_index]
        return self._get_action(name), prediction

    def _predict_next_with_tracker(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        predict = super()._predict_next_with_tracker
        if tracker.followup_action or self._decisions is None:
            return predict(tracker)
        return self._decisions.decide(tracker, predict)

    def _get_action(self, action_name: str) -> Action:
        action = self._actions.get(action_name)
        if action is None:
            action = super()._get_action(action_name)
            if type(action) is RemoteAction and self._server:
                action = TurnAction(action_name, self._server)
            if not isinstance(action, LoopAction):  # a form remembers something
                self._actions[action_name] = action
        return action

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        if not isinstance(action, (TurnAction, ActionListen)):
            return bool(await super()._run_action(action, tracker, output_channel, nlg, prediction))
        # Both only read the tracker, so they need no copy of it.
        try:
            events = await action.run(output_channel, nlg, tracker, self.domain)
        except ActionExecutionRejection:
            tracker.update(
                ActionExecutionRejected(action.name(), prediction.policy_name, prediction.max_confidence)
            )
            return True
        except RasaException:
            logger.exception("%s failed; its events are lost.", action.name())
            events = []
        self._log_action_on_tracker(tracker, action, events, prediction)
        if any(isinstance(event, UserUttered) for event in events):
            tracker = await self.run_action_extract_slots(output_channel, tracker)
        await self.execute_side_effects(events, tracker, output_channel)
        return bool(self.should_predict_another_action(action.name()))

    def _log_action_on_tracker(
        self,
        tracker: DialogueStateTracker,
        action: Action,
        events: list[Event] | None,
        prediction: PolicyPrediction,
    ) -> None:
        if not any(isinstance(event, ActionExecutionRejected) for event in events or []):
            tracker.update_with_events(prediction.events, self.domain)
            tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events or [], self.domain)

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Says nothing: what a conversation remembers has no place in a log."""


def said_before(tracker: DialogueStateTracker, message_id: str | None) -> list[BotUttered]:
    """What was answered to a message, when it is the last one that the tracker holds; else nothing."""
    latest = tracker.latest_message
    if latest is None or message_id is None or latest.message_id != message_id:
        return []
    said: list[BotUttered] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            said.insert(0, event)
    return said

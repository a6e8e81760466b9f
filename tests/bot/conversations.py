"""Conversations made by hand, event by event as Rasa makes them, and the policy that goes through them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.training import load_data
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

from bot.open_question import QUESTIONS
from bot.tracker_store import compact
from tests.bot.components import DOMAIN, Storage

RULES = Path(__file__).parents[2] / "data" / "dialogue"
INTENTS = sorted(set(DOMAIN.intents) - {"back", "session_start"})
OPEN = ["none", *QUESTIONS]


def begun(sender: str = "c1") -> DialogueStateTracker:
    """A conversation as Rasa opens it."""
    tracker = DialogueStateTracker(sender, DOMAIN.slots)
    for event in (ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")):
        tracker.update(event, DOMAIN)
    return tracker


def says(tracker: DialogueStateTracker, words: str, intent: str) -> None:
    """The visitor says something; its language is set from an entity, as Rasa does it."""
    parsed = {"intent": {"name": intent, "confidence": 0.9}, "entities": [], "metadata": {"epoch": 0}}
    tracker.update(UserUttered(words, parsed["intent"], [], parsed, message_id=uuid4().hex), DOMAIN)
    tracker.update(SlotSet("language", "da"), DOMAIN)


def answers(tracker: DialogueStateTracker, action: str, *, memory: dict[str, Any], question: str) -> None:
    """The bot acts, speaks, remembers, and leaves a question open."""
    tracker.update(ActionExecuted(action), DOMAIN)
    tracker.update(BotUttered("Godt."), DOMAIN)
    tracker.update(SlotSet("memory", memory), DOMAIN)
    tracker.update(SlotSet("open_question", question), DOMAIN)
    tracker.update(ActionExecuted("action_listen"), DOMAIN)


def talked(turns: int, *, sender: str = "c1") -> DialogueStateTracker:
    tracker = begun(sender)
    tracker.update(SlotSet("epoch", 3), DOMAIN)
    for number in range(turns):
        says(tracker, f"besked {number}", "state_need")
        answers(tracker, "action_discover", memory={"asked": [str(number)]}, question="discovery")
    return tracker


def restored(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """What a store that keeps only the compact events would bring back."""
    again = DialogueStateTracker(tracker.sender_id, DOMAIN.slots)
    for event in compact(tracker):
        again.update(event, DOMAIN)
    return again


def assert_same(one: DialogueStateTracker, other: DialogueStateTracker) -> None:
    assert one.current_state(EventVerbosity.NONE) == other.current_state(EventVerbosity.NONE)
    assert one.current_slot_values() == other.current_slot_values()
    assert one.latest_action_name == other.latest_action_name
    assert one.latest_message == other.latest_message


def trained_policy(folder: Path) -> RulePolicy:
    """The policy of this project, trained on its rules."""
    rules = folder / "rules"
    rules.mkdir()
    for path in RULES.glob("*/rules.yml"):
        shutil.copy(path, rules / f"{path.parent.name}.yml")
    storage = Storage(folder / "model")
    config = {**RulePolicy.get_default_config(), "enable_fallback_prediction": False}
    trained: RulePolicy = RulePolicy.create(*storage.arguments(config))
    trained.train(load_data(str(rules), DOMAIN), DOMAIN)
    return trained


def predicted(policy: RulePolicy, tracker: DialogueStateTracker) -> str:
    probabilities = policy.predict_action_probabilities(tracker, DOMAIN).probabilities
    best = max(range(len(probabilities)), key=probabilities.__getitem__)
    return str(DOMAIN.action_names_or_texts[best]) if probabilities[best] else "nothing"

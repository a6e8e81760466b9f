"""Remembers what RulePolicy decided, by all that its decision can depend on.

RulePolicy turns the whole tracker into features, twice, and tries every rule on them, before every
action. What it looks at in the end is little: the last few states, and of each the intent, the
slots that influence the conversation, and the action before. That is the key here. A key that was
never seen is decided by RulePolicy itself; rules that look at more are never remembered.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Hashable
from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SLOTS, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

MOST_REMEMBERED = 20_000
Decide = Callable[[DialogueStateTracker], PolicyPrediction]


class RuleDecisions:
    """The decisions of a model whose only policy is RulePolicy."""

    def __init__(self, rules: list[list[dict[str, Any]]], domain: Domain) -> None:
        """Args:
        rules: Every rule as the states it consists of, oldest first.
        domain: The model's domain.
        """
        self._depth = max(map(len, rules), default=1)
        self._initial = {slot.name: repr(slot.initial_value) for slot in domain.slots if slot.has_features()}
        self._known: dict[Hashable, PolicyPrediction] = {}

    def decide(self, tracker: DialogueStateTracker, policy: Decide) -> PolicyPrediction:
        """The decision for a tracker, from memory or from the policy."""
        key = self.key(tracker)
        if key is None:
            return policy(tracker)
        prediction = self._known.get(key)
        if prediction is None:
            prediction = policy(tracker)
            if prediction.max_confidence == 0.0:  # no rule: an error of the rules, not a decision
                return prediction
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = prediction
        # A tracker takes the events of a prediction for its own and stamps them.
        again = copy.copy(prediction)
        again.events = [copy.copy(event) for event in prediction.events]
        return again

    def key(self, tracker: DialogueStateTracker) -> Hashable | None:
        """The last states as rules see them; None where something happened that rules see in more ways."""
        if tracker.active_loop is not None:
            return None
        slots, intent, action = dict(self._initial), None, None
        states: list[Hashable] = []
        for event in tracker.events:
            match event:
                case ActionExecuted(action_name=str(name)):
                    states.append((intent, tuple(slots.values()), action))
                    action = name
                case UserUttered():
                    intent = event.intent.get("name")
                case SlotSet(key=name) if name in slots:
                    slots[name] = repr(event.value)
                case SessionStarted():
                    slots, intent, action = dict(self._initial), None, None
                    states.clear()
                case SlotSet() | BotUttered():
                    pass
                case DefinePrevUserUtteredFeaturization(use_text_for_featurization=False):
                    pass
                case _:
                    return None
        states.append((intent, tuple(slots.values()), action))
        return tuple(states[-self._depth :])


def decisions_of(policies: list[Any], domain: Domain) -> RuleDecisions | None:
    """Memory for a model's decisions.

    Args:
        policies: The components of the model's graph.
        domain: The model's domain.

    Returns:
        None where another policy than RulePolicy decides, or a rule looks at more than the key holds.
    """
    deciding = [each for each in policies if isinstance(each, Policy)]
    if len(deciding) != 1 or type(deciding[0]) is not RulePolicy:
        return None
    (policy,) = deciding
    if policy.config.get("use_nlu_confidence_as_score"):
        return None
    lookup = policy.lookup
    rules = [json.loads(key) for key in (*lookup[RULES], *lookup[RULES_FOR_LOOP_UNHAPPY_PATH])]
    if not all(_looks_at_little(state) for rule in rules for state in rule):
        return None
    return RuleDecisions(rules, domain)


def _looks_at_little(state: dict[str, dict[str, Any]]) -> bool:
    return (
        state.keys() <= {USER, SLOTS, PREVIOUS_ACTION}
        and state.get(USER, {}).keys() <= {INTENT}
        and state.get(PREVIOUS_ACTION, {}).keys() <= {ACTION_NAME}
    )

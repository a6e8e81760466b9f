"""A remembered decision is the one that RulePolicy would make again."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    Restarted,
    SlotSet,
    UserUtteranceReverted,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.decisions import RuleDecisions, decisions_of
from tests.bot.components import DOMAIN, Storage
from tests.bot.conversations import INTENTS, OPEN, answers, begun, restored, says, talked


@pytest.fixture(scope="module")
def decisions(policy: RulePolicy) -> RuleDecisions:
    made = decisions_of([object(), policy], DOMAIN)
    assert made is not None
    return made


def ask(policy: RulePolicy, tracker: DialogueStateTracker) -> PolicyPrediction:
    """What Rasa's graph gives: the policy's prediction, through the ensemble."""
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    return DefaultPolicyPredictionEnsemble().combine_predictions([prediction], tracker, DOMAIN)


def told(prediction: PolicyPrediction) -> tuple[object, ...]:
    return (
        prediction.probabilities,
        prediction.policy_name,
        prediction.policy_priority,
        [event.as_dict() | {"timestamp": None} for event in prediction.events],
        prediction.is_end_to_end_prediction,
        prediction.is_no_user_prediction,
        prediction.hide_rule_turn,
    )


# What may happen between a message and the next decision beside the usual course.
ASIDE: list[list[Event]] = [
    [],
    [],
    [],
    [BotUttered("…")],
    [SlotSet("epoch", 2)],
    [SlotSet("open_question", None)],
    [DefinePrevUserUtteredFeaturization(False)],
    [ActionExecuted("action_confirm_language")],
    [ActionExecutionRejected("action_discover")],
    [Restarted()],
    [UserUtteranceReverted()],
]


class TestDecide:
    @settings(max_examples=150, deadline=None)
    @given(
        turns=st.lists(
            st.tuples(st.sampled_from(INTENTS), st.sampled_from(OPEN), st.sampled_from(ASIDE)), max_size=5
        ),
        intent=st.sampled_from(INTENTS),
        short=st.booleans(),
    )
    def test_is_what_the_policy_decides(
        self,
        policy: RulePolicy,
        decisions: RuleDecisions,
        turns: list[tuple[str, str, list[Event]]],
        intent: str,
        short: bool,
    ) -> None:
        tracker = begun()

        def decided() -> str:
            # Remembered decisions may come from another conversation of this test.
            prediction = decisions.decide(tracker, lambda each: ask(policy, each))
            assert told(prediction) == told(ask(policy, tracker))
            return str(DOMAIN.action_names_or_texts[prediction.max_confidence_index])

        for said, question, aside in turns:
            says(tracker, "…", said)
            for event in aside:
                tracker.update(event, DOMAIN)
            answers(tracker, decided(), memory={}, question=question)
            if short:
                tracker = restored(tracker)
        says(tracker, "…", intent)
        tracker.update(ActionExecuted(decided()), DOMAIN)
        decided()

    @pytest.mark.parametrize("question", OPEN)
    def test_every_intent_at_every_open_question_twice(
        self, policy: RulePolicy, decisions: RuleDecisions, question: str
    ) -> None:
        for intent, turns in product(INTENTS, (1, 2)):
            tracker = talked(turns)
            tracker.update(SlotSet("open_question", question), DOMAIN)
            tracker.update(ActionExecuted("action_listen"), DOMAIN)
            says(tracker, "…", intent)
            prediction = decisions.decide(tracker, lambda each: ask(policy, each))
            assert told(prediction) == told(ask(policy, tracker))

    def test_the_policy_is_asked_once_for_what_looks_the_same(self, policy: RulePolicy) -> None:
        asked: list[DialogueStateTracker] = []

        def counted(tracker: DialogueStateTracker) -> PolicyPrediction:
            asked.append(tracker)
            return ask(policy, tracker)

        fresh = decisions_of([policy], DOMAIN)
        assert fresh is not None
        for turns in (2, 3, 4):
            tracker = talked(turns)
            says(tracker, f"besked {turns}", "affirm")
            fresh.decide(tracker, counted)
        assert len(asked) == 1

    def test_its_events_are_new_each_time(self, policy: RulePolicy, decisions: RuleDecisions) -> None:
        tracker = talked(1)
        says(tracker, "ja", "affirm")
        one, other = (decisions.decide(tracker, lambda each: ask(policy, each)) for _ in range(2))
        assert one.events
        assert one.events[0] is not other.events[0]


class TestKey:
    @pytest.mark.parametrize(
        "event",
        [
            Restarted(),
            ActiveLoop("form"),
            ActionExecutionRejected("action_discover"),
            DefinePrevUserUtteredFeaturization(True),
        ],
    )
    def test_what_rules_see_in_more_ways_has_none(self, decisions: RuleDecisions, event: Event) -> None:
        tracker = talked(1)
        tracker.update(event, DOMAIN)
        assert decisions.key(tracker) is None

    def test_tells_apart_what_rules_tell_apart(self, decisions: RuleDecisions) -> None:
        keys = set()
        for intent in ("affirm", "deny"):
            for question in ("summary", "offer"):
                tracker = begun()
                tracker.update(SlotSet("open_question", question), DOMAIN)
                says(tracker, "…", intent)
                keys.add(decisions.key(tracker))
        assert len(keys) == 4


class TestDecisionsOf:
    def test_nothing_is_remembered_beside_another_policy(self, policy: RulePolicy, tmp_path: Path) -> None:
        other = MemoizationPolicy.create(*Storage(tmp_path).arguments(MemoizationPolicy.get_default_config()))
        assert decisions_of([policy, other], DOMAIN) is None
        assert decisions_of([], DOMAIN) is None

    @pytest.mark.parametrize(
        "rule",
        [
            '[{"user": {"intent": "greet", "entities": ["product"]}}]',
            '[{"user": {"text": "hej"}}]',
            '[{"active_loop": {"name": "form"}}]',
            '[{"prev_action": {"action_text": "Hej!"}}]',
        ],
    )
    def test_nothing_is_remembered_where_a_rule_looks_at_more(
        self, policy: RulePolicy, monkeypatch: pytest.MonkeyPatch, rule: str
    ) -> None:
        monkeypatch.setitem(policy.lookup, RULES, {**policy.lookup[RULES], rule: "action_greet"})
        assert decisions_of([policy], DOMAIN) is None

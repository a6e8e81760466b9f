"""Rules, domain and actions: what a rule calls exists, and what exists is called."""

import importlib
import pkgutil

import pytest

import actions
from actions.turn import GoalAction
from actions.wording import table
from bot.open_question import QUESTIONS
from tests.data.dialogue_files import ROOT, domain, rules
from tests.data.taxonomy import DECIDED, INTENTS


def action_classes() -> dict[str, type[GoalAction]]:
    """Every goal by the name that Rasa calls it by."""
    for module in pkgutil.iter_modules(actions.__path__, "actions."):
        importlib.import_module(module.name)
    return {
        kind().name(): kind for kind in GoalAction.__subclasses__() if kind.__module__.startswith("actions.")
    }


def open_question(rule: dict[str, object]) -> str | None:
    match rule.get("condition"):
        case [{"slot_was_set": [{"open_question": str(question)}]}]:
            return question
        case None:
            return None
    raise AssertionError(f"a condition that is not one open question: {rule}")


class TestActions:
    def test_those_of_the_domain_are_those_that_there_are(self) -> None:
        assert sorted(domain()["actions"]) == sorted(action_classes())

    def test_no_two_pursue_the_same_goal(self) -> None:
        goals = [kind.goal for kind in GoalAction.__subclasses__() if kind.__module__.startswith("actions.")]
        assert len(goals) == len(set(goals))

    def test_every_one_is_called_by_a_rule(self) -> None:
        called = {step["action"] for rule in rules() for step in rule["steps"] if "action" in step}
        assert called == set(domain()["actions"])


class TestRules:
    @pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["rule"]))
    def test_an_intent_then_actions(self, rule: dict[str, list[dict[str, str]]]) -> None:
        first, *rest = rule["steps"]
        assert first["intent"] in INTENTS | DECIDED
        assert rest
        assert all(set(step) == {"action"} for step in rest)

    def test_every_intent_is_answered_with_nothing_open(self) -> None:
        # What corrects a summary, and a lone answer, are met by rules of their own.
        answered = {rule["steps"][0]["intent"] for rule in rules() if open_question(rule) is None}
        assert answered == INTENTS | DECIDED

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_every_open_question_has_a_rule_for_a_free_answer(self, question: str) -> None:
        """A free answer to a question that only yes or no answers is not understood, which has a rule, too."""
        answers = {
            rule["steps"][1]["action"]
            for rule in rules()
            if rule["steps"][0]["intent"] == "answer" and open_question(rule) in {question, None}
        }
        assert answers - {"action_not_understood"} or question in {"offer", "person"}

    def test_no_two_rules_answer_the_same_message(self) -> None:
        met = [(rule["steps"][0]["intent"], open_question(rule)) for rule in rules()]
        assert len(met) == len(set(met))

    def test_no_two_have_the_same_name(self) -> None:
        names = [rule["rule"] for rule in rules()]
        assert len(names) == len(set(names))

    def test_an_open_question_is_one_of_the_domain(self) -> None:
        questions = {open_question(rule) for rule in rules()} - {None}
        assert questions <= set(domain()["slots"]["open_question"]["values"])


class TestWordTables:
    @pytest.mark.parametrize(
        "name", sorted(path.stem for path in (ROOT / "actions" / "wording").glob("*.yml"))
    )
    def test_hold_words_only(self, name: str) -> None:
        """YAML takes a bare "on" or "no" for a truth value."""

        def leaves(value: object) -> list[object]:
            match value:
                case dict():
                    return [leaf for key, item in value.items() for leaf in [key, *leaves(item)]]
                case list():
                    return [leaf for item in value for leaf in leaves(item)]
            return [value]

        assert [leaf for leaf in leaves(table(name)) if not isinstance(leaf, str)] == []

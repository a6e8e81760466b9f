"""Which worded responses the actions say, and with which values, read from their source."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import get_args

from actions.discovery import QUESTIONS
from actions.stage import STAGES
from bot.catalog.models import AskField
from tests.data.dialogue_files import ROOT, rules

# What `say` adds by itself, and what steers the channel instead of being said.
ALWAYS, NEVER_SAID = {"name"}, {"joins", "reason"}


@cache
def said() -> dict[str, set[str]]:
    """Response → the values that every place that says it gives, by name."""
    given: dict[str, list[set[str]]] = defaultdict(list)
    for call in _calls():
        response, *_ = call.args
        values = {keyword.arg for keyword in call.keywords if keyword.arg} - NEVER_SAID
        for name in _names(response):
            given[name].append(values | ALWAYS)
    return {name: set.intersection(*places) for name, places in given.items()}


def _calls() -> Iterator[ast.Call]:
    for path in sorted((ROOT / "actions").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"say", "offer_person"}
                and ast.unparse(node.func.value) == "turn"
            ):
                yield node


def _names(response: ast.expr) -> list[str]:
    match response:
        case ast.Constant(value=str(name)):
            return [name]
        case ast.IfExp(body=one, orelse=other):
            return [*_names(one), *_names(other)]
        case ast.JoinedStr():
            return _completed(ast.unparse(response))
        case ast.Name(id="opening"):
            return _openings()
    raise AssertionError(f"a response that this test cannot name: {ast.unparse(response)}")


def _completed(template: str) -> list[str]:
    """The responses that a name put together in an action can be."""
    smalltalk = [
        step["intent"]
        for rule in rules()
        for step, then in zip(rule["steps"], rule["steps"][1:], strict=False)
        if then.get("action") == "action_small_talk"
    ]
    ends = {
        "side": [*QUESTIONS, "more"],
        "memory.asked[-1]": [*QUESTIONS, "more"],
        "field": get_args(AskField),
        "stage": STAGES,
        "turn.intent": smalltalk,
    }
    found = re.search(r"(utter_\w*)\{(.+)\}", template)
    assert found is not None, template
    return [f"{found[1]}{end}" for end in ends[found[2]]]


def _openings() -> list[str]:
    """What is handed on as `opening=…`."""
    return [
        str(node.value)
        for path in sorted((ROOT / "actions").glob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "opening"
        for node in ast.walk(keyword.value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]

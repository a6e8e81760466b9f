"""The graph runner does what Rasa's own does, node by node."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner

from bot.runtime.graph import SequentialGraphRunner


class Joins(GraphComponent):  # type: ignore[misc]
    """Joins what it gets, and says how often it was asked."""

    @classmethod
    def create(cls, config: dict[str, Any], *_rest: Any, **_named: Any) -> Joins:
        made = cls()
        made.sign, made.asked = config["sign"], 0
        return made

    def join(self, **parts: str) -> str:
        self.asked += 1
        return f"({self.sign.join(parts[name] for name in sorted(parts))})"


def node(sign: str, *, target: bool = False, **needs: str) -> SchemaNode:
    return SchemaNode(
        needs=needs,
        uses=Joins,
        fn="join",
        constructor_name="create",
        config={"sign": sign},
        eager=True,
        is_target=target,
    )


# Written down in an order in which it cannot run.
SCHEMA = GraphSchema(
    {
        "sum": node("+", target=True, a="product", b="difference"),
        "product": node("*", a="word", b="difference"),
        "difference": node("-", a="word", b="word"),
        "aside": node("/", a="product"),
    }
)


def runner(kind: type[GraphRunner]) -> Any:
    return kind.create(SCHEMA, None, ExecutionContext(SCHEMA))


class TestRun:
    @pytest.mark.parametrize("targets", [None, ["sum"], ["product"], ["aside", "difference"]])
    def test_gives_what_rasas_runner_gives(self, targets: list[str] | None) -> None:
        ours, rasas = runner(SequentialGraphRunner), runner(DaskGraphRunner)
        for word in ("one", "two"):
            given = {"word": word}
            assert ours.run(given, targets) == rasas.run(given, targets)

    def test_runs_a_node_once_and_only_when_it_is_needed(self) -> None:
        ours = runner(SequentialGraphRunner)
        ours.run({"word": "one"}, ["sum"])
        assert [component.asked for component in ours.components()] == [1, 1, 1, 0]

    def test_an_input_that_is_missing_is_an_error(self) -> None:
        with pytest.raises(GraphRunError, match="Missing input"):
            runner(SequentialGraphRunner).run({}, ["sum"])

    def test_an_input_with_the_name_of_a_node_is_an_error(self) -> None:
        with pytest.raises(GraphRunError, match="product"):
            runner(SequentialGraphRunner).run({"word": "one", "product": "two"}, ["sum"])

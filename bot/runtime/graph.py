"""Loads and runs a model's prediction graph, node by node, in the order its edges ask for.

Rasa hands the graph to dask for every message and again for every prediction. The graph never
changes once the model is loaded, so its order is found once for each target and then followed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import rasa.shared.utils.io
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import MODEL_ARCHIVE_METADATA_FILE, LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata, ModelStorage


class ServingModelStorage(LocalModelStorage):
    """A model's parts without its training graph, whose classes bring all of Rasa's neural components."""

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        stored = rasa.shared.utils.io.read_json_file(directory / MODEL_ARCHIVE_METADATA_FILE)
        return ModelMetadata.from_dict({**stored, "train_schema": {"nodes": {}}})


class SequentialGraphRunner(GraphRunner):
    """A `GraphRunner` without scheduler: same nodes, same inputs, same outputs as Rasa's."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._orders: dict[tuple[str, ...], list[str]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> SequentialGraphRunner:
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Runs what the targets need.

        Args:
            inputs: Values by the placeholder names that nodes ask for.
            targets: Names of the nodes whose output is wanted; all of the schema's without.

        Returns:
            Output by target.

        Raises:
            GraphRunError: An input has the name of a node, or a node asks for one that is missing.
        """
        wanted = tuple(targets or self._schema.target_names)
        outputs = dict(inputs or {})
        if clash := outputs.keys() & self._nodes.keys():
            raise GraphRunError(f"Inputs have the names of nodes: {', '.join(sorted(clash))}.")
        order = self._orders.get(wanted)
        if order is None:
            order = self._orders[wanted] = _in_order(self._schema, wanted)
        for name in order:
            needs = self._schema.nodes[name].needs.values()
            _, outputs[name] = self._nodes[name](
                *[(source, outputs[source]) for source in needs if source in outputs]
            )
        return {name: outputs[name] for name in wanted}

    def components(self) -> list[Any]:
        """The loaded components of all nodes."""
        return [node._component for node in self._nodes.values()]


def _in_order(schema: GraphSchema, targets: tuple[str, ...]) -> list[str]:
    """The nodes that the targets need, each after those whose output it takes."""
    order: list[str] = []

    def visit(name: str) -> None:
        if name in order or name not in schema.nodes:
            return
        for source in schema.nodes[name].needs.values():
            visit(source)
        order.append(name)

    for target in targets:
        visit(target)
    return order

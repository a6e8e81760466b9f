"""The entities of a message: what the catalog knows, and what looks the same everywhere."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.catalog import Catalog, CatalogSource
from bot.catalog_matcher import CatalogMatcher
from bot.fixed_entities import find_fixed


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class CatalogEntityExtractor(GraphComponent):
    """Adds `product`, `need`, `persona` and the fixed entities; follows changes of the catalog."""

    def __init__(self, source: CatalogSource) -> None:
        self._source = source
        self._catalog: Catalog | None = None
        self._matcher: CatalogMatcher | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CatalogEntityExtractor:
        return cls(CatalogSource(Path(os.environ.get("CATALOG") or "data/catalog")))

    def process(self, messages: list[Message]) -> list[Message]:
        catalog = self._source.current()
        if self._matcher is None or catalog is not self._catalog:
            self._catalog, self._matcher = catalog, CatalogMatcher(catalog)
        order_number = re.compile(catalog.business.order_number.pattern, re.IGNORECASE)
        for message in messages:
            text = message.get("text") or ""
            fixed = find_fixed(
                text,
                order_number=order_number,
                order_example=catalog.business.order_number.example,
                language=message.get("language") or catalog.business.default_language,
            )
            found = [
                *fixed,
                *self._matcher.find(text, message.get("language") or catalog.business.default_language),
            ]
            entities = [{**entity._asdict(), "extractor": "CatalogEntityExtractor"} for entity in found]
            message.set("entities", [*(message.get("entities") or []), *entities], add_to_output=True)
        return messages

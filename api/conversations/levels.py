"""Which promise of time holds for a conversation."""

from api.conversations.models import Conversation
from bot.catalog import Catalog
from bot.catalog.models import ServiceLevel


def service_level(catalog: Catalog, conversation: Conversation) -> tuple[str, ServiceLevel]:
    """The name of the level and its targets: the channel's own, in the chat that of the visitor's persona."""
    levels = catalog.service_levels
    if conversation.channel not in (None, "chat"):
        level: ServiceLevel = getattr(levels, conversation.channel)
        return conversation.channel, level
    persona = catalog.personas.get(conversation.persona or "")
    if persona is not None and persona.service_level in levels.levels:
        return persona.service_level, levels.levels[persona.service_level]
    return "chat", levels.chat

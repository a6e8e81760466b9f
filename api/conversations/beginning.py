"""The first words of an answer for the person who takes over: to be edited, never sent as they are.

A complaint is answered with a letter of thanks instead (``api/recovery/letter.py``).
"""

from api.conversations.wording import phrase
from bot.catalog import Catalog


def beginning(*, catalog: Catalog, language: str, name: str | None, need: str | None) -> str:
    """A greeting and a sentence that shows one has read along."""
    hello = (
        phrase("beginning.hello", language, name=name)
        if name
        else phrase("beginning.hello_unnamed", language)
    )
    wish = catalog.needs.get(need or "")
    if wish is None:
        return f"{hello}\n\n{phrase('beginning.read', language)}"
    return f"{hello}\n\n{phrase('beginning.need', language, summary=wish.summary[language])}"

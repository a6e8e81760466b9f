"""The start of a personal answer for the person who takes over: to be edited, never sent as it is."""

from api.conversations.wording import phrase
from bot.catalog import Catalog


def draft(
    *,
    catalog: Catalog,
    language: str,
    name: str | None,
    complaint_kind: str | None,
    matter: str | None,
    quote: str | None,
    need: str | None,
) -> str:
    """A letter of thanks for a complaint, otherwise a beginning that shows one has read along."""
    parts = [
        phrase("letter.hello", language, name=name) if name else phrase("letter.hello_unnamed", language)
    ]
    complaint = catalog.complaints.get(complaint_kind or "")
    wish = catalog.needs.get(need or "")
    if complaint is not None:
        named = next((one for one in complaint.matters if one.id == matter), complaint.matters[0])
        parts.append(phrase("letter.thanks", language, matter=named.matter[language]))
        if quote:
            parts.append(phrase("letter.words", language, quote=quote))
        parts.append(complaint.next[language])
    elif wish is not None:
        parts.append(phrase("letter.need", language, summary=wish.summary[language]))
    else:
        parts.append(phrase("letter.read", language))
    return "\n\n".join(parts)

"""What is in the way of sending a letter: everything at once, and while it is being written."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from api.conversations.writing import MESSAGE_LENGTH
from api.recovery.wording import asks, words

# A bracket is a gap, closed or not, and so is what people and other programs leave to be filled in. Addresses stand in
# angle brackets too, a customer may well have asked »where is it???«, and «quotes» hold what somebody said.
_NAMED = (
    r"(?:(?:for|efter|etter|kunde|kundens )?navn|(?:first |last |customer )?name|dato|date|beløb|beløp|amount"
    r"|(?:ordre|order)[ -]?(?:nr|nummer|number|no)|produkt|product)"
)
_GAP = re.compile(
    r"\[[^\[\]\n]*\]?|\{[^{}\n]*\}?|[\]}]|_{2,}|\bXX+\b|\bx{3,}\b|(?i:\bTODO\b)"
    r"|<<[^<>\n]{1,60}>>|<(?![^<>\n]*(?:@|://))[^\W\d_][^<>\n]{0,60}>|‹[^‹›\n]{1,60}›"
    rf"|(?i:«\s*{_NAMED}\s*»|»\s*{_NAMED}\s*«)"
    r"|%[^\W\d_][\w.-]{0,40}%|(?<!\w)\$[^\W\d_]\w*|(?<![\w?!])\?{3,}"
)
_IN_CAPITALS = re.compile(rf"\b{_NAMED.upper()}\b(?!\s*:)")
_SHOUTED = re.compile(r"[^\W\d_]{2,}")
_WORD = re.compile(r"[^\W_]+")
_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing in the way, in the reader's language."""

    code: str
    message: str


def problems_of(
    text: str, *, subject: str | None, drafts: Iterable[str], repeated: bool, language: str
) -> Iterator[Problem]:
    """What is wrong with the words themselves.

    Args:
        text: The letter, cleaned.
        subject: That of an e-mail; None in the chat.
        drafts: What the letter may have begun as.
        repeated: Whether somebody else was sent the same.
        language: Of whoever reads the problems.
    """
    t = words(language)
    if not _WORD.search(text):
        yield Problem(code="empty", message=t("problem.empty"))
    if len(text) > MESSAGE_LENGTH:
        yield Problem(code="too_long", message=t("problem.too_long", length=len(text), most=MESSAGE_LENGTH))
    if subject is not None and not _WORD.search(subject):
        yield Problem(code="no_subject", message=t("problem.no_subject"))
    gaps = gaps_in(f"{subject or ''}\n{text}")
    if gaps:
        found = ", ".join(gap if len(gap) <= _SHOWN else f"{gap[:_SHOWN]}…" for gap in gaps)
        yield Problem(code="placeholder", message=t("problem.placeholder", found=found))
    if _WORD.search(text) and not all(own_words(text, draft) for draft in drafts):
        yield Problem(code="unchanged", message=t("problem.unchanged"))
    if repeated:
        yield Problem(code="repeated", message=t("problem.repeated"))


def gaps_in(text: str) -> list[str]:
    """What in a text is still to be filled in, each once, in order."""
    asked = (ask for ask in asks() if ask in _GAP.sub("", text))
    return list(dict.fromkeys([*_GAP.findall(text), *_in_capitals(text), *asked]))


def asks_something(text: str) -> bool:
    """Whether a text still holds what a draft asks a colleague to write, with the brackets or without."""
    return any(ask in text for ask in asks())


def own_words(text: str, draft: str) -> list[str]:
    """The words of ``text`` that the draft has not: leaving out, moving and doubling make no letter one's own."""
    return sorted(set(_words(_GAP.sub("", text))) - set(_words(_GAP.sub("", draft))))


def fingerprint(text: str, *, without: Iterable[str] = ()) -> str:
    """What makes two letters the same whatever their layout, figures, and the names in ``without``."""
    names = {word for name in without for word in _words(name)}
    kept = (word for word in _words(text) if word not in names and not word.isdigit())
    return sha256(" ".join(kept).encode()).hexdigest()


def _in_capitals(text: str) -> Iterator[str]:
    """Words such as NAVN that stand for what belongs there, but not where everything around them is shouted."""
    for found in _IN_CAPITALS.finditer(text):
        before = _SHOUTED.findall(text[: found.start()])[-1:]
        after = _SHOUTED.findall(text[found.end() :])[:1]
        if not any(word.isupper() for word in (*before, *after)):
            yield found.group()


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]

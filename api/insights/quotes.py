"""The words behind the figures: a few of the newest for each subject, without what names a person."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.insights import queries
from api.insights.figures import Figure
from api.insights.privacy import masked
from api.insights.reading import Scope
from api.insights.views.model import Quote, QuoteGroup

EACH = 4
_LONGEST = 280


async def quotes_of(
    session: AsyncSession, scope: Scope, figure: Figure, *, each: int = EACH
) -> dict[str, tuple[Quote, ...]]:
    """Return quotes by the subject they are about, the newest first."""
    found = await queries.quotes(session, scope.period.window, figure, each=each)
    names = await queries.names(session, {said.conversation_id for said in found})
    quotes: dict[str, tuple[Quote, ...]] = {}
    for said in found:
        subject = said.subject or ""
        quotes[subject] = (*quotes.get(subject, ()), _quote(scope, figure, said, names))
    return quotes


def groups(
    scope: Scope,
    figure: Figure,
    quotes: Mapping[str, Sequence[Quote]],
    *,
    counts: Mapping[str, int],
    order: Sequence[str],
) -> tuple[QuoteGroup, ...]:
    """Return the quotes as groups in `order`; a subject without words is left out."""
    return tuple(
        QuoteGroup(
            title=scope.labels.subject(figure, subject),
            quotes=tuple(quotes[subject]),
            href=scope.behind(figure.name, subject),
            more=more(scope, counts.get(subject, 0)),
        )
        for subject in order
        if quotes.get(subject)
    )


def more(scope: Scope, number: int) -> str | None:
    """Return the words of the link to all conversations, None when there is only one."""
    return scope.t("quotes.more", n=scope.words.count(number)) if number > 1 else None


def spoken(scope: Scope, text: str, names: Sequence[str]) -> str:
    """Return what somebody wrote as a marketer may read it."""
    return masked(text, names=names, words=scope.t.under("masked"))


def cut(text: str, *, at_most: int = _LONGEST) -> str:
    """Return `text` on one line, cut at a word when it is long."""
    line = " ".join(text.split())
    return line if len(line) <= at_most else line[:at_most].rsplit(" ", 1)[0] + "\u00a0…"


def _quote(scope: Scope, figure: Figure, said: queries.Said, names: Mapping[str, tuple[str, ...]]) -> Quote:
    day = said.at.astimezone(scope.period.zone).date()
    language = scope.t.label("language", said.language)
    subject = said.subject if figure.by or figure.column else None
    return Quote(
        text=cut(spoken(scope, said.text, names.get(said.conversation_id, ()))),
        language=said.language,
        said=scope.t("quotes.said", language=language, day=scope.words.day(day)),
        href=scope.message(said.conversation_id, figure.name, subject, said.seq),
    )

"""System events in words: one short line each, so that a colleague reads what the bot understood and did.

Events that repeat what the messages say anyway (a question asked, a summary given) have no line.
"""

from collections.abc import Callable

from api.console.labels import Labels
from api.conversations.models import Event
from api.theme.labels import UNSERVED, shortened
from api.theme.moments import minutes_in_words

Say = Callable[[Event, Labels], str | None]
_QUOTED = 80


def line_of(event: Event, labels: Labels) -> str | None:
    """Return the line of a system event, None for events that are not shown."""
    say = _LINES.get(event.type)
    return say(event, labels) if say else None


def _plain(event: Event, labels: Labels) -> str:
    return labels.t(f"line.{event.type}")


def _need(event: Event, labels: Labels) -> str:
    what = labels.need(event.subject)
    quote = event.wording("quote")
    if event.subject == UNSERVED and quote:
        what = f"{what} ({shortened(quote, at_most=_QUOTED)})"
    return labels.t(f"line.{event.type}", what=what)


def _detail(event: Event, labels: Labels) -> str | None:
    quote = event.wording("quote")
    field = labels.t.label("detail", event.subject)
    return (
        labels.t("line.need_detail", field=field, quote=shortened(quote, at_most=_QUOTED)) if quote else None
    )


def _complaint_detail(event: Event, labels: Labels) -> str | None:
    value = event.wording("value")
    field = labels.t.label("detail", event.subject)
    return labels.t("line.complaint_detail", field=field, value=value) if value else None


def _advice(event: Event, labels: Labels) -> str:
    return labels.t("line.advice_given", what=labels.advice(event.subject))


def _story(event: Event, labels: Labels) -> str:
    return labels.t("line.story_told", what=labels.story(event.subject))


def _recommendation(event: Event, labels: Labels) -> str:
    products = event.facts.get("products") or [event.subject]
    return labels.t("line.recommendation_given", what=", ".join(map(labels.product, products)))


def _offer(event: Event, labels: Labels) -> str:
    return labels.t(f"line.{event.type}", what=labels.offer(event.subject))


def _barrier(event: Event, labels: Labels) -> str:
    return labels.t("line.barrier_raised", what=labels.t.label("barrier", event.subject))


def _complaint(event: Event, labels: Labels) -> str:
    return labels.t("line.complaint_raised", what=labels.matter(event.subject, event.facts.get("matter")))


def _reason(event: Event, labels: Labels) -> str:
    return labels.t("line.escalate", what=labels.t.label("reason", event.subject))


def _queued(event: Event, labels: Labels) -> str:
    what, minutes = labels.t.label("reason", event.subject), event.facts.get("promised_minutes")
    if minutes is None:
        return labels.t("line.queued", what=what)
    return labels.t("line.queued_promise", what=what, time=minutes_in_words(minutes, labels.t))


def _wait(event: Event, labels: Labels) -> str:
    minutes = event.facts.get("minutes")
    if minutes is None:
        return labels.t("line.wait_updated")
    return labels.t("line.wait_updated_to", time=minutes_in_words(minutes, labels.t))


def _persona(event: Event, labels: Labels) -> str:
    return labels.t("line.persona_suggested", what=labels.persona(event.subject))


def _stage(event: Event, labels: Labels) -> str:
    return labels.t("line.stage_changed", what=labels.t.label("stage", event.subject))


def _mood(event: Event, labels: Labels) -> str:
    return labels.t("line.mood_changed", what=labels.t.label("mood", event.subject))


def _job(event: Event, labels: Labels) -> str | None:
    parts = [event.wording(part) for part in ("when", "want", "so_that")]
    told = " · ".join(shortened(part, at_most=_QUOTED) for part in parts if part)
    return labels.t("line.job_heard", what=told) if told else None


def _language(event: Event, labels: Labels) -> str:
    return labels.t("line.language_changed", what=labels.t.label("language", event.subject))


def _by_colleague(event: Event, labels: Labels) -> str:
    name = labels.colleague(event.facts.get("staff_id"))
    return labels.t(f"line.{event.type}", name=name, what=labels.persona(event.subject))


def _closed(event: Event, labels: Labels) -> str:
    if event.author == "visitor":
        return labels.t("line.closed_by_visitor")
    words = [labels.t.label("resolution", event.subject)]
    if event.facts.get("outcome"):
        words.append(labels.t.label("outcome", event.facts["outcome"]))
    return labels.t("line.closed", what=", ".join(words))


def _score(event: Event, labels: Labels) -> str:
    score, quote = labels.t.label("score", event.subject), event.wording("quote")
    if not quote or quote == score:
        return labels.t("line.score_given", what=score)
    words = labels.t("line.score_quote", quote=shortened(quote, at_most=_QUOTED))
    return labels.t("line.score_given", what=f"{score} {words}".strip())


def _rated(event: Event, labels: Labels) -> str:
    rating = labels.t(f"line.rated_{event.subject}")
    comment = event.wording("comment")
    return f"{rating}: {comment}" if comment else rating


_LINES: dict[str, Say] = {
    "need_heard": _need,
    "need_confirmed": _need,
    "need_rejected": _need,
    "need_detail": _detail,
    "advice_given": _advice,
    "story_told": _story,
    "recommendation_given": _recommendation,
    "offer_made": _offer,
    "offer_accepted": _offer,
    "offer_declined": _offer,
    "offers_stopped": _plain,
    "barrier_raised": _barrier,
    "complaint_raised": _complaint,
    "complaint_detail": _complaint_detail,
    "escalate": _reason,
    "persona_suggested": _persona,
    "persona_corrected": _by_colleague,
    "stage_changed": _stage,
    "mood_changed": _mood,
    "job_heard": _job,
    "service_answered": _plain,
    "praise_given": _plain,
    "reference_asked": _plain,
    "reference_agreed": _plain,
    "reference_declined": _plain,
    "idea_given": _plain,
    "bought_elsewhere": _plain,
    "score_given": _score,
    "language_changed": _language,
    "name_given": _plain,
    "contact_given": _plain,
    "data_copy_requested": _plain,
    "data_deletion_requested": _plain,
    "not_understood": _plain,
    "turn_failed": _plain,
    "reply_dropped": _plain,
    "queued": _queued,
    "wait_updated": _wait,
    "claimed": _by_colleague,
    "handed_back": _by_colleague,
    "closed": _closed,
    "reopened": _plain,
    "rated": _rated,
}

"""System events in words: one short line each, so that a colleague reads what the bot understood and did.

Events that repeat what the messages say anyway (a question asked, a summary given) have no line.
"""

from collections.abc import Callable
from datetime import datetime

from api.console.labels import Labels
from api.conversations.models import Event
from api.desk.labels import PRIORITIES
from api.desk.wording import words
from api.mail.lines import line_of_mail
from api.recovery.lines import TYPES as CASE_TYPES
from api.recovery.lines import line_of_case
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


def _missed(event: Event, labels: Labels) -> str:
    return labels.t(f"line.missed_{event.subject}")


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


def _marked(event: Event, labels: Labels) -> str:
    name = labels.colleague(event.facts.get("staff_id"))
    return labels.t(f"line.{event.type}", name=name, what=event.subject)


def _priority(event: Event, labels: Labels) -> str:
    what = words(labels.t.language).label("priority", str(PRIORITIES.index(event.subject or "usual")))
    name = labels.colleague(event.facts.get("staff_id"))
    return labels.t("line.priority_set", name=name, what=what.lower())


def _snoozed(event: Event, labels: Labels) -> str:
    until = labels.when(datetime.fromisoformat(event.facts["until"]))
    return labels.t("line.snoozed", name=labels.colleague(event.facts.get("staff_id")), what=until)


def _woken(event: Event, labels: Labels) -> str:
    return labels.t(f"line.woken_{event.subject}", name=labels.colleague(event.facts.get("staff_id")))


def _claimed(event: Event, labels: Labels) -> str:
    key = "line.claimed_auto" if event.facts.get("auto") else "line.claimed"
    return labels.t(key, name=labels.colleague(event.facts.get("staff_id")))


def _left(event: Event, labels: Labels) -> str:
    return labels.t(f"line.{event.type}", name=labels.colleague(event.facts.get("staff_id")))


def _briefed(event: Event, labels: Labels) -> str:
    name, note = labels.colleague(event.facts.get("staff_id")), event.wording()
    return (
        labels.t("line.briefed", name=name, note=note) if note else labels.t("line.briefed_plain", name=name)
    )


def _transferred(event: Event, labels: Labels) -> str:
    name, reason = labels.colleague(event.facts.get("staff_id")), event.wording()
    plain = "" if reason else "_plain"
    if event.facts.get("from_staff_id"):
        who = labels.colleague(event.facts["from_staff_id"])
        return labels.t(f"line.taken_over{plain}", name=name, who=who, reason=reason)
    where = _destination(event, labels)
    key = "transferred_to" if where else "transferred"
    return labels.t(f"line.{key}{plain}", name=name, where=where, reason=reason)


def _destination(event: Event, labels: Labels) -> str | None:
    facts = event.facts
    if facts.get("to_staff_id"):
        return labels.colleague(facts["to_staff_id"])
    if facts.get("line") and facts["line"] != facts.get("from_line"):
        return labels.t("line.to_line", line=facts["line"])
    return None


def _contact(event: Event, labels: Labels) -> str:
    """The customer gave it, or a colleague wrote it down."""
    staff_id = event.facts.get("staff_id")
    if staff_id is None:
        return labels.t("line.contact_given")
    key = "line.contact_saved" if event.type == "contact_given" else "line.contact_removed"
    what = labels.t(f"line.contact_field.{event.subject}")
    return labels.t(key, name=labels.colleague(staff_id), what=what)


def _case(event: Event, labels: Labels) -> str | None:
    name = labels.colleague(event.facts.get("staff_id"))
    return line_of_case(event, colleague=name, language=labels.t.language)


def _mail_failed(event: Event, labels: Labels) -> str | None:
    return line_of_mail(event, language=labels.t.language)


def _reply_mailed(event: Event, labels: Labels) -> str | None:
    return labels.t("line.reply_mailed" if event.facts.get("sent") else "line.reply_not_mailed")


_LINES: dict[str, Say] = {
    **dict.fromkeys(CASE_TYPES, _case),
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
    "labelled": _marked,
    "unlabelled": _marked,
    "priority_set": _priority,
    "snoozed": _snoozed,
    "woken": _woken,
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
    "contact_given": _contact,
    "contact_removed": _contact,
    "data_copy_requested": _plain,
    "data_deletion_requested": _plain,
    "not_understood": _plain,
    "turn_failed": _plain,
    "reply_dropped": _plain,
    "queued": _queued,
    "wait_updated": _wait,
    "service_level_missed": _missed,
    "claimed": _claimed,
    "released": _left,
    "holder_left": _left,
    "transferred": _transferred,
    "bot_briefed": _briefed,
    "handed_back": _by_colleague,
    "mail_failed": _mail_failed,
    "reply_mailed": _reply_mailed,
    "closed": _closed,
    "reopened": _plain,
    "rated": _rated,
}

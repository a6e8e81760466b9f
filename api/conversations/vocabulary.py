"""What each event is made of: its subject, its facts, and which of its fields are somebody's words.

Words are stored apart from facts so that they can be erased while the figures stay. The labels are the ones
the training data, the timeline and the reports share.
"""

from dataclasses import dataclass
from typing import Any

LANGUAGES = ("da", "nb", "en")
STAGES = frozenset({"orientation", "evaluation", "decision", "experience"})
LINES = (1, 2, 3)
RESOLUTIONS = ("solved", "answered", "refunded", "replaced", "no_reply", "other")
OUTCOMES = ("won", "lost", "open", "service")
# The most serious first: a reason found later replaces a lighter one.
ESCALATION_REASONS = ("churn_risk", "complaint", "policy", "requested", "low_confidence")

TEXT_FIELDS: dict[str, frozenset[str]] = {
    "need_heard": frozenset({"quote"}),
    "need_detail": frozenset({"quote"}),
    "need_summarised": frozenset({"summary"}),
    "need_confirmed": frozenset({"quote"}),
    "need_rejected": frozenset({"quote"}),
    "job_heard": frozenset({"when", "want", "so_that", "priority"}),
    "mood_changed": frozenset(),
    "question_asked": frozenset(),
    "advice_given": frozenset(),
    "recommendation_given": frozenset(),
    "story_told": frozenset(),
    "offer_made": frozenset(),
    "offer_accepted": frozenset(),
    "offer_declined": frozenset(),
    "offers_stopped": frozenset(),
    "barrier_raised": frozenset({"quote"}),
    "complaint_raised": frozenset({"quote", "order_number"}),
    "complaint_detail": frozenset({"value"}),
    "escalate": frozenset(),
    "stage_changed": frozenset(),
    "persona_suggested": frozenset(),
    "service_answered": frozenset(),
    "praise_given": frozenset({"quote"}),
    "reference_asked": frozenset(),
    "reference_agreed": frozenset(),
    "reference_declined": frozenset(),
    "idea_given": frozenset({"quote"}),
    "bought_elsewhere": frozenset({"quote"}),
    "score_given": frozenset({"quote"}),
    "not_understood": frozenset(),
    "language_changed": frozenset(),
    "name_given": frozenset({"value"}),
    "contact_given": frozenset({"value"}),
    "data_copy_requested": frozenset(),
    "data_deletion_requested": frozenset(),
}
_ANY_TEXT = frozenset(
    {"when", "want", "so_that", "priority", "quote", "summary", "value", "order_number", "text", "comment"}
)

# What the visitor told. It stays true when the reply that would have followed is dropped.
TOLD = frozenset(
    {
        "need_heard",
        "need_detail",
        "need_confirmed",
        "need_rejected",
        "job_heard",
        "mood_changed",
        "offer_accepted",
        "offer_declined",
        "offers_stopped",
        "barrier_raised",
        "complaint_raised",
        "complaint_detail",
        "stage_changed",
        "persona_suggested",
        "praise_given",
        "reference_agreed",
        "reference_declined",
        "idea_given",
        "bought_elsewhere",
        "score_given",
        "language_changed",
        "name_given",
        "contact_given",
        "data_copy_requested",
        "data_deletion_requested",
    }
)
# Their words go to the contact vault and nowhere else.
VAULT = frozenset({"name_given", "contact_given"})
# Of these only is kept that they were there, and where: what they say is in the wording and in the vault.
PERSONAL_ENTITIES = frozenset({"person_name", "email", "phone", "order_number"})
_SUBJECT_LENGTH = 80


@dataclass(frozen=True, kw_only=True)
class Parts:
    """One event of the bot, taken apart for storing."""

    type: str
    subject: str | None
    facts: dict[str, Any]
    texts: dict[str, str]
    known: bool


def take_apart(event: dict[str, Any]) -> Parts:
    """Split an event of the bot into subject, facts and words.

    A type nobody has heard of is kept all the same; every field that is words elsewhere is words there too.
    """
    kind = str(event["type"])
    fields = TEXT_FIELDS.get(kind, _ANY_TEXT)
    subject = event.get("subject")
    return Parts(
        type=kind,
        subject=None if subject is None else str(subject)[:_SUBJECT_LENGTH],
        facts={
            key: value for key, value in event.items() if key not in fields and key not in {"type", "subject"}
        },
        texts={key: str(event[key]) for key in sorted(fields) if event.get(key) not in (None, "")},
        known=kind in TEXT_FIELDS,
    )

"""What other systems can be told: the names, and which of them can carry words.

An event tells ids and facts. Whoever wants the words as well asks for the event with ``.with_text`` after its name,
so that it is a choice made per event and seen in the list; the words are read when it is sent and stored nowhere else.
"""

WITH_TEXT = ".with_text"
TEST = "webhook.test"
OF_CHANGE: dict[str, str] = {
    "started": "conversation.started",
    "visitor_wrote": "conversation.message_received",
    "queued": "conversation.queued",
    "assigned": "conversation.assigned",
    "replied": "conversation.replied",
    "released": "conversation.released",
    "handed_back": "conversation.handed_back",
    "closed": "conversation.closed",
    "reopened": "conversation.reopened",
    "rated": "conversation.rated",
    "complaint_raised": "complaint.raised",
    "erased": "conversation.erased",
}
# A step of a recovery case, by the timeline event that says it was taken.
CASE_CHANGED = "case_changed"
OF_CASE: dict[str, str] = {
    "case_opened": "case.opened",
    "thanked": "case.thanked",
    "cause_found": "case.cause_found",
    "solved": "case.solved",
    "followed_up": "case.followed_up",
    "case_given": "case.given",
    "case_overdue": "case.overdue",
    "case_reopened": "case.reopened",
    "case_closed": "case.closed",
}
EVENTS = (*OF_CHANGE.values(), *OF_CASE.values())
# The timeline event and the author whose words belong to it, None for any.
WORDS: dict[str, tuple[str, str | None]] = {
    "conversation.message_received": ("message", "visitor"),
    "conversation.replied": ("message", "agent"),
    "conversation.rated": ("rated", None),
    "complaint.raised": ("complaint_raised", None),
}
CHOICES = (*EVENTS, *(f"{event}{WITH_TEXT}" for event in WORDS))


def plain(choice: str) -> str:
    """The event of a choice, without the wish for words."""
    return choice.removesuffix(WITH_TEXT)

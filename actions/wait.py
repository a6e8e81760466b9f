"""How long it will take, said honestly: from the queue, or from the opening hours."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_datetime, get_timezone

from actions.turn import Turn

_PATTERNS = {
    "da": "EEEE 'den' d. MMMM 'kl.' H.mm",
    "nb": "EEEE d. MMMM 'kl.' HH.mm",
    "en": "EEEE d MMMM 'at' HH:mm",
}


def say_wait(turn: Turn) -> None:
    """Tells the expected wait and promises none that nobody knows; when it is long, or nobody is at work, an answer
    by e-mail is offered to whoever has not left an address.
    """
    wait = turn.metadata.get("wait") or {}
    minutes, opens_at, reachable = wait.get("minutes"), wait.get("opens_at"), turn.memory.contact_known
    if wait.get("open", True) and minutes is not None:
        if wait.get("long") and not reachable:
            turn.say("utter_wait_long", minutes=int(minutes))
        else:
            turn.say("utter_wait_minutes" if int(minutes) > 1 else "utter_wait_short", minutes=int(minutes))
    elif not wait.get("open", True) and opens_at:
        opens = moment(opens_at, turn.language, turn.catalog.hours.timezone)
        if reachable:
            turn.say("utter_wait_closed_contact_known", opens=opens)
        else:
            turn.say("utter_wait_closed", opens=opens)
    elif reachable:
        turn.say("utter_wait_soon")
    else:
        turn.say("utter_wait_unknown")


def moment(when: str, language: str, timezone: str) -> str:
    """A time as people say it: "mandag den 23. november kl. 9.00".

    Args:
        when: ISO 8601 with an offset.
        language: da, nb or en.
        timezone: The business's own.
    """
    return format_datetime(
        datetime.fromisoformat(when), _PATTERNS[language], tzinfo=get_timezone(timezone), locale=language
    )

"""Reads a message in the light of the question that stands open.

"Quiet and quick" means little alone and everything after "what matters most to you?". The
classifier does not know what was asked; this component does. An answer to the open question is
marked with the intent `answer` (never trained); what interrupts it (a complaint, a wish for a
person, a question of the visitor's own) is let through when it is likely enough; and without an
open question a message that was not understood well enough becomes `nlu_fallback`, so that the
dialogue asks instead of guessing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.conversation_context import CONTEXT_ENTITIES
from bot.intents.groups import COMPLAINS_FROM, COMPLAINTS, Ranking, share_of_complaints
from bot.payloads import is_imitation

ANSWER = "answer"
FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"

# What a visitor may ask for at any moment, in the middle of anything.
CONTROL = frozenset(
    {
        "request_human", "stop_offers", "delete_my_data", "privacy_question", "change_language",
        "bot_challenge", "goodbye", "cancel_relationship",
    }
)  # fmt: skip
NEED = frozenset({"state_need", "state_priority", "unsure"})
# Statements of their own kind, which may well hold a need in passing.
SAID = frozenset({"give_idea", "praise", "bought_elsewhere", "state_priority", "unsure", "correct_summary"})
SMALL_TALK = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "chitchat"})
# Mean something only where they are expected: "no, for the office" answers many questions.
ONLY_EXPECTED = frozenset({"correct_summary", "affirm", "deny", "rate", "restart"})

# What a message goes on about: "can I get a copy" after a question about data means the data, "do I pay for
# sending it" in an open complaint the way back.
_PRIVACY = frozenset({"privacy_question", "delete_my_data"})
FOLLOW_UPS = {
    **dict.fromkeys(_PRIVACY, _PRIVACY),
    **dict.fromkeys(("complain_product", "complain_wrong_item"), frozenset({"return_exchange"})),
    "complain_delivery": frozenset({"order_status", "delivery_info"}),
}

PRAISE = "praise"
IN_GENERAL = "complain_other"
HAPPY, UPSET = "happy", frozenset({"annoyed", "angry"})

# How much likelier an intent is once it is what was asked for.
EXPECTED_WEIGHT = 5.0
UNDERSTOOD_FROM = 0.25
CONTROL_FROM = 0.40
# "We start at six" answers a question, "start over" is meant: only near certainty begins again.
RESTART_FROM = 0.75
COMPLAINT_FROM = 0.35
# A need that the catalog knows, told and not asked about, is a better guide than a guess below these.
NEED_UNTIL = 0.80
WISH_UNTIL_COMPLAINT = 0.97
SAID_FROM = 0.50
FRAGMENT_COMPLAINT_FROM = 0.90
# Praise that sounds annoyed is meant as a complaint when that is no more than thinkable.
IRONY_FROM = 0.05
# Beside a complaint in general, one about something is meant when it is this much of it.
SPECIFIC_FROM = 0.5
NEVER = 2.0

_ASKS = re.compile(
    r"^\W*(?:(?:og|men|and|but|so|så|ok|hej|hei|hi)\W+)*"
    r"(?:hv\w+|ka?n|må|har|er|skal|vil|gør|gjør|tager|tar|findes|finnes|kor|ka"
    r"|what|which|who|where|why|how|can|could|do|does|did|is|are|will|would|should|may|have you"
    # "When the guests come" asks nothing.
    r"|when\s+(?:am|are|can|could|did|do|does|is|may|should|was|will|would))\b",
    re.IGNORECASE,
)


# How a wish begins, whatever else the sentence complains of ("I want one that lasts, my old one broke").
_WISHES = re.compile(
    r"^\W*(?:\w+\W+){0,2}(?:jeg|vi|eg|i|we)(?:['’](?:d|m|re))?\s+(?:(?:vil|ville|would)\s+(?:bare\s+)?(?:gerne|gjerne|ha|have|like)"
    r"|leder|leter|søger|ønsker|drømmer|trenger|mangler|want|need|wish|look|after|(?:am|are) (?:after|looking))",
    re.IGNORECASE,
)
# "Help" in the middle of the discovery does not tell a need.
_CALLS_FOR_HELP = re.compile(r"\b(?:help|hjælp|hjaelp|hjelp)", re.IGNORECASE)
# A fragment that only an open question completes: "that it is quiet", "when the guests come".
_CLAUSE = re.compile(
    r"^\W*(?:at|når|hvis|fordi|uden|uten|å|that|when|if|because|without|so that)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Question:
    """What an open question expects beside a free answer, and what it takes to interrupt it.

    Attributes:
        expects: Intents that answer it in a way of their own.
        reads_as: Intents that mean another one here ("great" to a summary is a yes).
        question_from: Probability from which a question of the visitor's own is let through.
        statement_from: The same for a statement, which more often only reminds of something else.
        complaint_from: Probability of all complaints together from which one is heard.
        control_from: Probability from which something that may be asked for at any moment is let through.
        answered_by: An entity that alone makes the message an answer (an order number).
    """

    expects: frozenset[str] = frozenset()
    reads_as: dict[str, str] = field(default_factory=dict)
    question_from: float = 0.40
    statement_from: float = 0.70
    complaint_from: float = 0.7
    control_from: float = CONTROL_FROM
    answered_by: str | None = None


_YES_NO = frozenset({"affirm", "deny", "thank"})
YES_NO_QUESTIONS = frozenset({"summary", "advice", "offer", "person", "reference"})
WORDS_OF_A_YES = 4
QUESTIONS: dict[str, Question] = {
    "discovery": Question(NEED | {"affirm", "deny"}, dict.fromkeys(("thank", "praise", "greet"), ANSWER)),
    "summary": Question(
        frozenset({"affirm", "deny", "correct_summary"}), {"thank": "affirm", "praise": "affirm"}
    ),
    "correction": Question(NEED | {"correct_summary", "deny"}, question_from=0.7, statement_from=NEVER),
    "advice": Question(_YES_NO | {"praise"}),
    "offer": Question(_YES_NO | {"stop_offers"}, {"praise": "affirm"}),
    "barrier": Question(
        NEED - {"unsure"} | {"affirm", "deny", "thank"}, {"give_idea": ANSWER}, question_from=0.3
    ),
    "which_product": Question(frozenset({"deny"}), question_from=0.7, answered_by="product"),
    "order_number": Question(frozenset({"deny"}), question_from=0.7, answered_by="order_number"),
    # Whatever is said to an open complaint belongs to it, another complaint too.
    "complaint": Question(
        _YES_NO,
        question_from=0.8,
        statement_from=NEVER,
        complaint_from=NEVER,
        control_from=0.8,
        answered_by="order_number",
    ),
    "person": Question(_YES_NO),
    "reference": Question(_YES_NO),
    "leaving_reason": Question(
        frozenset({"deny", "bought_elsewhere"}), question_from=0.8, statement_from=NEVER, complaint_from=0.9
    ),
}


def read(
    ranking: Ranking,
    *,
    open_question: str,
    text: str = "",
    entities: frozenset[str] = frozenset(),
    known: float = 1.0,
    rejected: bool = False,
    mood: str = "calm",
    case_open: bool = False,
    before: str | None = None,
) -> str:
    """The intent that the dialogue acts on.

    Args:
        ranking: Intents with calibrated probabilities, most probable first.
        open_question: Which question stands open, "none" if none does.
        text: The message, for its form: a question interrupts sooner than a statement.
        entities: Kinds of entities in the message.
        known: Share of the message's words that the classifier has seen before.
        rejected: Whether the classifier takes the message for out of scope, whatever ranks first.
        mood: How the message sounds.
        case_open: Whether a complaint waits for a person.
        before: What the message before this one meant, or the kind of the complaint that is open.

    Returns:
        An intent of the classifier, `answer` or `nlu_fallback`.
    """
    if is_imitation(text):
        return FALLBACK
    asks = "?" in text or _ASKS.match(text) is not None
    question = QUESTIONS.get(open_question)
    if question is None:
        ranking = _weighed(ranking, FOLLOW_UPS.get(before or "", frozenset()))
        if (tone := _by_tone(ranking, mood)) is not None:
            return tone
        return _unasked(ranking, text, entities=entities, asks=asks, rejected=rejected, case_open=case_open)
    if question.answered_by in entities:
        return ANSWER
    if known == 0.0 and not entities and open_question not in {"complaint", "which_product"}:
        return FALLBACK
    intent, likelihood = ranking[0]
    if open_question == "discovery" and intent == "greet" and _CALLS_FOR_HELP.search(text):
        return "unsure"
    if intent in question.reads_as and not asks:
        return question.reads_as[intent]
    fragment = not asks and _CLAUSE.match(text) is not None
    doubtful = fragment or mood == HAPPY
    complaint_from = max(question.complaint_from, FRAGMENT_COMPLAINT_FROM if doubtful else 0.0)
    if share_of_complaints(ranking) >= complaint_from and intent not in question.expects:
        return _most_specific(ranking)
    weighed, _ = _weighed(ranking, question.expects)[0]
    if weighed == "affirm" and open_question == "summary" and "need" in entities:
        # "Yes, but it must be easy to clean, too" adds to what was summed up.
        return ANSWER
    if weighed in _YES_NO and open_question not in YES_NO_QUESTIONS and len(text.split()) > WORDS_OF_A_YES:
        # "It won't turn on, not with new batteries either" says more than no.
        return ANSWER
    if weighed == "unsure" and "need" in entities:
        # "Dunno, that it's no faff" knows after all.
        return ANSWER
    if weighed in question.expects:
        return weighed
    if intent == "restart" and likelihood >= RESTART_FROM and open_question != "complaint":
        return intent
    if intent in COMPLAINTS | ONLY_EXPECTED:
        return ANSWER
    if intent in CONTROL:
        return intent if likelihood >= question.control_from else ANSWER
    if fragment:
        return ANSWER
    if open_question == "barrier" and intent.startswith("barrier_"):
        return intent if likelihood >= SAID_FROM else ANSWER
    return intent if likelihood >= (question.question_from if asks else question.statement_from) else ANSWER


def _by_tone(ranking: Ranking, mood: str) -> str | None:
    """What praise means by how it sounds: "great job, two weeks for next-day delivery" is none."""
    if ranking[0][0] != PRAISE:
        return None
    if mood in UPSET and share_of_complaints(ranking) >= IRONY_FROM:
        return _most_specific(ranking)
    return PRAISE if mood == HAPPY else None


def _unasked(
    ranking: Ranking, text: str, *, entities: frozenset[str], asks: bool, rejected: bool, case_open: bool
) -> str:
    """Reads a message that no question was open for."""
    intent, likelihood = ranking[0]
    has_need = "need" in entities
    if has_need and intent in {"greet", "unsure"}:
        # Who says what for is not unsure.
        return "state_need"
    enough = WISH_UNTIL_COMPLAINT if has_need and _WISHES.match(text) else COMPLAINS_FROM
    if share_of_complaints(ranking) >= enough:
        # Likely enough together, whichever single intent ranks first: a complaint is not to be sold to.
        return _most_specific(ranking)
    if intent in COMPLAINTS:
        intent, likelihood = next(((n, p) for n, p in ranking if n not in COMPLAINTS), (FALLBACK, 0.0))
    if case_open and not asks and intent not in CONTROL | SMALL_TALK:
        return ANSWER
    if has_need and not asks:
        return intent if likelihood >= (SAID_FROM if intent in SAID else NEED_UNTIL) else "state_need"
    if "order_number" in entities and intent in SAID | SMALL_TALK:
        # "Found it, KH-31187" says no more than the number.
        return "order_status"
    if rejected and likelihood < SAID_FROM and not entities and intent not in CONTROL | {OUT_OF_SCOPE}:
        return FALLBACK
    if likelihood < SAID_FROM and (entities == {"product"} or ("product" in entities and asks)):
        return "ask_product_info"
    if has_need and likelihood < SAID_FROM and not intent.startswith(("ask_", "compare_")):
        return "state_need"
    # Thanking somebody for praise who told of trouble is worse than asking back.
    if likelihood >= (SAID_FROM if intent == PRAISE else UNDERSTOOD_FROM):
        return intent
    return "state_need" if has_need else FALLBACK


def _most_specific(ranking: Ranking) -> str:
    """The likeliest complaint, but one about something rather than one in general where both may be meant."""
    (first, likelihood), *others = [entry for entry in ranking if entry[0] in COMPLAINTS]
    if first == IN_GENERAL and others and others[0][1] >= likelihood * SPECIFIC_FROM:
        return others[0][0]
    return first


def _weighed(ranking: Ranking, expects: frozenset[str]) -> Ranking:
    """The ranking with more weight on what was asked for, adding up to what it added up to."""
    weights = [(name, share * (EXPECTED_WEIGHT if name in expects else 1.0)) for name, share in ranking]
    scale = sum(share for _, share in ranking) / (sum(weight for _, weight in weights) or 1.0)
    return sorted(((name, weight * scale) for name, weight in weights), key=lambda entry: -entry[1])


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class OpenQuestion(GraphComponent):
    """Replaces `intent` by what it means now; `intent_ranking` keeps the classifier's own view."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OpenQuestion:
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        for message in messages:
            ranking = [(entry["name"], entry["confidence"]) for entry in message.get("intent_ranking") or []]
            if not ranking:
                continue
            entities = frozenset(entity["entity"] for entity in message.get("entities") or [])
            intent = read(
                ranking,
                open_question="none" if "open_question" in entities else tracker.get_slot("open_question"),
                text=message.get("text") or "",
                # How it is said is not what it is about.
                entities=entities - CONTEXT_ENTITIES - {"mood"},
                known=message.get("known_words", 1.0),
                rejected=message.get("rejected", False),
                mood=_mood(message),
                case_open=_case_open(message, tracker),
                before=_before(tracker),
            )
            message.set("intent", {"name": intent, "confidence": ranking[0][1]}, add_to_output=True)
        return messages


def _mood(message: Message) -> str:
    moods = (entity["value"] for entity in message.get("entities") or [] if entity["entity"] == "mood")
    return next(moods, "calm")


def _before(tracker: DialogueStateTracker) -> str | None:
    """What the conversation was about so far."""
    case = (tracker.get_slot("memory") or {}).get("case")
    if case:
        return str(case["kind"])
    return tracker.latest_message.intent.get("name") if tracker.latest_message else None


def _case_open(message: Message, tracker: DialogueStateTracker) -> bool:
    """Whether a complaint of this conversation is in the queue right now."""
    queued = (message.get("metadata") or {}).get("state") == "queued"
    return queued and bool((tracker.get_slot("memory") or {}).get("case"))

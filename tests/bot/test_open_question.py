"""A message in the light of the question that stands open."""

from pathlib import Path

import pytest

from bot.catalog import models
from bot.intents.groups import COMPLAINTS, Ranking
from bot.open_question import (
    ANSWER,
    CONTROL,
    FALLBACK,
    NEED,
    NEVER,
    ONLY_EXPECTED,
    QUESTIONS,
    OpenQuestion,
    read,
)
from bot.payloads import as_text
from tests.bot.components import DOMAIN, Storage, message, tracker

HARD = sorted(name for name, question in QUESTIONS.items() if question.statement_from == NEVER)


def ranked(*likely: tuple[str, float]) -> Ranking:
    """A ranking made whole with an intent that means nothing here."""
    rest = round(1.0 - sum(share for _, share in likely), 6)
    return sorted([*likely, ("chitchat", rest)], key=lambda entry: -entry[1])


class TestAnImitatedCommand:
    @pytest.mark.parametrize("open_question", ["none", *QUESTIONS])
    def test_means_nothing_whatever_is_open(self, open_question: str) -> None:
        typed = as_text("/restart")
        assert read([("restart", 0.99)], open_question=open_question, text=typed) == FALLBACK


class TestACallForHelp:
    @pytest.mark.parametrize("text", ["help", "hjælp mig", "kan du hjelpe meg"])
    def test_tells_no_need(self, text: str) -> None:
        assert read([("greet", 0.99)], open_question="discovery", text=text) == "unsure"
        assert read([("greet", 0.99)], open_question="none", text=text) == "greet"


class TestWithNothingOpen:
    @pytest.mark.parametrize(
        ("ranking", "text", "entities", "meant"),
        [
            ([("ask_price", 0.6)], "what is it", [], "ask_price"),
            ([("ask_price", 0.1)], "hm", [], FALLBACK),
            # A need that the catalog knows rescues a message that the classifier does not understand.
            ([("ask_price", 0.1)], "hm", ["need"], "state_need"),
            # A product's name alone asks about the product.
            ([("ask_price", 0.1)], "Stilla", ["product"], "ask_product_info"),
            ([("ask_price", 0.1)], "Stilla, Anna", ["product", "person_name"], FALLBACK),
            ([("greet", 0.9)], "hello, something quiet", ["need"], "state_need"),
            ([("greet", 0.9)], "hello", [], "greet"),
            ([("unsure", 0.9)], "something for quiet mornings", ["need"], "state_need"),
            # A complaint about something is meant rather than one in general.
            ([("complain_other", 0.5), ("complain_delivery", 0.3)], "hm", [], "complain_delivery"),
            ([("complain_other", 0.7), ("complain_delivery", 0.2)], "hm", [], "complain_other"),
            # Complaints are heard when all of them together are likely.
            ([("complain_product", 0.4), ("complain_other", 0.3)], "hm", [], "complain_product"),
            ([("complain_product", 0.3), ("ask_price", 0.28)], "hm", [], "ask_price"),
            ([("complain_product", 0.2), ("complain_other", 0.1)], "hm", [], FALLBACK),
            (
                [("ask_price", 0.4), ("complain_product", 0.25), ("complain_other", 0.2)],
                "hm",
                [],
                "complain_product",
            ),
        ],
    )
    def test_what_is_meant(self, ranking: Ranking, text: str, entities: list[str], meant: str) -> None:
        found = read(ranking, open_question="none", text=text, entities=frozenset(entities))
        assert found == meant

    @pytest.mark.parametrize(
        ("intent", "entities", "meant"),
        [
            ("out_of_scope", [], "out_of_scope"),
            # What is likely all the same is not turned away either.
            ("ask_price", [], "ask_price"),
            # What must be heard, and what names something of the catalog, is not turned away.
            ("request_human", [], "request_human"),
            ("complain_other", [], "complain_other"),
            ("ask_price", ["product"], "ask_price"),
        ],
    )
    def test_what_the_classifier_rejects_may_still_be_heard(
        self, intent: str, entities: list[str], meant: str
    ) -> None:
        found = read(ranked((intent, 0.6)), open_question="none", entities=frozenset(entities), rejected=True)
        assert found == meant

    def test_what_is_rejected_and_not_likely_is_asked_about(self) -> None:
        ranking = ranked(("ask_price", 0.4), ("thank", 0.3), ("greet", 0.3))
        assert read(ranking, open_question="none", rejected=True) == FALLBACK
        assert read(ranking, open_question="none", rejected=False) == "ask_price"

    @pytest.mark.parametrize(
        ("intent", "text", "meant"),
        [
            ("barrier_price", "and far too expensive", ANSWER),
            ("delivery_info", "when does it come?", "delivery_info"),
            ("thank", "thanks", "thank"),
            ("request_human", "give me a person", "request_human"),
            ("complain_service", "and nobody answers", "complain_service"),
        ],
    )
    def test_while_a_case_waits_for_a_person_statements_belong_to_it(
        self, intent: str, text: str, meant: str
    ) -> None:
        assert read(ranked((intent, 0.9)), open_question="none", text=text, case_open=True) == meant

    @pytest.mark.parametrize("intent", sorted(CONTROL | COMPLAINTS))
    def test_a_need_in_passing_does_not_drown_what_must_be_heard(self, intent: str) -> None:
        ranking = ranked((intent, 0.95))
        assert read(ranking, open_question="none", entities=frozenset({"need"})) == intent

    @pytest.mark.parametrize(
        ("before", "meant"),
        [
            ("privacy_question", "delete_my_data"),
            ("delete_my_data", "delete_my_data"),
            ("greet", "payment_invoice"),
        ],
    )
    def test_goes_on_about_what_the_message_before_was_about(self, before: str, meant: str) -> None:
        ranking = ranked(("payment_invoice", 0.6), ("delete_my_data", 0.3))
        assert read(ranking, open_question="none", text="can i get a copy", before=before) == meant


class TestWithAQuestionOpen:
    @pytest.mark.parametrize(
        ("ranking", "open_question", "text", "meant"),
        [
            # What answers the question in a way of its own is likelier once it was asked for.
            ([("delivery_info", 0.6), ("state_need", 0.2)], "discovery", "at home", "state_need"),
            ([("delivery_info", 0.6), ("affirm", 0.2)], "summary", "right so", "affirm"),
            ([("delivery_info", 0.6), ("thank", 0.2)], "offer", "too kind", "thank"),
            # Some intents mean another one here.
            ([("praise", 0.9)], "summary", "great", "affirm"),
            ([("praise", 0.9)], "discovery", "great", ANSWER),
            ([("thank", 0.9)], "summary", "thanks", "affirm"),
            # What means something only where it is expected is a free answer elsewhere.
            ([("correct_summary", 0.99)], "discovery", "no, for the office", ANSWER),
            ([("affirm", 0.99)], "which_product", "exactly that", ANSWER),
            ([("rate", 0.99)], "discovery", "4", ANSWER),
            # A likely question of the visitor's own interrupts, sooner than a statement.
            ([("delivery_info", 0.6)], "discovery", "how fast do you send?", "delivery_info"),
            ([("delivery_info", 0.6)], "discovery", "fast to my door", ANSWER),
            ([("delivery_info", 0.95)], "discovery", "fast to my door", "delivery_info"),
            ([("delivery_info", 0.1)], "discovery", "how fast do you send?", ANSWER),
            ([("return_exchange", 0.35)], "barrier", "and if it breaks after a year?", "return_exchange"),
            # "When" begins an answer as well as a question.
            ([("payment_invoice", 0.6)], "discovery", "when the invoice leaves before I do", ANSWER),
            ([("payment_invoice", 0.6)], "discovery", "when do I pay", "payment_invoice"),
            # A fragment that only an open question completes is an answer.
            ([("delivery_info", 0.95)], "discovery", "that it comes soon", ANSWER),
            # Complaints interrupt when all of them together are likely.
            ([("complain_product", 0.5), ("complain_service", 0.4)], "discovery", "…", "complain_product"),
            ([("complain_product", 0.4), ("complain_service", 0.1)], "discovery", "…", ANSWER),
            # To an open complaint another complaint belongs, too.
            ([("complain_billing", 1.0)], "complaint", "and I paid twice", ANSWER),
        ],
    )
    def test_what_is_meant(self, ranking: Ranking, open_question: str, text: str, meant: str) -> None:
        assert read(ranking, open_question=open_question, text=text) == meant

    @pytest.mark.parametrize("open_question", HARD)
    def test_where_answers_look_like_anything_only_a_certain_question_interrupts(
        self, open_question: str
    ) -> None:
        assert read([("praise", 0.95)], open_question=open_question, text="the blue one") == ANSWER
        assert read([("ask_price", 0.5)], open_question=open_question, text="what about it?") == ANSWER
        assert read([("ask_price", 0.95)], open_question=open_question, text="what is it?") == "ask_price"

    @pytest.mark.parametrize("open_question", sorted(QUESTIONS.keys() - {"complaint"}))
    def test_a_complaint_that_is_certain_is_heard(self, open_question: str) -> None:
        for complaint in COMPLAINTS:
            assert read(ranked((complaint, 0.95)), open_question=open_question) == complaint

    @pytest.mark.parametrize("open_question", QUESTIONS)
    def test_a_person_a_stop_and_the_like_are_heard_whatever_is_open(self, open_question: str) -> None:
        for wish in CONTROL:
            assert read(ranked((wish, 0.85)), open_question=open_question) == wish

    @pytest.mark.parametrize("open_question", set(QUESTIONS) - {"complaint"})
    def test_a_fresh_start_is_heard_when_it_is_all_but_certain(self, open_question: str) -> None:
        assert read(ranked(("restart", 0.95)), open_question=open_question, text="start over") == "restart"
        assert read(ranked(("restart", 0.6)), open_question=open_question, text="we start at six") == ANSWER

    def test_a_new_one_wanted_for_a_broken_one_starts_nothing_over(self) -> None:
        ranking = ranked(("restart", 0.95))
        assert read(ranking, open_question="complaint", text="just send a new one") == ANSWER

    @pytest.mark.parametrize(
        ("open_question", "entity"),
        [("order_number", "order_number"), ("which_product", "product"), ("complaint", "order_number")],
    )
    def test_what_was_asked_for_by_its_form_is_an_answer(self, open_question: str, entity: str) -> None:
        ranking = [("order_status", 0.99)]
        assert read(ranking, open_question=open_question, entities=frozenset({entity})) == ANSWER

    @pytest.mark.parametrize(
        ("open_question", "entities", "meant"),
        [
            ("discovery", [], FALLBACK),
            ("discovery", ["need"], ANSWER),
            ("complaint", [], ANSWER),
            ("which_product", [], ANSWER),
        ],
    )
    def test_gibberish_is_no_answer_but_a_name_may_be(
        self, open_question: str, entities: list[str], meant: str
    ) -> None:
        found = read(
            [("delivery_info", 0.2)], open_question=open_question, entities=frozenset(entities), known=0.0
        )
        assert found == meant

    def test_who_does_not_know_but_names_a_need_has_answered(self) -> None:
        ranking = ranked(("unsure", 0.6))
        assert read(ranking, open_question="discovery", entities=frozenset({"need"})) == ANSWER
        assert read(ranking, open_question="discovery") == "unsure"


class TestVocabulary:
    def test_every_open_question_of_the_domain_is_known(self) -> None:
        (slot,) = [slot for slot in DOMAIN.slots if slot.name == "open_question"]
        assert set(slot.values) - {"__other__"} == {"none", *QUESTIONS}

    def test_all_that_is_named_is_an_intent_of_the_domain(self) -> None:
        named = CONTROL | NEED | ONLY_EXPECTED | COMPLAINTS | {ANSWER, FALLBACK}
        for question in QUESTIONS.values():
            named |= question.expects | set(question.reads_as) | set(question.reads_as.values())
        assert named <= set(DOMAIN.intents)

    def test_what_answers_by_its_form_is_an_entity_of_the_domain(self) -> None:
        forms = {question.answered_by for question in QUESTIONS.values()} - {None}
        assert forms <= set(DOMAIN.entities)

    def test_complaints_are_those_of_the_catalog(self) -> None:
        assert set(models.COMPLAINTS) == COMPLAINTS


class TestOpenQuestion:
    @pytest.fixture
    def component(self, tmp_path: Path) -> OpenQuestion:
        return OpenQuestion.create(*Storage(tmp_path / "model").arguments())

    def test_replaces_the_intent_and_keeps_the_classifiers_own_view(self, component: OpenQuestion) -> None:
        ranking = [{"name": "delivery_info", "confidence": 0.2}, {"name": "greet", "confidence": 0.1}]
        (read_message,) = component.process(
            [message("at the door", intent_ranking=ranking)], tracker(open_question="advice")
        )
        assert read_message.get("intent") == {"name": ANSWER, "confidence": 0.2}
        assert read_message.get("intent_ranking") == ranking

    def test_a_question_that_has_lapsed_is_not_open(self, component: OpenQuestion) -> None:
        lapsed = [{"entity": "open_question", "value": "none"}]
        ranking = [{"name": "delivery_info", "confidence": 0.01}]
        (read_message,) = component.process(
            [message("hm", intent_ranking=ranking, entities=lapsed)], tracker(open_question="advice")
        )
        assert read_message.get("intent")["name"] == FALLBACK

    def test_a_need_of_the_catalog_rescues_what_was_not_understood(self, component: OpenQuestion) -> None:
        need = [{"entity": "need", "value": "gift"}]
        ranking = [{"name": "delivery_info", "confidence": 0.01}]
        (read_message,) = component.process([message("hm", intent_ranking=ranking, entities=need)], tracker())
        assert read_message.get("intent")["name"] == "state_need"

    def test_what_the_api_told_does_not_make_gibberish_known(self, component: OpenQuestion) -> None:
        told = [{"entity": "epoch", "value": 0}, {"entity": "language", "value": "da"}]
        ranking = [{"name": "delivery_info", "confidence": 0.3}]
        (read_message,) = component.process(
            [message("xyzzy", intent_ranking=ranking, entities=told, known_words=0.0)],
            tracker(open_question="discovery"),
        )
        assert read_message.get("intent")["name"] == FALLBACK

    @pytest.mark.parametrize(
        ("state", "case", "meant"),
        [("queued", {"kind": "complain_other"}, ANSWER), ("queued", None, "praise"), ("bot", {}, "praise")],
    )
    def test_a_case_is_open_while_it_waits_in_the_queue(
        self, component: OpenQuestion, state: str, case: dict[str, str] | None, meant: str
    ) -> None:
        ranking = [{"name": "praise", "confidence": 0.9}]
        (read_message,) = component.process(
            [message("the blue one", intent_ranking=ranking, metadata={"state": state})],
            tracker(memory={"case": case}),
        )
        assert read_message.get("intent")["name"] == meant

    def test_a_pressed_button_is_left_as_it_is(self, component: OpenQuestion) -> None:
        (read_message,) = component.process(
            [message("/affirm", intent={"name": "affirm", "confidence": 1.0})],
            tracker(open_question="discovery"),
        )
        assert read_message.get("intent")["name"] == "affirm"


class TestTone:
    IRONY = (("praise", 0.8), ("complain_delivery", 0.15))

    @pytest.mark.parametrize("mood", ["annoyed", "angry"])
    def test_praise_that_sounds_annoyed_is_a_complaint_when_that_is_thinkable(self, mood: str) -> None:
        assert read(ranked(*self.IRONY), open_question="none", mood=mood) == "complain_delivery"
        assert read(ranked(("praise", 0.97)), open_question="none", mood=mood) == "praise"

    def test_happy_praise_is_praise_even_where_a_need_is_named(self) -> None:
        ranking = ranked(("praise", 0.4), ("chitchat", 0.3), ("greet", 0.3))
        needs = frozenset({"need"})
        assert read(ranking, open_question="none", mood="happy", entities=needs) == "praise"
        assert read(ranking, open_question="none", mood="calm", entities=needs) == "state_need"

    def test_an_order_number_alone_asks_where_the_order_is(self) -> None:
        ranking = ranked(("bought_elsewhere", 0.4))
        numbers = frozenset({"order_number"})
        assert (
            read(ranking, open_question="none", text="found it, KH-31187", entities=numbers) == "order_status"
        )

"""What the headlines say."""

from pathlib import Path

import pytest

from api.insights import narrative
from api.insights.narrative import Ranked
from api.insights.rates import rate
from api.insights.words import Words
from api.theme.pages import THEME_FOLDER
from api.theme.texts import load_texts

_TEXTS = load_texts([THEME_FOLDER / "texts", Path("api/insights/texts")])
EN, DA, NB = (Words(_TEXTS[language]) for language in ("en", "da", "nb"))
QUIET, FAST, ROUND = (Ranked(label=label, number=9) for label in ("Quiet mornings", "Fast mornings", "Taste"))


class TestOverview:
    def test_more_than_before(self) -> None:
        said = narrative.overview(EN, total=198, before=162, alone=134, days=30)
        assert said == (
            "198 conversations, 36 more than in the 30 days before. The bot handled 134 of them on its own."
        )

    def test_in_danish_and_norwegian(self) -> None:
        assert narrative.overview(DA, total=1299, before=1300, alone=0, days=7) == (
            "1.299 samtaler, 1 færre end i de 7 dage før. Botten klarede ingen af dem alene."
        )
        assert narrative.overview(NB, total=2, before=0, alone=2, days=1) == (
            "2 samtaler, flere enn dagen før, da det ikke var noen. Boten klarte alle sammen alene."
        )

    @pytest.mark.parametrize(
        ("alone", "end"), [(1, "handled it on its own."), (0, "didn’t handle it on its own.")]
    )
    def test_one_conversation(self, alone: int, end: str) -> None:
        said = narrative.overview(EN, total=1, before=1, alone=alone, days=30)
        assert said.startswith("One conversation, no more and no fewer than in the 30 days before.")
        assert said.endswith(end)


class TestNeeds:
    def test_the_need_most_often_heard(self) -> None:
        said = narrative.needs(EN, ranked=[QUIET], confirmed=7, unserved=0)
        assert said == "Quiet mornings is the need heard most often; 7 of 9 confirmed it."

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (DA, "Quiet mornings er det behov, vi oftest hører; 7 af 9 bekræftede det."),
            (NB, "Quiet mornings er behovet vi oftest hører; 7 av 9 bekreftet det."),
        ],
    )
    def test_in_danish_and_norwegian(self, words: Words, said: str) -> None:
        assert narrative.needs(words, ranked=[QUIET], confirmed=7, unserved=0) == said

    @pytest.mark.parametrize(("confirmed", "part"), [(9, "and all 9 confirmed"), (0, "but none of the 9")])
    def test_all_or_none_confirmed(self, confirmed: int, part: str) -> None:
        assert part in narrative.needs(EN, ranked=[QUIET], confirmed=confirmed, unserved=0)

    def test_two_at_the_top_are_both_named(self) -> None:
        said = narrative.needs(EN, ranked=[QUIET, FAST], confirmed=7, unserved=0)
        assert said == (
            "Quiet mornings and fast mornings are the needs heard most often, in 9 conversations each."
        )

    def test_three_at_the_top_do_not_stand_out(self) -> None:
        assert "No need stands out" in narrative.needs(
            EN, ranked=[QUIET, FAST, ROUND], confirmed=1, unserved=0
        )

    def test_of_few_no_share_is_told(self) -> None:
        few = Ranked(label="Quiet mornings", number=2)
        said = narrative.needs(EN, ranked=[few], confirmed=1, unserved=0)
        assert said == "Quiet mornings is the need heard most often, in 2 conversations."

    def test_only_needs_nobody_serves(self) -> None:
        said = narrative.needs(EN, ranked=[], confirmed=0, unserved=1)
        assert said == "In one conversation a customer had a need that nothing in the catalog serves."

    def test_none(self) -> None:
        assert narrative.needs(EN, ranked=[], confirmed=0, unserved=0) == "No need has been heard yet."


class TestBarriers:
    def test_the_one_that_comes_up_most(self) -> None:
        said = narrative.barriers(DA, counts={"price": 23, "trust": 2}, total=198)
        assert said == "Prisen er det, der oftest holder kunderne tilbage: i 23 af 198 samtaler."

    def test_two(self) -> None:
        said = narrative.barriers(EN, counts={"price": 3, "trust": 3}, total=19)
        assert said == "The price and lack of trust hold customers back most often, in 3 conversations each."

    def test_many_or_none(self) -> None:
        assert "stands out" in narrative.barriers(
            EN, counts=dict.fromkeys(("price", "trust", "security"), 1), total=9
        )
        assert (
            narrative.barriers(EN, counts={"price": 0}, total=1)
            == "No barrier came up in the one conversation."
        )


class TestComplaints:
    LATE = Ranked(label="Delivery", number=12)

    def test_the_kind_complained_of_most(self) -> None:
        said = narrative.complaints(NB, ranked=[self.LATE], complained=31, total=198)
        assert said == "Delivery er det kundene oftest klager på: i 12 av de 31 samtalene med en klage."

    def test_one_two_and_none(self) -> None:
        other = Ranked(label="Billing", number=12)
        assert narrative.complaints(EN, ranked=[self.LATE], complained=1, total=9).endswith(
            "complaint: Delivery."
        )
        assert narrative.complaints(EN, ranked=[self.LATE, other], complained=24, total=99) == (
            "Delivery and billing are what customers complain about most, in 12 conversations each."
        )
        assert (
            narrative.complaints(EN, ranked=[], complained=0, total=9)
            == "Nobody complained in 9 conversations."
        )


class TestEscalations:
    def test_the_reason_in_a_clause(self) -> None:
        said = narrative.escalations(EN, counts={"requested": 5, "complaint": 21}, handed_over=64, total=198)
        assert said == (
            "A person most often takes over because the customer complains, in 21 of 64 conversations handed over."
        )

    def test_two_reasons_once_and_never(self) -> None:
        counts = {"requested": 2, "policy": 2}
        assert "fordi kunden beder om det, eller fordi vores egne regler" in narrative.escalations(
            DA, counts=counts, handed_over=4, total=9
        )
        assert narrative.escalations(EN, counts={"policy": 1}, handed_over=1, total=9) == (
            "A person took over once, because our own rules ask for one."
        )
        assert "Nobody had to" in narrative.escalations(EN, counts={"policy": 0}, handed_over=0, total=9)


class TestOffers:
    def test_taken_and_followed_by_a_stop(self) -> None:
        said = narrative.offers(EN, shown=41, accepted=12, after=3, days=30)
        assert said == (
            "Customers said yes to an offer in 12 of the 41 conversations that had one. "
            "After 3 of them, the customer complained or asked the bot to stop."
        )

    @pytest.mark.parametrize(("accepted", "part"), [(0, "it wasn’t accepted."), (1, "it was accepted.")])
    def test_one(self, accepted: int, part: str) -> None:
        assert part in narrative.offers(EN, shown=1, accepted=accepted, after=0, days=30)

    def test_none(self) -> None:
        assert narrative.offers(NB, shown=0, accepted=0, after=0, days=7) == (
            "Ingen tilbud ble vist i løpet av de 7 dagene."
        )


class TestSatisfaction:
    @pytest.mark.parametrize(
        ("num", "den", "part"),
        [
            (0, 0, "Nobody has rated"),
            (1, 1, "One rating so far"),
            (3, 4, "4 ratings so far"),
            (95, 100, "safely above the target"),
            (60, 100, "Fewer are satisfied"),
            (82, 100, "with 100 ratings it’s too early to say"),
        ],
    )
    def test_says_only_what_is_sure(self, num: int, den: int, part: str) -> None:
        assert part in narrative.satisfaction(EN, rate(num, den))


def test_a_change_of_a_rate() -> None:
    assert narrative.moved(EN, "up", rate(40, 100)) == "up from 40%"
    assert narrative.moved(DA, "unclear", rate(40, 100)) == "før 40\u00a0%, ingen sikker ændring"
    assert narrative.moved(EN, "unclear", rate(1, 2)) == "too few before to compare"

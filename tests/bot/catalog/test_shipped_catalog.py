"""The demo business as it is shipped: enough of everything, in all three languages, and left alone by Rasa."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.catalog import LANGUAGES, Catalog, load_catalog

SHIPPED = Path(__file__).parents[3] / "data" / "catalog"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The structure and the English, whatever the state of the other languages."""
    return load_catalog(SHIPPED, languages=("en",))


class TestLanguages:
    def test_every_text_is_there_in_all_three(self) -> None:
        assert load_catalog(SHIPPED, languages=LANGUAGES)


class TestCounts:
    def test_items(self, catalog: Catalog) -> None:
        assert len(catalog.products) >= 22
        assert len(catalog.needs) >= 26
        assert len(catalog.advice) >= 42
        assert len(catalog.stories) >= 22
        assert len(catalog.added_value) >= 22

    def test_advice_for_those_who_have_bought(self, catalog: Catalog) -> None:
        assert sum(advice.owner != "new" for advice in catalog.advice.values()) >= 14

    def test_added_value_that_is_not_a_product(self, catalog: Catalog) -> None:
        assert sum(offer.product is None for offer in catalog.added_value.values()) >= 12

    def test_personas_of_both_markets(self, catalog: Catalog) -> None:
        markets = [persona.market for persona in catalog.personas.values()]
        assert len(markets) >= 4
        assert set(markets) == {"B2C", "B2B"}

    def test_facts_answers_and_matters(self, catalog: Catalog) -> None:
        assert all(len(facts) >= 3 for facts in catalog.barriers.values())
        assert all(len(answers) >= 3 for answers in catalog.service.values())
        assert all(len(complaint.matters) >= 3 for complaint in catalog.complaints.values())


class TestHonesty:
    def test_the_demo_says_that_it_is_one(self, catalog: Catalog) -> None:
        assert catalog.business.demo
        assert "Demo" in catalog.business.name
        assert "made-up" in catalog.business.greeting["en"]

    def test_every_need_has_a_product_advice_a_story_and_an_offer(self, catalog: Catalog) -> None:
        for kind in (catalog.products, catalog.advice, catalog.stories, catalog.added_value):
            served = {need for item in kind.values() for need in item.needs}
            assert served == set(catalog.needs)

    def test_advice_and_its_story_are_about_the_same_need(self, catalog: Catalog) -> None:
        for advice in catalog.advice.values():
            if advice.story is not None:
                assert set(advice.needs) & set(catalog.stories[advice.story].needs), advice.id


class TestAFigureThatComesBack:
    @pytest.mark.parametrize(
        ("told", "figure"),
        [
            (r"free from DKK (\d+)", "499"),
            (r"free from NOK (\d+)", "899"),
            (r"DKK (\d+) to a parcel shop", "39"),
            (r"NOK (\d+) to a pick-up point", "79"),
            (r"Denmark (?:takes )?(\S+) working days", "1–2"),
            (r"within (\d+) working days of the parcel reaching us", "3"),
        ],
    )
    def test_is_the_same_wherever_it_is_told(self, catalog: Catalog, told: str, figure: str) -> None:
        texts = [answer.text["en"] for answers in catalog.service.values() for answer in answers]
        texts += [fact.text["en"] for facts in catalog.barriers.values() for fact in facts]
        found = [match for text in texts for match in re.findall(told, text)]

        assert len(found) >= 2
        assert set(found) == {figure}

    def test_prices_named_in_offers_are_those_of_the_products(self, catalog: Catalog) -> None:
        for offer in catalog.added_value.values():
            if offer.product is not None:
                price = f"DKK {catalog.products[offer.product].price['DKK']:,}"
                assert price in offer.accepted["en"], offer.id

    def test_no_text_says_how_many_days_for_returns_but_sixty(self, catalog: Catalog) -> None:
        texts = [answer.text["en"] for answer in catalog.service["return_exchange"]]
        texts += [fact.text["en"] for facts in catalog.barriers.values() for fact in facts]
        days = {number for text in texts for number in re.findall(r"(\d+) days", text)}
        assert days <= {"60", "14", "365"}


class TestRasa:
    def test_the_catalog_is_read_without_rasa_and_spacy(self) -> None:
        code = "import sys, bot.catalog; sys.exit(bool({'rasa', 'spacy'} & set(sys.modules)))"
        assert (
            subprocess.run([sys.executable, "-c", code], cwd=SHIPPED.parents[1], check=False).returncode == 0
        )

    def test_no_file_is_taken_for_training_data_or_domain(self) -> None:
        data = pytest.importorskip("rasa.shared.data")
        domain = pytest.importorskip("rasa.shared.core.domain")
        reader = pytest.importorskip("rasa.shared.core.training_data.story_reader.yaml_story_reader")
        for path in SHIPPED.glob("*.yml"):
            assert not data.is_nlu_file(str(path))
            assert not reader.YAMLStoryReader.is_stories_file(str(path))
            assert not domain.Domain.is_domain_file(str(path))

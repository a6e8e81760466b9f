"""The packet, the letter, the case and the bot's texts, as a colleague works with them; without Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import PATIENCE
from tests.e2e.packet_house import PHONE, House, open_house

LANGUAGES = {"da": "da-DK", "nb": "nb-NO", "en": "en-GB"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="module")
def ida(house: House) -> str:
    return house.staff("Ida")[1]


@pytest.fixture
def anna(house: House) -> str:
    return house.customer()


def open_case(house: House, browser: Browser, token: str, conversation: str) -> Page:
    page = house.desk_of(browser, token).new_page()
    page.goto(f"{house.address}/console?c={conversation}")
    expect(page.locator("aside.packet")).to_be_visible(timeout=PATIENCE)
    return page


def claim(page: Page) -> None:
    page.locator("[data-action=claim]").click()
    expect(page.locator('section.talk[data-mode="mine"]')).to_be_visible(timeout=PATIENCE)
    # Who takes a conversation wants to write; only from outside the composer are letters keys.
    expect(page.locator(".composer textarea")).to_be_focused(timeout=PATIENCE)
    page.keyboard.press("Escape")


class TestPacket:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_full_case_is_on_one_screen_of_a_laptop(
        self, house: House, browser: Browser, ida: str, language: str
    ) -> None:
        earlier, now = house.customer(turns=5), house.customer()
        house.same_customer(earlier, now)
        numbers = ("KH-10482", f"A-{language}-1", f"A-{language}-2", f"A-{language}-3")
        house.has_bought(now, *(numbers if language == "da" else numbers[1:]))
        page = house.desk_of(browser, ida, locale=LANGUAGES[language]).new_page()
        page.goto(f"{house.address}/console?c={now}")
        packet = page.locator("aside.packet")
        for words in (
            "Anna Holm",
            "anna@example.com",
            "KH-10482",
            "before my sister comes",
            "10 min",
            "nobody answers",
            "Guld",
            "2023",
        ):
            expect(packet).to_contain_text(words, timeout=PATIENCE)
        expect(packet.locator(".moods li")).to_have_count(2)
        expect(packet.locator('[data-key="orders"] li')).to_have_count(2)
        expect(packet.locator(f'[data-open="{earlier}"]')).to_be_visible()
        heights = packet.evaluate("(one) => [one.scrollHeight, one.clientHeight]")
        assert heights[0] <= heights[1], f"the packet needs {heights[0]} of {heights[1]} pixels"

    def test_every_fact_leads_to_its_message(
        self, house: House, browser: Browser, ida: str, anna: str
    ) -> None:
        page = open_case(house, browser, ida, anna)
        links = page.locator("aside.packet a[data-jump]")
        assert links.count() >= 10
        for link in links.all():
            seq = link.get_attribute("data-jump")
            assert page.locator(f'section.talk [data-seq="{seq}"]').count() == 1, seq
        page.locator(".moods a").first.click()
        expect(page.locator("section.talk li:focus")).to_contain_text("rather dear")

    def test_nothing_is_wider_than_a_phone(self, house: House, browser: Browser, ida: str, anna: str) -> None:
        page = house.desk_of(browser, ida, size=PHONE).new_page()
        page.goto(f"{house.address}/console?c={anna}")
        page.locator(".to-packet").click()
        expect(page.locator("aside.packet")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.goto(f"{house.address}/console/cases")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


class TestLetter:
    def test_is_written_checked_and_sent_by_keyboard(
        self, house: House, browser: Browser, ida: str, anna: str
    ) -> None:
        page = open_case(house, browser, ida, anna)
        claim(page)
        page.keyboard.press("w")
        letter = page.locator("form[data-letter]")
        field = letter.locator("textarea")
        expect(field).to_be_focused(timeout=PATIENCE)
        expect(letter.locator(".letter-marks mark")).to_have_count(1)
        expect(letter.locator('[data-code="placeholder"]')).to_be_visible(timeout=PATIENCE)

        # Sending is refused with the reasons; nothing has gone.
        page.keyboard.press("Control+Enter")
        expect(letter.locator('[data-code="unchanged"]')).to_be_visible(timeout=PATIENCE)
        expect(letter).to_be_visible()

        # The gap is selected, so that what is typed takes its place; what was in the way goes by itself.
        letter.locator("[data-gap]").click()
        page.keyboard.type("We have stopped that batch and packed your grinder by hand.")
        expect(letter.locator(".letter-problems li")).to_have_count(0, timeout=PATIENCE)
        expect(letter.locator(".letter-ready")).to_be_visible()
        page.keyboard.press("Control+Enter")
        expect(letter).to_have_count(0, timeout=PATIENCE)
        talk = page.locator("section.talk")
        expect(talk).to_contain_text("We have stopped that batch", timeout=PATIENCE)
        expect(page.locator(".step-done")).to_have_count(1, timeout=PATIENCE)

    def test_what_is_written_survives_closing_and_email_wants_a_subject(
        self, house: House, browser: Browser, ida: str, anna: str
    ) -> None:
        page = open_case(house, browser, ida, anna)
        page.keyboard.press("w")
        letter = page.locator("form[data-letter]")
        letter.locator("textarea").fill("Dear Anna, my own words.")
        page.keyboard.press("Escape")
        expect(letter).to_have_count(0)
        page.keyboard.press("w")
        expect(letter.locator("textarea")).to_have_value("Dear Anna, my own words.", timeout=PATIENCE)
        letter.get_by_label("By e-mail").check()
        letter.locator("[name=subject]").fill("")
        expect(letter.locator('[data-code="no_subject"]')).to_be_visible(timeout=PATIENCE)


class TestCase:
    def test_all_four_steps(self, house: House, browser: Browser, ida: str, anna: str) -> None:
        page = open_case(house, browser, ida, anna)
        page.keyboard.press("s")
        sheet = page.locator(".case-sheet")
        sheet.locator("button[data-case-do=thanked]").click()
        expect(sheet.locator(".case-step-done")).to_have_count(1, timeout=PATIENCE)
        sheet.locator("[name=cause]").fill(f"Loose screw {anna[:6]}")
        page.keyboard.press("Enter")
        expect(sheet.locator(".case-step-done")).to_have_count(2, timeout=PATIENCE)
        sheet.get_by_role("button", name="Replaced").click()
        expect(sheet.locator(".case-step-done")).to_have_count(3, timeout=PATIENCE)
        sheet.get_by_role("button", name="Happy", exact=True).click()
        expect(sheet).to_contain_text("Closed", timeout=PATIENCE)
        page.keyboard.press("Escape")
        expect(page.locator("section.talk")).to_contain_text("Case closed", timeout=PATIENCE)

        # The cause is in the business's list from now on, and the list of cases can be narrowed to it.
        page.goto(f"{house.address}/console/cases?shown=closed")
        page.locator("[name=cause]").select_option(label=f"Loose screw {anna[:6]} (1)")
        page.wait_for_url(re.compile("cause=[1-9]"))
        row = page.locator("tbody tr")
        expect(row).to_have_count(1)
        row.locator("th a").click()
        expect(page.locator(f'section.talk[data-id="{anna}"]')).to_be_visible(timeout=PATIENCE)

    def test_from_the_page_of_all_cases(self, house: House, browser: Browser, ida: str, anna: str) -> None:
        page = house.desk_of(browser, ida).new_page()
        page.goto(f"{house.address}/console/cases")
        before = page.locator("tbody tr").count()
        page.locator(f'tr:has(a[href$="{anna}"]) [data-case-open]').click()
        sheet = page.locator(".case-sheet")
        sheet.locator("button[data-case-do=owner]").click()
        expect(sheet).to_contain_text("You’re looking after it", timeout=PATIENCE)
        page.keyboard.press("Escape")
        page.locator("[name=mine]").check()
        page.wait_for_url(re.compile("mine=true"))
        expect(page.locator(f'a[href$="{anna}"]')).to_be_visible()
        assert page.locator("tbody tr").count() <= before


class TestAskingTheBot:
    def test_what_is_found_goes_into_the_reply_as_a_start(
        self, house: House, browser: Browser, ida: str, anna: str
    ) -> None:
        page = open_case(house, browser, ida, anna)
        claim(page)
        page.keyboard.press("a")
        found = page.locator("[data-advice-found] li")
        expect(found.first).to_contain_text("confirmed need", timeout=PATIENCE)
        page.keyboard.type("descale")
        expect(found.first).to_contain_text(re.compile("descal", re.IGNORECASE), timeout=PATIENCE)
        text = found.first.locator("[data-insert]").get_attribute("data-insert") or ""
        found.first.locator("[data-insert]").click()
        expect(page.locator("form[data-writing=reply] textarea")).to_have_value(text)


class TestHandingBack:
    def test_the_note_reaches_the_bot_and_not_the_customer(
        self, house: House, browser: Browser, ida: str, anna: str
    ) -> None:
        page = open_case(house, browser, ida, anna)
        claim(page)
        page.keyboard.press("b")
        window = page.locator("form[data-ask=hand_back]")
        window.locator("[name=note]").fill("Prefers to be called in the evening")
        window.locator("[name=needs]").last.check()
        window.locator("button.primary").click()
        talk = page.locator('section.talk[data-mode="bot"]')
        expect(talk).to_contain_text("called in the evening", timeout=PATIENCE)
        expect(page.locator(".need-confirmed")).to_have_count(2, timeout=PATIENCE)
        expect(talk.locator("li.message")).not_to_contain_text(["called in the evening"])

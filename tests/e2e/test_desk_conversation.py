"""The conversation in the middle of the desk: writing with help, files, two at one customer, passing on."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from api.desk import labels, starts
from api.desk.palette import PALETTE
from api.staff.models import Staff
from tests.api.attachments.pictures import PDF, picture
from tests.e2e.desk_page import Customer, House, house

PATIENCE = 10_000
_PASTE = """(field) => {
  const bytes = Uint8Array.from(atob(window.picture), (each) => each.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "label.png", { type: "image/png" }));
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture(scope="module")
def ida(shop: House) -> Staff:
    return shop.hire("Ida Holm")


@pytest.fixture(scope="module")
def lars(shop: House, ida: Staff) -> Staff:
    lars = shop.hire("Lars Berg", role="lead")

    async def things() -> None:
        async with shop.services.database.writing() as session:
            text = "Hi {customer}, I am looking into {order_number}."
            await starts.keep(session, lars, shortcut="look", language="en", text=text)
            await labels.make(session, name="Delivery", colour=PALETTE[0].light)

    shop.run(things())
    return lars


@pytest.fixture
def customer(shop: House, lars: Staff) -> Customer:
    return shop.customer("My parcel has not come", name="Mette Hansen", email="mette@example.dk")


def at(page: Page, shop: House, customer: Customer, *, claim: bool = True) -> Locator:
    """The open conversation, taken."""
    page.goto(f"{shop.address}/console?c={customer.id}")
    talk = page.locator("section.talk[data-id]")
    expect(talk).to_contain_text("My parcel has not come")
    if claim:
        page.keyboard.press("c")
        expect(talk.locator("form[data-writing=reply] textarea")).to_be_focused(timeout=PATIENCE)
    return talk


class TestWriting:
    def test_a_canned_start_is_filled_and_not_sent_with_a_gap(
        self, shop: House, browser: Browser, ida: Staff, customer: Customer
    ) -> None:
        page = shop.page_of(browser, ida)
        talk = at(page, shop, customer)
        page.keyboard.type("/lo")
        expect(talk.get_by_role("option")).to_contain_text("Missing: order number")
        page.keyboard.press("Enter")
        field = talk.locator(".composer textarea")
        expect(field).to_have_value("Hi Mette, I am looking into [order number?].")
        expect(talk.locator(".composer-missing")).to_have_text("Missing: order number")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#notice")).to_contain_text("Fill in whatever is in [ ]")
        # The gap is selected: what is typed takes its place.
        page.keyboard.type("your parcel")
        expect(talk.locator(".composer-missing")).to_be_hidden()
        page.keyboard.press("Control+Enter")
        # A complaint is to get an answer of its own; the words are not lost.
        expect(talk.locator(".unsent .failed")).to_contain_text("just the opening line")
        talk.get_by_role("button", name="Edit my reply").click()
        expect(field).to_have_value("Hi Mette, I am looking into your parcel.")
        page.keyboard.press("Control+End")
        page.keyboard.type(" You hear from me at noon.")
        page.keyboard.press("Control+Enter")
        expect(talk.locator("ol.timeline:not(.unsent) li.by-agent")).to_contain_text("at noon.")
        expect(talk.locator(".unsent li")).to_have_count(0)
        expect(field).to_have_value("")
        assert customer.heard().count("You hear from me at noon.") == 1

    def test_a_draft_and_its_files_survive_a_reload(
        self, shop: House, browser: Browser, ida: Staff, customer: Customer
    ) -> None:
        page = shop.page_of(browser, ida)
        talk = at(page, shop, customer)
        page.keyboard.type("Half a sent")
        page.evaluate("(data) => (window.picture = data)", _base64(picture(size=(60, 40))))
        talk.locator(".composer textarea").evaluate(_PASTE)
        document: FilePayload = {"name": "receipt.pdf", "mimeType": "application/pdf", "buffer": PDF}
        talk.locator(".composer input[type=file]").set_input_files([document])
        files = talk.locator(".composer-files li")
        expect(files).to_have_count(2)
        expect(talk.locator(".composer-files progress")).to_have_count(0)
        page.reload()
        expect(talk.locator(".composer textarea")).to_have_value("Half a sent")
        expect(files).to_have_count(2)
        talk.get_by_role("button", name="Remove receipt.pdf").click()
        expect(files).to_have_count(1)
        talk.locator("[data-send=reply]").click()
        sent = talk.locator("ol.timeline:not(.unsent) li.by-agent img")
        expect(sent).to_have_attribute("alt", "label.png")
        page.wait_for_function("(image) => image.naturalWidth === 60", arg=sent.element_handle())
        expect(files).to_have_count(0)
        assert [file["name"] for file in customer.messages()[-1]["attachments"]] == ["label.png"]

    def test_a_colleague_is_named_in_a_note(
        self, shop: House, browser: Browser, ida: Staff, customer: Customer
    ) -> None:
        page = shop.page_of(browser, ida)
        talk = at(page, shop, customer, claim=False)
        page.keyboard.press("n")
        page.keyboard.type("What do you think, @la")
        expect(talk.get_by_role("option")).to_contain_text("Lars Berg")
        page.keyboard.press("Tab")
        page.keyboard.press("Control+Enter")
        expect(talk.locator("li.note")).to_contain_text("What do you think, @Lars Berg")
        assert "What do you think" not in customer.heard()


class TestTwoAtOneCustomer:
    def test_they_see_each_other(
        self, shop: House, browser: Browser, ida: Staff, lars: Staff, customer: Customer
    ) -> None:
        first, second = shop.page_of(browser, ida), shop.page_of(browser, lars)
        talk = at(first, shop, customer)
        at(second, shop, customer, claim=False)
        expect(talk.locator(".present")).to_have_text("Lars Berg is looking at this conversation too.")
        second.keyboard.press("n")
        second.keyboard.type("Careful")
        expect(talk.locator(".present")).to_have_text("Lars Berg is writing to this customer.")
        expect(second.locator(".present")).to_have_text("Ida Holm is looking at this conversation too.")
        second.close()
        expect(talk.locator(".present")).to_be_empty()

    def test_an_answer_in_between_asks_before_it_is_doubled(
        self, shop: House, browser: Browser, ida: Staff, lars: Staff, customer: Customer
    ) -> None:
        first, second = shop.page_of(browser, ida), shop.page_of(browser, lars)
        talk = at(first, shop, customer)
        first.keyboard.type("It comes on Monday.")
        expect(talk.locator(".composer textarea")).to_have_value("It comes on Monday.")

        # A team lead takes it over, answers, and gives it back.
        other = at(second, shop, customer, claim=False)
        pass_on(second, other, "Lars Berg", own=True)
        expect(other.locator(".composer textarea")).to_be_focused()
        second.keyboard.type("It comes on Friday.")
        second.keyboard.press("Control+Enter")
        expect(other.locator("ol.timeline:not(.unsent) li.by-agent")).to_contain_text("Friday")
        pass_on(second, other, "Ida Holm")

        expect(talk.locator(".composer textarea")).to_have_value("It comes on Monday.", timeout=PATIENCE)
        expect(talk.locator(".composer[data-mode=mine]")).to_be_visible()
        talk.locator("[data-send=reply]").click()
        card = talk.locator(".overtaken")
        expect(card).to_contain_text("Lars Berg has replied to the customer since you started writing:")
        expect(card).to_contain_text("It comes on Friday.")
        assert "Monday" not in customer.heard()
        card.get_by_role("button", name="Edit my reply").click()
        expect(talk.locator(".composer textarea")).to_have_value("It comes on Monday.")
        talk.locator(".composer textarea").fill("As Lars says: on Friday.")
        talk.locator("[data-send=reply]").click()
        expect(talk.locator("ol.timeline:not(.unsent) li.by-agent").last).to_contain_text("As Lars says")
        assert customer.heard().count("As Lars says") == 1


class TestAround:
    def test_a_higher_line_needs_a_reason_that_the_next_one_reads(
        self, shop: House, browser: Browser, ida: Staff, customer: Customer
    ) -> None:
        page = shop.page_of(browser, ida)
        talk = at(page, shop, customer)
        page.keyboard.press("Escape")
        page.keyboard.press("t")
        dialog = page.locator("#ask-dialog")
        dialog.get_by_label("Line 2").check()
        expect(dialog).to_contain_text("You need to say why when it moves up a line.")
        dialog.get_by_role("button", name="Transfer").click()
        expect(dialog).to_be_visible()
        dialog.get_by_label("Why?").fill("The warehouse must look")
        dialog.get_by_role("button", name="Transfer").click()
        expect(dialog).to_be_hidden()
        expect(talk).to_contain_text("Ida Holm transferred it to line 2: The warehouse must look")
        expect(talk.locator(".talk-who")).to_contain_text("Line 2")

    def test_label_priority_snooze_and_reminder_from_the_keyboard(
        self, shop: House, browser: Browser, ida: Staff, customer: Customer
    ) -> None:
        page = shop.page_of(browser, ida)
        talk = at(page, shop, customer)
        page.keyboard.press("Escape")
        for key, choose in (("l", "Space"), ("p", "ArrowRight"), ("d", ""), ("z", "")):
            page.keyboard.press(key)
            dialog = page.locator("#ask-dialog")
            expect(dialog.locator(":focus")).to_be_visible()
            if choose:
                page.keyboard.press(choose)
            page.keyboard.press("Enter")
            expect(dialog).to_be_hidden()
        head = talk.locator(".talk-who")
        expect(head).to_contain_text("Delivery")
        expect(head).to_contain_text("High")
        standing = talk.locator(".standing")
        expect(standing).to_contain_text("Reminder")
        expect(standing).to_contain_text("Snoozed until")
        standing.get_by_role("button", name="Bring back now").click()
        expect(standing).not_to_contain_text("Snoozed until")

    def test_back_to_the_bot_with_a_note(
        self, shop: House, browser: Browser, ida: Staff, customer: Customer
    ) -> None:
        page = shop.page_of(browser, ida)
        talk = at(page, shop, customer)
        page.keyboard.press("Escape")
        page.keyboard.press("m")
        page.keyboard.press("Enter")
        dialog = page.locator("#ask-dialog")
        expect(dialog.get_by_label("Note for the bot")).to_be_focused()
        page.keyboard.type("A new parcel leaves tomorrow")
        page.keyboard.press("Control+Enter")
        dialog.get_by_role("button", name="Hand back").click()
        expect(talk).to_have_attribute("data-mode", "bot")
        expect(talk).to_contain_text("Ida Holm left the bot a note: A new parcel leaves tomorrow")
        assert "A new parcel leaves" not in customer.heard()

    def test_a_transcript_is_downloaded_without_notes(
        self, shop: House, browser: Browser, ida: Staff, customer: Customer
    ) -> None:
        page = shop.page_of(browser, ida)
        talk = at(page, shop, customer, claim=False)
        talk.locator("details.more summary").click()
        talk.locator("[data-ask-for=transcript]").click()
        with page.expect_download() as download:
            page.get_by_role("link", name="Download as text").click()
        text = Path(download.value.path()).read_text(encoding="utf-8")
        assert "My parcel has not come" in text
        expect(page.get_by_role("button", name="Send to mette@example.dk")).to_be_visible()


def pass_on(page: Page, talk: Locator, name: str, *, own: bool = False) -> None:
    """Gives the conversation to a colleague; a lead may take it themselves."""
    if own:
        talk.locator("[data-ask-for=take_over]").click()
        page.locator("form[data-ask=take_over] button.primary").click()
        expect(talk).to_have_attribute("data-mode", "mine")
        return
    talk.locator("[data-ask-for=transfer]").click()
    dialog = page.locator("#ask-dialog")
    dialog.get_by_label(name).check()
    dialog.get_by_role("button", name="Transfer").click()
    expect(dialog).to_be_hidden()


def _base64(data: bytes) -> str:
    return b64encode(data).decode()

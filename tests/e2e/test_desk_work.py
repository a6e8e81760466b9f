"""What a support team does all day at its desk, by keyboard; with a bot made by hand."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from struct import pack

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from api.staff.models import Staff
from tests.e2e.browser import PATIENCE
from tests.e2e.desk_page import Customer, House, house

TEXTAREA = ".composer textarea"
TIMELINE = '[data-key="timeline"]'


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture(scope="module")
def ida(running: House) -> Staff:
    return running.hire("Ida")


@pytest.fixture(scope="module")
def tove(running: House) -> Staff:
    return running.hire("Tove", role="lead")


def open_case(running: House, browser: Browser, staff: Staff, customer: Customer) -> Page:
    page = running.page_of(browser, staff)
    page.goto(f"{running.address}/console?tab=open&c={customer.id}")
    expect(page.locator("section.talk")).to_be_visible(timeout=PATIENCE)
    return page


def claimed(page: Page) -> None:
    page.keyboard.press("c")
    expect(page.locator('section.talk[data-mode="mine"]')).to_be_visible(timeout=PATIENCE)
    expect(page.locator(TEXTAREA)).to_be_focused(timeout=PATIENCE)


class TestTakeOver:
    def test_by_key_and_by_palette(self, running: House, browser: Browser, ida: Staff, tove: Staff) -> None:
        customer = running.customer("Where is my parcel?", name="Mette")
        of_ida = open_case(running, browser, ida, customer)
        claimed(of_ida)
        page = open_case(running, browser, tove, customer)
        page.keyboard.press("Control+k")
        expect(page.locator("#palette [role=option]", has_text="Take over from a colleague")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#palette")).to_be_hidden()
        page.keyboard.press("c")
        expect(page.locator("#ask-title")).to_have_text("Take over from Ida?", timeout=PATIENCE)
        page.keyboard.type("Ida has gone home")
        page.keyboard.press("Enter")
        expect(page.locator('section.talk[data-mode="mine"]')).to_be_visible(timeout=PATIENCE)
        expect(page.locator(TEXTAREA)).to_be_focused()
        expect(page.locator(TIMELINE)).to_contain_text("Tove took it over from Ida: Ida has gone home")
        expect(page.locator(".packet-first")).to_contain_text("Tove took it over: Ida has gone home")
        expect(of_ida.locator('section.talk[data-mode="other"]')).to_be_visible(timeout=PATIENCE)
        # To somebody who does not lead the key means nothing there.
        of_ida.keyboard.press("Escape")
        of_ida.keyboard.press("c")
        expect(of_ida.locator("dialog[open]")).to_have_count(0)

    def test_the_lead_passes_it_on_for_a_colleague(
        self, running: House, browser: Browser, ida: Staff, tove: Staff
    ) -> None:
        customer = running.customer("My grinder is loud", name="Jens")
        claimed(open_case(running, browser, ida, customer))
        page = open_case(running, browser, tove, customer)
        page.keyboard.press("t")
        window = page.locator("form[data-ask=transfer]")
        window.get_by_label("Line 2").check()
        window.locator("[name=reason]").fill("needs a part")
        window.locator("button.primary").click()
        expect(page.locator(TIMELINE)).to_contain_text(
            "Tove transferred it to line 2: needs a part", timeout=PATIENCE
        )


class TestDetails:
    def test_are_corrected_with_errors_beside_the_fields(
        self, running: House, browser: Browser, ida: Staff
    ) -> None:
        page = open_case(running, browser, ida, running.customer("Hello"))
        page.keyboard.press("i")
        window = page.locator("form[data-ask=contact]")
        expect(window.locator("[name=name]")).to_be_focused(timeout=PATIENCE)
        page.keyboard.type("Bodil Krag")
        window.locator("[name=email]").fill("bodil")
        page.keyboard.press("Enter")
        wrong = window.locator('[data-wrong="email"]')
        expect(wrong).to_be_visible(timeout=PATIENCE)
        expect(window.locator('[data-wrong="phone"]')).to_be_hidden()
        expect(window.locator("[name=email]")).to_be_focused()
        window.locator("[name=email]").fill("bodil@example.com")
        page.keyboard.press("Enter")
        expect(page.locator("dialog[open]")).to_have_count(0, timeout=PATIENCE)
        packet = page.locator("aside.packet .packet-who")
        expect(packet).to_contain_text("Bodil Krag")
        expect(packet).to_contain_text("bodil@example.com")
        expect(page.locator(TIMELINE)).to_contain_text("Ida entered the customer’s e-mail address")
        packet.get_by_role("button", name="Edit").click()
        expect(window.locator("[name=email]")).to_have_value("bodil@example.com", timeout=PATIENCE)


class TestCommands:
    def test_the_beginning_of_one_is_not_sent(self, running: House, browser: Browser, ida: Staff) -> None:
        customer = running.customer("Is anybody there?")
        page = open_case(running, browser, ida, customer)
        claimed(page)
        page.keyboard.type("/nothing")
        expect(page.locator(".suggestions")).to_be_visible(timeout=PATIENCE)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#notice")).to_contain_text("only the start of a shortcut", timeout=PATIENCE)
        expect(page.locator(TEXTAREA)).to_have_value("/nothing")
        page.locator(TEXTAREA).fill("Yes / no?")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".by-agent")).to_contain_text("Yes / no?", timeout=PATIENCE)
        assert "/nothing" not in customer.heard()

    def test_lines_in_another_language_say_so(
        self, running: House, browser: Browser, ida: Staff, tove: Staff
    ) -> None:
        page = open_case(running, browser, tove, running.customer("Hej", locale="da"))
        for language, text in (("da", "Tak for din besked."), ("nb", "Takk for meldingen.")):
            make = (
                "([language, text]) => fetch('/api/console/starts', {method: 'POST', body: JSON.stringify({"
            )
            make += "shortcut: 'tak', language, text}), headers: {'Content-Type': 'application/json', "
            make += "'X-CSRF-Token': document.querySelector('meta[name=csrf-token]').content}}).then((a) => a.status)"
            assert page.evaluate(make, [language, text]) == 201
        claimed(page)
        page.keyboard.type("/tak")
        options = page.locator(".suggestions [role=option]")
        expect(options).to_have_count(2, timeout=PATIENCE)
        expect(options.nth(0)).to_have_text(re.compile("^/takTak for din besked.$"))
        expect(options.nth(1)).to_contain_text("Norwegian · Takk for meldingen.")


class TestBulkClose:
    def test_asks_once_more_where_nobody_has_answered(
        self, running: House, browser: Browser, ida: Staff
    ) -> None:
        names = ("Unanswered one", "Unanswered two")
        customers = [running.customer("Hello", name=name) for name in names]
        page = running.page_of(browser, ida)
        page.goto(f"{running.address}/console?tab=waiting")
        for customer in customers:
            page.locator(f'[data-key="{customer.id}"] .pick').click()
        page.locator("[data-bulk=close]").click()
        dialog = page.locator("#bulk-close")
        dialog.locator("label.pill", has_text="Solved").click()
        dialog.locator("button.primary").click()
        expect(dialog.locator("[data-again]")).to_contain_text(
            "2 of 2 have never had a reply from a person", timeout=PATIENCE
        )
        # What refreshes the list meanwhile takes nothing of it away.
        customers[0].says("Are you there?")
        expect(page.locator(f'[data-key="{customers[0].id}"]')).to_contain_text(
            "Are you there?", timeout=PATIENCE
        )
        expect(dialog.locator("[data-again]")).to_be_visible()
        dialog.get_by_role("button", name="Close anyway").click()
        expect(page.locator(f'[data-key="{customers[0].id}"]')).to_have_count(0, timeout=PATIENCE)
        expect(page.locator(f'[data-key="{customers[1].id}"]')).to_have_count(0)


def picture(width: int, height: int) -> bytes:
    """A plain PNG of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + b"\x7f" * width) * height
    header = pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


class TestPictures:
    def test_keep_their_place_before_they_are_there(
        self, running: House, browser: Browser, ida: Staff
    ) -> None:
        customer = running.customer("Look at this")
        for size in ((900, 1200), (1600, 300), (40, 30)):
            sent = customer.client.post(
                f"{customer.id}/attachments",
                content=picture(*size),
                headers={"Content-Type": "image/png"},
            )
            assert sent.status_code == 201, sent.text
            body = {"client_message_id": f"photo-{size[0]}", "attachments": [sent.json()["id"]]}
            assert customer.client.post(f"{customer.id}/messages", json=body).status_code == 200
        customer.says("The last word")
        page = running.page_of(browser, ida)
        held: list[Route] = []
        page.route("**/attachments/*", lambda route: held.append(route))
        page.goto(f"{running.address}/console?tab=open&c={customer.id}")
        pictures = page.locator(".said-files img")
        expect(pictures).to_have_count(3, timeout=PATIENCE)
        sizes = "(all) => all.map((one) => [one.offsetWidth, one.offsetHeight])"
        before = pictures.evaluate_all(sizes)
        shown = ((120, 160), (240, 45), (40, 30))
        for (width, height), (wide, high) in zip(before, shown, strict=True):
            assert abs(width - wide) <= 2
            assert abs(height - high) <= 2
        for route in held:
            route.continue_()
        for one in pictures.all():
            one.evaluate("(one) => one.decode()")
        assert pictures.evaluate_all(sizes) == before
        end = page.locator(".scroll").evaluate("(one) => one.scrollHeight - one.scrollTop - one.clientHeight")
        assert end < 4

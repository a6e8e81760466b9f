"""The widget in a real browser, as a visitor meets it: what to press, and what is to be seen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from launch.plan import free_port
from tests.e2e.fake_chat import FakeChat


@pytest.fixture(scope="module")
def server() -> Iterator[FakeChat]:
    with FakeChat(free_port()) as fake:
        yield fake


@pytest.fixture
def context(browser: Browser, server: FakeChat) -> Iterator[BrowserContext]:
    server.reset()
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="da-DK", timezone_id="Europe/Copenhagen"
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def widget(context: BrowserContext, server: FakeChat) -> Iterator["Widget"]:
    widget = Widget(context.new_page(), server)
    widget.visit()
    yield widget
    assert widget.problems == []


class Widget:
    """A visitor's hands and eyes."""

    def __init__(self, page: Page, server: FakeChat) -> None:
        self.page = page
        self.server = server
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda message: self._note(message.text))

    def _note(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.problems.append(text)

    def visit(self, path: str = "/") -> None:
        self.page.goto(self.server.address + path)
        self.page.locator("kundedialog-chat").locator("button").first.wait_for(state="attached")

    def find(self, selector: str) -> Locator:
        return self.page.locator("kundedialog-chat").locator(selector)

    def named(self, name: str) -> Locator:
        """A button by the words people and screen readers know it by."""
        return self.page.get_by_role("button", name=name)

    def open(self) -> None:
        self.find(".launcher").click()
        self.find(".message.bot").first.wait_for()

    def write(self, text: str) -> None:
        self.find("#text").fill(text)
        self.page.keyboard.press("Enter")

    def said(self, author: str) -> list[str]:
        return self.find(f".message.{author} .body").all_inner_texts()

    def answered(self, text: str) -> None:
        """Wait until the bot has answered ``text``."""
        self.find(
            ".message.bot .body",
        ).get_by_text(f"Du skrev: {text}", exact=True).wait_for()

    def focused(self) -> str:
        """The id, the label or the text of what has the keyboard."""
        found = self.page.evaluate(
            """() => {
              const node = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
              return node.id || node.ariaLabel || node.textContent;
            }"""
        )
        return str(found)

    def stored(self) -> dict[str, str]:
        found: dict[str, str] = self.page.evaluate("() => ({...localStorage})")
        return found

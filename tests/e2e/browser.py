"""The pages as people use them: a visitor with the widget, and staff who log in."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A turn of the bot on a busy machine with two cores, pages and browser included.
PATIENCE = 20_000
_NOTE_CLICK = """() => {
  const click = () => (window.clickedAt = Date.now());
  document.querySelector("[data-send=reply]").addEventListener("click", click, { once: true, capture: true });
}"""
_WATCH = """(log, words) => {
  const watcher = new MutationObserver(() => {
    if (!log.textContent.includes(words)) return;
    window.arrivedAt = Date.now();
    watcher.disconnect();
  });
  watcher.observe(log, { childList: true, subtree: true, characterData: true });
}"""


class Widget:
    """The chat widget on the shop page."""

    def __init__(self, page: Page, address: str, language: str) -> None:
        self.page = page
        page.goto(f"{address}/?lang={language}")
        self.chat = page.locator("kundedialog-chat")
        page.wait_for_function("window.Kundedialog !== undefined")
        page.evaluate("window.Kundedialog.open()")
        expect(self.log).to_contain_text("bot", timeout=PATIENCE)

    @property
    def conversation_id(self) -> str:
        """The conversation's id, from what the widget keeps in the browser."""
        kept = "Object.values(localStorage).join().match(/[0-9a-f]{32}/)[0]"
        return str(self.page.evaluate(kept))

    @property
    def log(self) -> Locator:
        return self.chat.get_by_role("log")

    def says(self, text: str, *, answer: str) -> None:
        """Types and sends a message, and waits for an answer that matches."""
        field = self.chat.locator("#text")
        field.fill(text)
        field.press("Enter")
        self.hears(answer)

    def presses(self, title: str, *, answer: str) -> None:
        """Presses a quick reply, and waits for an answer that matches."""
        self.chat.get_by_role("button", name=title).click()
        self.hears(answer)

    def hears(self, text: str) -> None:
        """Waits until the log holds the words."""
        try:
            expect(self.log.get_by_text(text).last).to_be_visible(timeout=PATIENCE)
        except AssertionError:
            pytest.fail(f"{text!r} did not come. The log says:\n{self.log.inner_text()}")


def seconds_to_visitor(agent_page: Page, visitor: Widget, words: str) -> float:
    """Sends a reply from the console; how long after the click it stands in the visitor's page.

    Both moments are taken inside the pages, by the one clock of this machine.
    """
    visitor.log.evaluate(_WATCH, words)
    agent_page.locator("form[data-writing=reply] textarea").fill(words)
    agent_page.evaluate(_NOTE_CLICK)
    agent_page.locator("[data-send=reply]").click()
    visitor.hears(words)
    arrived = visitor.page.evaluate("window.arrivedAt")
    return float(arrived - agent_page.evaluate("window.clickedAt")) / 1000


def log_in(page: Page, address: str, login: tuple[str, str], *, path: str) -> None:
    """Logs a member of staff in by the login page, and lands on the page that was asked for."""
    page.goto(f"{address}{path}")
    page.locator("#email").fill(login[0])
    page.locator("#password").fill(login[1])
    page.locator("form button.primary").click()
    page.wait_for_url(f"{address}{path}*")


def keep_picture(page: Page, folder: Path | None, name: str) -> None:
    """Keeps a picture of the page for the documentation, when one is asked for."""
    if folder is not None:
        page.wait_for_timeout(400)
        page.screenshot(path=str(folder / f"{name}.png"))

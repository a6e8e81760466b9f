"""An agent's whole job without a mouse, on a laptop: from the login to a closed conversation."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.conftest import Installation
from tests.e2e.browser import PATIENCE, Widget

LAPTOP: ViewportSize = {"width": 1280, "height": 800}
ASK = "I would like to talk to a person"


def a_waiting_visitor(installation: Installation, browser: Browser) -> Widget:
    page = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
    visitor = Widget(page, installation.address, "en")
    visitor.says(ASK, answer="person")
    return visitor


def log_in_by_keyboard(page: Page, installation: Installation) -> None:
    email, password = installation.logins["agent"]
    page.goto(f"{installation.address}/console")
    expect(page.locator("#email")).to_be_focused()
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{installation.address}/console")


def test_from_login_to_close(installation: Installation, browser: Browser) -> None:
    visitor = a_waiting_visitor(installation, browser)
    a_waiting_visitor(installation, browser)
    desk = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
    log_in_by_keyboard(desk, installation)
    keys = desk.keyboard

    # j and k walk through the list, Enter opens what has the focus.
    rows = desk.locator("ol.rows a.row")
    expect(rows.nth(1)).to_be_visible(timeout=PATIENCE)
    waiting = rows.count()
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        keys.press(key)
        expect(rows.nth(place)).to_be_focused()
    for place in range(1, waiting - 1):
        keys.press("j")
        expect(rows.nth(place)).to_be_focused()
    keys.press("Enter")
    talk = desk.locator("section.talk[data-id]")
    expect(talk).to_contain_text(ASK, timeout=PATIENCE)
    expect(rows.nth(waiting - 2)).to_be_focused()

    # c takes it and puts the cursor into the reply; Ctrl+Enter sends, letters are only letters there.
    keys.press("c")
    field = talk.locator("form[data-writing=reply] textarea")
    expect(field).to_be_focused(timeout=PATIENCE)
    keys.type("Here I am; just come.")
    keys.press("Control+Enter")
    visitor.hears("Here I am; just come.")
    expect(field).to_have_value("")

    # Esc leaves the field, r goes back to it, n turns it into a note that stays inside.
    keys.press("Escape")
    expect(field).not_to_be_focused()
    keys.press("r")
    expect(field).to_be_focused()
    keys.press("Escape")
    keys.press("n")
    note = talk.locator("form[data-writing=note] textarea")
    expect(note).to_be_focused()
    keys.type("Was in a hurry.")
    keys.press("Control+Enter")
    expect(talk.locator("li.note")).to_contain_text("Was in a hurry.", timeout=PATIENCE)
    assert "in a hurry" not in (visitor.log.text_content() or "")

    # e closes: the choice has the focus, the arrows choose, Enter confirms.
    keys.press("Escape")
    keys.press("e")
    dialog = desk.locator("#close-dialog")
    expect(dialog.get_by_label("Solved")).to_be_focused()
    keys.press("Space")
    keys.press("ArrowRight")
    expect(dialog.get_by_label("Answered")).to_be_checked()
    keys.press("Enter")
    expect(dialog).to_be_hidden()
    expect(talk).to_contain_text("Closed: Answered", timeout=PATIENCE)

    # The numbers change the list, ? shows the keys and Esc puts them away; the other visitor still waits.
    keys.press("4")
    expect(desk.locator("[data-tab=closed]")).to_have_attribute("aria-current", "page")
    expect(rows.first).to_contain_text("Answered", timeout=PATIENCE)
    keys.press("1")
    expect(rows.first).not_to_contain_text("Answered", timeout=PATIENCE)
    keys.press("?")
    expect(desk.locator("#help-dialog")).to_be_visible()
    keys.press("Escape")
    expect(desk.locator("#help-dialog")).to_be_hidden()
    keys.press("j")
    expect(rows.nth(0)).to_be_focused()
    keys.press("Enter")
    keys.press("e")
    expect(dialog.get_by_label("Solved")).to_be_focused(timeout=PATIENCE)
    keys.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_reply_on_its_way_survives_a_reload(installation: Installation, browser: Browser) -> None:
    visitor = a_waiting_visitor(installation, browser)
    desk = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
    log_in_by_keyboard(desk, installation)
    desk.locator("ol.rows a.row").last.click()
    desk.locator("[data-action=claim]").click()
    expect(desk.locator("form[data-writing=reply] textarea")).to_be_focused(timeout=PATIENCE)

    # The connection swallows the first attempt; the page is loaded again while it is under way.
    desk.route("**/reply", lambda route: None)
    desk.keyboard.type("On its way")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".unsent li.sending")).to_have_count(1)
    desk.unroute("**/reply")
    desk.reload()
    visitor.hears("On its way")
    expect(desk.locator(".unsent li")).to_have_count(0, timeout=PATIENCE)
    expect(visitor.log.get_by_text("On its way")).to_have_count(1)

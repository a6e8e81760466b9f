"""The top bar, the command palette, what one is told, and the settings, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.browser import log_in
from tests.e2e.desk_list import Case, Desk, desk

LAPTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
LABELS = {"Late delivery": "#b3400e", "Faulty": "#b42318"}
# Stands for the desktop: remembers what was shown, and is allowed only once it has been asked.
_DESKTOP = """
window.shown = [];
window.asked = 0;
window.Notification = class extends EventTarget {
  static permission = "default";
  static async requestPermission() { window.asked += 1; return (this.permission = "granted"); }
  constructor(title, { body }) { super(); window.shown.push(`${title} | ${body}`); }
  close() {}
};
document.hasFocus = () => !window.elsewhere;
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    cases = [
        Case(who="Mette Holm", says=("My grinder arrived broken",), reason="complaint", due=5),
        Case(who="Kari Nilsen", says=("Where is my parcel?",), due=20),
        Case(who="Ann Berg", says=("Can I pay by invoice?",), due=30),
    ]
    with desk(tmp_path_factory.mktemp("settings"), cases, LABELS) as running:
        yield running


def at_work(place: Desk, browser: Browser, role: str = "agent", path: str = "/console") -> Page:
    context = browser.new_context(viewport=LAPTOP, locale="en-GB")
    context.add_init_script(_DESKTOP)
    page = context.new_page()
    log_in(page, place.address, place.logins[role], path=path)
    return page


def post(page: Page, place: Desk, path: str, body: dict[str, object]) -> None:
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    answer = page.request.post(
        f"{place.address}/api/console{path}", data=body, headers={"X-CSRF-Token": token}
    )
    assert answer.ok, answer.text()


def open_talk(page: Page, who: str) -> str:
    row = page.locator("ol.rows a.row", has_text=who).first
    row.click()
    expect(page.locator("section.talk h1")).to_have_text(who)
    return row.get_attribute("data-open") or ""


def run(page: Page, words: str) -> None:
    """Opens the palette by its keys, types, and does the first thing it offers."""
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-words")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def told(page: Page, number: int) -> list[str]:
    """What the desktop was shown, once there is so much of it; the page's rules forbid waiting inside it."""
    for _ in range(100):
        if page.evaluate("window.shown.length") >= number:
            break
        page.wait_for_timeout(100)
    return list(page.evaluate("window.shown"))


def test_away_and_back_is_seen_by_colleagues(place: Desk, browser: Browser) -> None:
    alex, mika = at_work(place, browser), at_work(place, browser, "lead")
    alex.locator(".pop-me summary").click()
    switch = alex.get_by_role("switch", name="Take new conversations")
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.click()
    expect(alex.locator(".pop-me summary")).to_contain_text("Away")
    mika.locator(".pop-me summary").click()
    of_alex = mika.locator(".people li", has_text="Alex")
    expect(of_alex).to_contain_text("Away", timeout=10_000)
    run(alex, "take conversations")
    expect(alex.locator(".pop-me summary")).to_contain_text("Available")
    expect(of_alex).not_to_contain_text("Away", timeout=10_000)


def test_the_palette_does_the_work_without_a_mouse(place: Desk, browser: Browser) -> None:
    page = at_work(place, browser)
    open_talk(page, "Kari Nilsen")
    talk = page.locator("section.talk")

    # A few letters find it; a second step offers what there is, and the arrows choose.
    run(page, "prty")
    expect(page.locator("#palette-step")).to_have_text("Priority")
    options = page.get_by_role("listbox", name="Commands").get_by_role("option")
    expect(options).to_have_count(3)
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    field = page.get_by_role("combobox", name="What do you want to do or find?")
    expect(field).to_have_attribute("aria-activedescendant", "palette-1")
    page.keyboard.press("Enter")
    expect(talk.locator(".priority")).to_have_text("High")

    run(page, "labels")
    page.keyboard.type("late")
    page.keyboard.press("Enter")
    expect(talk.locator(".talk-head .mark")).to_have_text("Late delivery")

    run(page, "take the")
    reply = talk.locator("form[data-writing=reply] textarea")
    expect(reply).to_be_focused()

    # It opens while one writes, and what was written is still there.
    page.keyboard.type("Hello")
    run(page, "find nothing of the kind")
    expect(page.locator("#palette-empty")).to_be_visible()
    page.keyboard.press("Escape")
    expect(reply).to_be_focused()
    expect(reply).to_have_value("Hello")

    # Windows of the desk open from it, and lists and conversations are a word away.
    run(page, "transfer")
    expect(page.locator("#ask-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("grinder")
    expect(options.first).to_contain_text("Mette Holm")
    page.keyboard.press("Enter")
    expect(talk.locator("h1")).to_have_text("Mette Holm")
    run(page, "closed")
    expect(page.locator("[data-tab=closed]")).to_have_attribute("aria-current", "page")
    run(page, "dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    run(page, "dansk")
    expect(page.locator("html")).to_have_attribute("lang", "da")
    page.wait_for_load_state()
    run(page, "english")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_what_asks_for_one_arrives_by_itself(place: Desk, browser: Browser) -> None:
    alex, mika = at_work(place, browser), at_work(place, browser, "lead")
    assert alex.evaluate("window.asked") == 0

    # Permission is asked by a click and not before; the sound is off until it is wanted.
    alex.locator(".pop-me summary").click()
    expect(alex.get_by_role("switch", name="Sound")).to_have_attribute("aria-checked", "false")
    alex.get_by_role("switch", name="Desktop notifications").click()
    expect(alex.get_by_role("switch", name="Desktop notifications")).to_have_attribute("aria-checked", "true")
    assert alex.evaluate("window.asked") == 1
    alex.keyboard.press("Escape")
    expect(alex.locator(".pop-me")).not_to_have_attribute("open", "")

    # A note names Alex, who looks elsewhere.
    alex.evaluate("window.elsewhere = true")
    talk = open_talk(mika, "Ann Berg")
    post(mika, place, f"/conversations/{talk}/note", {"text": "@Alex, may she?"})
    expect(alex.locator(".pop-to-do .badge")).to_have_text("1", timeout=10_000)
    named = "Mika (demo) mentioned you in a note about Ann Berg | @Alex, may she?"
    assert told(alex, 1) == [named]
    assert alex.title().startswith("(")

    # It leads to the note, and having seen it nothing waits any more.
    alex.locator(".pop-to-do summary").click()
    alex.locator("[data-asks=mention]").click()
    expect(alex.locator("section.talk h1")).to_have_text("Ann Berg")
    expect(alex.locator(".pop-to-do .badge")).to_have_count(0, timeout=10_000)

    # A conversation is given to Alex.
    me = alex.locator("section.talk").get_attribute("data-reader")
    post(mika, place, f"/conversations/{talk}/assign", {"staff_id": int(me or 0)})
    assert told(alex, 2) == [named, "Ann Berg is now with you | Can I pay by invoice?"]
    expect(alex.locator(".pop-me .load").first).to_contain_text("of 4")


def test_a_lead_keeps_the_starts_and_is_told_what_is_wrong(place: Desk, browser: Browser) -> None:
    page = at_work(place, browser, "lead", path="/settings/starts")
    page.get_by_label("Shortcut").fill("delay")
    page.get_by_label("Text", exact=True).fill("Hi {who}, ")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_have_text("These variables don’t exist: {who}")
    field = page.get_by_label("Text", exact=True)
    expect(field).to_be_focused()
    field.fill("Hi ")
    page.get_by_role("button", name="customer").click()
    expect(field).to_have_value("Hi {customer}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Added to the list.")
    expect(page.locator(".list-name", has_text="/delay")).to_be_visible()


def test_a_webhook_is_tried_and_the_log_says_how_it_went(place: Desk, browser: Browser) -> None:
    page = at_work(place, browser, "admin", path="/settings/webhooks")
    page.get_by_label("Address").fill("https://nowhere.invalid/hooks")
    page.get_by_label("A customer is waiting for a person").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#secret")).to_contain_text("whsec_")
    page.get_by_role("link", name="I’ve saved it").click()
    page.get_by_role("button", name="Send a test").click()
    expect(page.locator("#log tbody")).to_contain_text("Failed", timeout=20_000)
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("status")).to_contain_text("Sent again")


@pytest.mark.parametrize(
    "name", ["teams", "people", "labels", "starts", "causes", "webhooks", "keys", "mail"]
)
def test_settings_fit_on_a_phone(place: Desk, browser: Browser, name: str) -> None:
    page = at_work(place, browser, "admin", path=f"/settings/{name}")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

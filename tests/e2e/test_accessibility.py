"""Every page in every state: nothing that axe-core objects to, and nothing that makes a page scroll sideways.

Windows over a page keep the keyboard inside, close with Escape, and give it back to where it was.

Light and dark, a laptop and a phone, and the three languages are each met on every page, though not each with each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from api.staff.dependencies import SESSION_COOKIE
from api.staff.door import PENDING_COOKIE
from tests.e2e.axe import bring, problems, too_wide
from tests.e2e.browser import PATIENCE
from tests.e2e.furnished import Furnished, furnished_house
from tests.e2e.packet_house import LAPTOP, PHONE, House
from tests.e2e.places import PLACES, WINDOWS, Click, Place, Window, arrive, do

_FOCUS_IS_INSIDE = "document.querySelector('dialog[open]').contains(document.activeElement)"


@dataclass(frozen=True)
class Look:
    """How somebody sees the pages."""

    language: str
    locale: str
    scheme: Literal["light", "dark"]
    size: ViewportSize


LOOKS = {
    "laptop-light-en": Look("en", "en-GB", "light", LAPTOP),
    "laptop-dark-da": Look("da", "da-DK", "dark", LAPTOP),
    "phone-light-nb": Look("nb", "nb-NO", "light", PHONE),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Furnished]]:
    with furnished_house(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="module")
def house(running: tuple[House, Furnished]) -> House:
    return running[0]


@pytest.fixture(scope="module")
def furnished(running: tuple[House, Furnished]) -> Furnished:
    return running[1]


@pytest.fixture(scope="module", params=LOOKS.values(), ids=list(LOOKS))
def look(request: pytest.FixtureRequest) -> Look:
    found: Look = request.param
    return found


@pytest.fixture(scope="module")
def admin(browser: Browser, house: House, furnished: Furnished, look: Look) -> Iterator[BrowserContext]:
    context = seen_by(browser, look)
    context.add_cookies([{"name": SESSION_COOKIE, "value": furnished.admin, "url": house.address}])
    yield context
    context.close()


@pytest.fixture(scope="module")
def talk(house: House, furnished: Furnished, admin: BrowserContext) -> Page:
    """An open conversation of one's own."""
    page = admin.new_page()
    page.goto(f"{house.address}/console?c={furnished.mine}")
    expect(page.locator("form[data-writing=reply]")).to_be_visible(timeout=PATIENCE)
    return page


def seen_by(browser: Browser, look: Look) -> BrowserContext:
    """A browser for one look; without movement, for a colour halfway is nobody's."""
    context = browser.new_context(
        viewport=look.size, locale=look.locale, color_scheme=look.scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    bring(context)
    return context


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_axe_has_nothing_to_say(
    browser: Browser, house: House, furnished: Furnished, look: Look, admin: BrowserContext, place: Place
) -> None:
    context = admin
    if place.who == "nobody":
        context = seen_by(browser, look)
        context.add_cookies(
            [{"name": PENDING_COOKIE, "value": furnished.pending, "url": f"{house.address}/login"}]
        )
    page = context.new_page()
    arrive(page, house.address, place, furnished, language=look.language)
    expect(page.locator("html")).to_have_attribute("lang", look.language)
    found = problems(page, within=place.part)
    over = too_wide(page)
    (page if place.who == "admin" else context).close()
    assert found == [], "\n".join(found)
    assert over == []


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: window.name)
def test_windows_keep_the_keyboard_and_give_it_back(talk: Page, window: Window) -> None:
    talk.locator(".talk .scroll").focus()
    do(talk, window.steps)
    expect(talk.locator(f"dialog[open] {window.shown}").first).to_be_visible()
    for _ in range(2):
        assert talk.evaluate(_FOCUS_IS_INSIDE)
        talk.keyboard.press("Tab")
    found = problems(talk, within="dialog[open]")
    over = too_wide(talk)
    talk.keyboard.press("Escape")
    expect(talk.locator("dialog[open]")).to_have_count(0)
    assert found == [], "\n".join(found)
    assert over == []
    if not any(isinstance(step, Click) for step in window.steps):
        assert talk.evaluate("document.activeElement !== document.body")

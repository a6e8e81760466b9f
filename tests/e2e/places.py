"""Every page of the staff and of the visitors, in each state worth looking at, and the way there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page, expect

from api.insights.views.registry import VIEW_NAMES
from tests.e2e.browser import PATIENCE
from tests.e2e.furnished import Furnished

_WIDGET = "kundedialog-chat"


@dataclass(frozen=True)
class Press:
    """A key."""

    key: str


@dataclass(frozen=True)
class Click:
    """A click, at what is visible of a selector."""

    selector: str


@dataclass(frozen=True)
class Type:
    """Words into a field."""

    selector: str
    words: str


Step = Press | Click | Type


@dataclass(frozen=True, kw_only=True)
class Place:
    """One state of a page.

    `path` takes the names of :class:`~tests.e2e.furnished.Furnished`; `shown` is what must be visible before
    anything is judged. `part` is what is judged, when the rest of the page is a place of its own.
    """

    name: str
    path: str
    shown: str
    steps: Sequence[Step] = ()
    who: Literal["admin", "nobody"] = "admin"
    part: str | None = None


@dataclass(frozen=True)
class Window:
    """A window over a conversation: how it is opened, and what must be visible in it."""

    name: str
    steps: Sequence[Step]
    shown: str


def _door(name: str, path: str, shown: str, *steps: Step) -> Place:
    return Place(name=name, path=path, shown=shown, steps=steps, who="nobody")


def _widget(name: str, shown: str, *steps: Step) -> Place:
    path = "/?lang={lang}"
    return Place(name=name, path=path, shown=f"{_WIDGET} {shown}", steps=steps, who="nobody", part=_WIDGET)


def _desk(name: str, shown: str, *steps: Step, of: str = "mine") -> Place:
    return Place(name=name, path=f"/console?c={{{of}}}", shown=shown, steps=steps)


def _page(path: str, shown: str, *steps: Step, name: str = "") -> Place:
    return Place(
        name=name or path.split("?")[0].strip("/").replace("/", "-"), path=path, shown=shown, steps=steps
    )


_WRONG = (Type("#email", "a@b.example"), Type("#password", "no"), Press("Enter"))
_TALKING = (
    Click(f"{_WIDGET} .launcher"),
    Type(f"{_WIDGET} #text", "I want quiet mornings"),
    Click(f"{_WIDGET} .send"),
)
_WIDGET_MENU = Click(f"{_WIDGET} [aria-controls=menu]")

PLACES = (
    _door("login", "/login", "form #password"),
    _door(
        "login-refused",
        "/login",
        ".door-problem",
        Type("#email", "a@b.example"),
        Type("#password", "no"),
        Press("Enter"),
    ),
    _door("forgotten", "/login/forgotten", "form #email"),
    _door("forgotten-sent", "/login/forgotten", ".door-good", Type("#email", "a@b.example"), Press("Enter")),
    _door("invitation", "/login/invitation/{invitation}", "form #name"),
    _door("new-password", "/login/password/{password}", "form #password"),
    _door("link-used", "/login/password/gone", ".door h1"),
    _door("second-step", "/login/code", "form #code"),
    _page("/console", ".rows .row", name="list"),
    _page("/console?tab=closed", ".rows .row", name="list-closed"),
    _page("/console?text=xylophone", ".queue .empty", name="list-empty"),
    _page("/console?view={view}", ".narrowed", name="list-view"),
    _page("/console", "#filter-form", Click(".filter-button"), name="list-filters"),
    _page("/console", ".bulk [data-bulk=close]", Click(".pick"), name="list-selection"),
    _page(
        "/console", "#bulk-close[open]", Click(".pick"), Click("[data-bulk=close]"), name="list-bulk-close"
    ),
    _page("/console", ".pop-to-do .task", Click(".pop-to-do > summary"), name="to-do"),
    _page("/console", ".pop-me .switch", Click(".pop-me > summary"), name="notifications"),
    _page("/console", ".account .menu-links", Click(".account > summary"), name="account-menu"),
    _desk("conversation", "form[data-writing=reply] textarea"),
    _desk("conversation-waiting", ".composer [data-action=claim]", of="waiting"),
    _desk("conversation-closed", ".composer-bar", of="closed"),
    _desk("note", "form[data-writing=note] textarea", Press("n")),
    _desk("more", ".more .menu", Click(".more > summary")),
    _desk("start", ".suggestions [role=option]", Press("r"), Type(".composer textarea", "/lo")),
    _page("/console/cases", "tbody tr"),
    _page("/console/cases?shown=closed", ".cases-empty", name="cases-empty"),
    _page("/settings/teams", ".list li"),
    _page("/settings/people", "main h1"),
    _page("/settings/labels", ".list li"),
    _page("/settings/starts", ".list li"),
    _page("/settings/causes", ".list li"),
    _page("/settings/webhooks", ".list li"),
    _page("/settings/webhooks/{webhook}", "#log", name="settings-webhook"),
    _page("/settings/keys", ".list li"),
    _page("/settings/mail", "main h1"),
    _page("/account", "main h1"),
    _page("/account/two-factor", ".qr-code svg"),
    _page("/people", "tbody tr"),
    _page("/people/{ida}", "#work-title", name="person"),
    _page("/audit", "tbody tr"),
    _page("/insights", "main h1"),
    *(_page(f"/insights/{name}", "main h1") for name in VIEW_NAMES if name != "overview"),
    _page("/insights/conversations?figure=conversations", ".conversations li", name="insights-conversations"),
    _page("/insights/conversations/{closed}", ".transcript li", name="insights-conversation"),
    _page("/insights?from=2026-02-02&to=2026-01-01", "[role=alert]", name="insights-problem"),
    _door("shop", "/?lang={lang}", f"{_WIDGET} .launcher"),
    _widget("widget", ".message.bot", Click(f"{_WIDGET} .launcher")),
    _widget("widget-talking", ".message.visitor", *_TALKING),
    _widget("widget-menu", ".menu .item", *_TALKING, _WIDGET_MENU),
    _widget(
        "widget-over", ".ending .thumb", *_TALKING, _WIDGET_MENU, Click(f"{_WIDGET} .menu .item >> nth=2")
    ),
    _door("rating", "{rating}?lang={lang}", ".rating-page .choices"),
)

MORE = ".more > summary"
WINDOWS = (
    Window("palette", (Press("Control+k"),), "[role=option]"),
    Window("help", (Press("?"),), ".keys"),
    Window("close", (Press("e"),), ".pill"),
    Window("transfer", (Press("t"),), "form[data-ask=transfer]"),
    Window("hand-back", (Press("b"),), "form[data-ask=hand_back]"),
    Window("snooze", (Press("z"),), "form[data-ask=snooze]"),
    Window("priority", (Press("p"),), "form[data-ask=priority]"),
    Window("labels", (Press("l"),), "form[data-ask=labels]"),
    Window("reminder", (Press("d"),), "form[data-ask=remind]"),
    Window("transcript", (Click(MORE), Click("[data-ask-for=transcript]")), "form[data-ask=transcript]"),
    Window("contact", (Press("i"),), "form[data-ask=contact]"),
    Window("erase", (Click(MORE), Click("[data-ask-for=erase]")), "form[data-ask=erase]"),
    Window("letter", (Press("w"),), "form[data-letter] textarea"),
    Window("case", (Press("s"),), ".case-sheet .case-step"),
    Window("ask-the-bot", (Press("a"),), "[data-advice-found] li"),
)


def arrive(page: Page, address: str, place: Place, furnished: Furnished, *, language: str) -> None:
    """Bring a page to a place, and wait until what it is about is there."""
    page.goto(address + place.path.format(lang=language, **vars(furnished)))
    do(page, place.steps)
    expect(page.locator(place.shown).first).to_be_visible(timeout=PATIENCE)


def do(page: Page, steps: Sequence[Step]) -> None:
    """Take some steps on a page."""
    for step in steps:
        if isinstance(step, Press):
            page.keyboard.press(step.key)
        elif isinstance(step, Click):
            page.locator(step.selector).first.click()
        else:
            page.locator(step.selector).fill(step.words)

"""What axe-core finds on a page as it stands, in words that say what to change."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import BrowserContext, Page

# About the page as a whole: to be judged where all of it is.
_WHOLE_PAGE = ("landmark-no-duplicate-banner", "landmark-unique")
_RUN = """async ([within, without]) => {
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  return (await axe.run(within ?? document, { resultTypes: ["violations"], rules })).violations;
}"""
_OVER_THE_EDGE = """() => {
  const width = document.documentElement.clientWidth;
  const over = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width + 1);
  return over.slice(0, 3).map((one) => one.outerHTML.slice(0, 120));
}"""


def bring(context: BrowserContext) -> None:
    """Have axe-core on every page that the browser opens from now on."""
    context.add_init_script(Axe().axe_script)


def problems(page: Page, *, within: str | None = None) -> list[str]:
    """Every violation on the page, open shadow roots included: the rule, how bad it is, and where."""
    found: list[dict[str, Any]] = page.evaluate(_RUN, [within, list(_WHOLE_PAGE) if within else []])
    return [
        f"{one['id']} ({one['impact']}): {one['help']}\n    {node['html'][:160]}\n    {_why(node)}"
        for one in found
        for node in one["nodes"][:4]
    ]


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways; nothing when it does not."""
    if page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
        return []
    over: list[str] = page.evaluate(_OVER_THE_EDGE)
    return over or ["something outside of what can be seen"]


def _why(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return "; ".join(str(check["message"]) for check in checks)[:240]

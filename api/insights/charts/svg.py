"""SVG elements with everything escaped."""

from markupsafe import Markup, escape


def element(name: str, *children: Markup | str, **attributes: str | int | float | None) -> Markup:
    """Return an SVG element; `class_` becomes class, underscores become hyphens, None leaves one out."""
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None
    )
    inside = Markup("").join(escape(child) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, inside)


def percent(share: float) -> str:
    """Return a share as an SVG percentage."""
    return f"{share * 100:.2f}%"

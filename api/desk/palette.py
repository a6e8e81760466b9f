"""The colours a label may have: each a tone for light grounds and one for dark, both readable as text (AA)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Colour:
    """One colour; ``light`` is what a label keeps, and is written on light grounds."""

    name: str
    light: str
    dark: str


_TONES = {
    "slate": ("#475569", "#a9b4c4"),
    "red": ("#b42318", "#f5978e"),
    "orange": ("#b3400e", "#f4a06f"),
    "amber": ("#8a5a00", "#e5b454"),
    "green": ("#1f7a3d", "#7fcf98"),
    "teal": ("#0f766e", "#6ecbc2"),
    "blue": ("#1d5fb8", "#8ab8f4"),
    "indigo": ("#4347b8", "#a9adf5"),
    "purple": ("#7a35b5", "#cda3f2"),
    "pink": ("#b0246b", "#f29ac4"),
}
PALETTE = tuple(Colour(name=name, light=light, dark=dark) for name, (light, dark) in _TONES.items())


def colour_of(light: str) -> Colour | None:
    """Return the colour of the palette that a label keeps, None for one that has left the palette."""
    return next((colour for colour in PALETTE if colour.light == light.lower()), None)

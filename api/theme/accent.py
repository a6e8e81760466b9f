"""The business's accent colour, made readable: any `#rrggbb` becomes one tone for light and one for dark.

Contrast is counted as WCAG 2.2 does (relative luminance, (L1 + 0.05) / (L2 + 0.05)); 4.5 is AA for text.
"""

from typing import TypeAlias

AA_TEXT = 4.5
_LIGHT_GROUND = (255, 255, 255)
_DARK_GROUND = (32, 32, 36)
_STEPS = 40

Rgb: TypeAlias = tuple[int, int, int]


def accent_css(accent: str) -> str:
    """Return a style sheet that sets the accent for light and dark grounds from `accent` (`#rrggbb`)."""
    colour = _parse(accent)
    light = _readable(colour, ground=_LIGHT_GROUND, towards=(0, 0, 0))
    dark = _readable(colour, ground=_DARK_GROUND, towards=(255, 255, 255))
    return f":root{{--accent-light:{_write(light)};--accent-dark:{_write(dark)}}}\n"


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the WCAG contrast ratio of two sRGB colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _readable(colour: Rgb, *, ground: Rgb, towards: Rgb) -> Rgb:
    for step in range(_STEPS + 1):
        share = step / _STEPS
        mixed = _mix(colour, towards, share)
        if contrast(mixed, ground) >= AA_TEXT:
            return mixed
    return towards


def _mix(colour: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    parts = [value / 255 for value in colour]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parse(text: str) -> Rgb:
    digits = text.removeprefix("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _write(colour: Rgb) -> str:
    return "#" + "".join(f"{value:02x}" for value in colour)

"""The accent colour is readable whatever the business chose."""

import re

import pytest

from api.theme.accent import accent_css, contrast


def tones(accent: str) -> list[tuple[int, int, int]]:
    found = re.findall(r"#(..)(..)(..)", accent_css(accent))
    return [(int(red, 16), int(green, 16), int(blue, 16)) for red, green, blue in found]


def test_contrast_is_counted_as_wcag_does() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("accent", ["#2f5d50", "#ffff00", "#000000", "#ffffff", "#ff0000", "#7F7F7F"])
def test_both_tones_reach_aa_on_their_ground(accent: str) -> None:
    light, dark = tones(accent)
    assert contrast(light, (255, 255, 255)) >= 4.5
    assert contrast(dark, (32, 32, 36)) >= 4.5


def test_a_readable_colour_is_left_alone() -> None:
    assert "--accent-light:#2f5d50" in accent_css("#2f5d50")

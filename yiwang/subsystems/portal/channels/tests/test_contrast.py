"""Can everything be read in every theme, tone and contrast? (WCAG 2.1, 1.4.3 and 1.4.11)"""

import re
from itertools import product
from pathlib import Path

import pytest

from yiwang.subsystems.portal.channels.choices import THEMES
from yiwang.subsystems.portal.channels.public.webapp import COLOURS

BROWSER = Path(__file__).resolve().parents[4] / "browser"
TEXT = [
    *product(("ink", "ink-soft", "ink-faint", "tint", "tint-deep"), ("paper", "ground")),
    *product(("ink", "tint", "tint-deep"), ("tint-wash",)),
    *product(("ink",), ("gold-wash", "green-wash", "red-wash", "marked")),
    ("tint", "marked"),
    *product(("white", "on-brand-soft"), ("brand", "brand-deep")),
    *product(("white", "on-foot"), ("foot",)),
    ("on-accent", "accent"),
    ("on-accent", "accent-bright"),
    ("red", "paper"),
    ("red-deep", "red-wash"),
    ("green", "green-wash"),
    ("gold-ink", "gold-wash"),
    ("grey-ink", "grey-wash"),
    ("white", "mark-ground"),
]
EDGES = [("field-line", "paper"), ("tint", "paper"), ("tint", "ground")]
SEEN = list(product(THEMES, ("light", "dark"), ("normal", "high")))


def rules() -> list[tuple[str, dict[str, str]]]:
    """Selector and custom properties of every rule of the three sheets, in their order."""
    found = []
    for name in ("_tokens.css", "_themes.css", "_reading.css"):
        text = re.sub(r"/\*.*?\*/", "", (BROWSER / name).read_text(encoding="utf-8"), flags=re.DOTALL)
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
            values = dict(re.findall(r"--([a-z-]+):\s*([^;]+);", body))
            found.append((selector.strip().removeprefix("@media screen {").strip(), values))
    return found


def values(theme: str, tone: str, contrast: str) -> dict[str, str]:
    """What is in force, weighed as a browser does: by the number of its conditions, then by order."""
    has = {":root", f".theme-{theme}", f'[data-tone="{tone}"]', f'[data-contrast="{contrast}"]'}
    fitting = []
    for order, (selector, given) in enumerate(rules()):
        parts = re.findall(r":root|\.[\w-]+|\[[^\]]+\]", selector)
        if given and parts and "".join(parts) == selector and set(parts) <= has:
            fitting.append((len(parts), order, given))
    found = {"white": "#ffffff"}
    for _, _, given in sorted(fitting, key=lambda one: one[:2]):
        found |= given
    while any(value.startswith("var(") for value in found.values()):
        found = {
            name: found[value[6:-1]] if value.startswith("var(") else value for name, value in found.items()
        }
    return found


def contrast(one: str, other: str) -> float:
    """WCAG 2.1, relative luminance."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_is_computed_as_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("theme", "tone", "strength"), SEEN)
def test_every_pair_of_a_theme_can_be_read(theme, tone, strength):
    found = values(theme, tone, strength)
    least = 7 if strength == "high" else 4.5
    body = {("ink", "paper"), ("ink-soft", "paper"), ("tint", "paper")}
    weak = {
        f"{one} on {ground}": round(contrast(found[one], found[ground]), 2)
        for one, ground in TEXT
        if contrast(found[one], found[ground]) < (least if (one, ground) in body else 4.5)
    }
    assert not weak
    assert not [pair for pair in EDGES if contrast(found[pair[0]], found[pair[1]]) < 3]


def test_every_theme_has_its_sheet_and_its_colour_in_the_manifest():
    declared = {selector.removeprefix(".theme-") for selector, _ in rules() if selector.startswith(".theme-")}
    assert declared | {"blue"} == set(THEMES) == set(COLOURS)
    for theme in THEMES:
        assert values(theme, "light", "normal")["brand"] == COLOURS[theme]

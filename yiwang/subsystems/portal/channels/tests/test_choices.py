"""What does the cookie of a reader say, and which sheets follow from it?"""

import pytest

from yiwang.subsystems.portal.channels.choices import Choice, read


@pytest.mark.parametrize(
    ("cookie", "choice"),
    [
        ("dark.large.high", Choice("dark", "large", "high")),
        ("auto.normal.normal", Choice()),
        ("", Choice()),
        ("dark.large", Choice()),
        ("pink.large.high", Choice()),
        ('dark.large.high");@import url(//evil', Choice()),
    ],
)
def test_a_cookie_is_three_known_words_or_nothing(cookie, choice):
    assert read(cookie) == choice
    assert read(choice.written) == choice


@pytest.mark.parametrize(
    ("choice", "sheets"),
    [
        (Choice(), [("dark", "screen and (prefers-color-scheme: dark)")]),
        (Choice("light"), []),
        (Choice("dark", "elder", "high"), [("dark", "screen"), ("high", "screen"), ("elder", "screen")]),
    ],
)
def test_without_scripts_sheets_put_the_choice_into_force(choice, sheets):
    assert choice.sheets == sheets

"""Where in a text do the words stand, and which part of it is worth showing?"""

import re
from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString

from yiwang.kernel.search.rules import Phrase, is_han

SHOWN = 160
LEAD = 40
SEARCHED = 50_000

# Full-width letters and digits; each has a narrow twin 0xFEE0 before it.
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_WITHIN_HAN = r"[\s《》〈〉「」『』“”‘’\u200b\ufeff]{0,4}"
_BETWEEN_PIECES = r"[\W_]{0,4}"


def marked(text: str, phrases: Sequence[Phrase]) -> SafeString:
    """The text as HTML, the words in <mark>."""
    return _marked(text, spans(text, phrases))


def snippet(text: str, phrases: Sequence[Phrase]) -> SafeString:
    """About 160 characters around the first place where the words stand, as HTML; else the beginning."""
    text = " ".join(text[:SEARCHED].split())
    found = spans(text, phrases)
    start = max(0, _densest(found) - LEAD)
    end = start + SHOWN
    inside = [
        (max(first, start) - start, min(last, end) - start)
        for first, last in found
        if first < end and last > start
    ]
    shown = _marked(text[start:end], inside)
    return SafeString(f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}")


def spans(text: str, phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Where the phrases stand, in order and without overlap."""
    narrow = _WIDE.sub(lambda wide: chr(ord(wide[0]) - 0xFEE0), text)  # one for one, so that positions stay
    found = sorted(
        match.span()
        for phrase in phrases
        for match in _expression(phrase).finditer(narrow)
        if match.end() > match.start()
    )
    merged: list[tuple[int, int]] = []
    for first, last in found:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _expression(phrase: Phrase) -> re.Pattern[str]:
    return re.compile(_BETWEEN_PIECES.join(_piece(piece) for piece in phrase.pieces), re.IGNORECASE)


def _piece(piece: str) -> str:
    if is_han(piece):
        return _WITHIN_HAN.join(re.escape(character) for character in piece)
    if piece.isdecimal():
        return rf"(?<!\d)0*{re.escape(piece)}(?!\d)"
    return rf"(?<![A-Za-z]){re.escape(piece)}(?![A-Za-z])"


def _densest(found: Sequence[tuple[int, int]]) -> int:
    """The place from which most characters are marked within what can be shown."""
    room = SHOWN - LEAD
    return max(
        (first for first, _ in found[:200]),
        key=lambda start: sum(
            last - first for first, last in found[:200] if start <= first and last <= start + room
        ),
        default=0,
    )


def _marked(text: str, found: Sequence[tuple[int, int]]) -> SafeString:
    parts, at = [], 0
    for first, last in found:
        parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    return SafeString("".join([*parts, escape(text[at:])]))

"""Which characters does a written text mean?"""

import re

# Characters that show nothing: joiners, direction marks, byte order marks, soft hyphens, control characters.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
BLANKS = re.compile(r"[\s\xa0\u3000\u2000-\u200a\u202f\u205f]+")
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
CJK = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
CJK_OR_MARK = f"{CJK}、，。；：？！“”‘’（）《》〈〉〔〕【】—…·"

_NARROW = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_BLANK_BETWEEN_CJK = re.compile(f"(?<=[{CJK_OR_MARK}]) (?=[{CJK_OR_MARK}])")

_DIGITS = {
    c: i
    for i, row in enumerate(
        ("〇零○ОOoОо0０◯⭕", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for c in row
}
_TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30}
CHINESE_DIGITS = "".join(_DIGITS)
CHINESE_NUMERALS = CHINESE_DIGITS + "十拾廿卅百佰千"


def visible(text: str) -> str:
    """The text without characters that show nothing; line ends become ``\\n``."""
    return INVISIBLE.sub("", LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """Visible text on one line, every run of blanks one space, none at the ends."""
    return BLANKS.sub(" ", visible(text)).strip()


def solid(text: str) -> str:
    """Visible text without any blank."""
    return BLANKS.sub("", visible(text))


def joined(text: str) -> str:
    """One line without the blanks that stand between Chinese characters only to fill a line."""
    return _BLANK_BETWEEN_CJK.sub("", one_line(text))


def narrow(text: str) -> str:
    """Full-width Latin letters and digits in their plain width."""
    return text.translate(_NARROW)


def whole_number(text: str) -> int | None:
    """The number written in Arabic (any width) or Chinese digits: 12, 十二, 一百零三, 二〇一九; else None."""
    text = narrow(text)
    if not text or len(text) > 9:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    return _counted(text)


def _counted(text: str) -> int | None:
    """A number written with 十, 百 and 千."""
    total = pending = 0
    for c in text:
        if c in _DIGITS:
            pending = _DIGITS[c]
        elif c in _TENS:
            total += (pending or 1) * 10 if _TENS[c] == 10 else _TENS[c]
            pending = 0
        elif c in "百佰":
            total, pending = total + (pending or 1) * 100, 0
        elif c == "千":
            total, pending = total + (pending or 1) * 1000, 0
        else:
            return None
    return total + pending

"""What is a submission called, how is it read back, and what may happen to it?"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yiwang.kernel.errors import Refused

RECEIVED, HANDLING, SUPPLEMENT = "received", "handling", "supplement"
ANSWERED, CLOSED, WITHDRAWN = "answered", "closed", "withdrawn"
STATES = {
    RECEIVED: "已收到",
    HANDLING: "办理中",
    SUPPLEMENT: "等待您补充",
    ANSWERED: "已答复",
    CLOSED: "已办结",
    WITHDRAWN: "已撤回",
}
TONES = {RECEIVED: "info", HANDLING: "info", SUPPLEMENT: "warn", ANSWERED: "good", CLOSED: "", WITHDRAWN: ""}
ENDED = frozenset({ANSWERED, CLOSED, WITHDRAWN})

# What the inner side reports to the applicant, step by step.
NOTE, ASK, ANSWER, CLOSE = "note", "ask", "answer", "close"
STEPS = {NOTE: "办理进展", ASK: "请补充材料", ANSWER: "答复", CLOSE: "办结"}

# Crockford's base 32: no I, L, O, U, and whoever types one of the first three is understood all the same.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12  # 60 bits
_MISREAD = str.maketrans("OIL", "011")
NUMBER = re.compile(r"[A-Z]{2,4}(?:\d{13,16}|\d{8}W\d{5,8})")

TEXT_LENGTH = 5_000
COMMENT_LENGTH = 500
FACTS_LENGTH = 100_000
STARS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}


def number(prefix: str, day: date, serial: int) -> str:
    """``JC2026112500017``: prefix, date, the serial number of that day."""
    return f"{prefix}{day:%Y%m%d}{serial:05d}"


def entered_number(prefix: str, day: date, serial: int) -> str:
    """``SB20261125W00017``: entered inside, in a series that the outer side's numbers can never meet."""
    return f"{prefix}{day:%Y%m%d}W{serial:05d}"


def is_entered(number: str) -> bool:
    """Whether a number was given inside."""
    return "W" in number[-9:]


def code_of(bits: bytes) -> str:
    """``7KQ2M9XD4HTR``: the first 60 bits as twelve characters that nobody misreads."""
    value = int.from_bytes(bits[:8], "big") >> 4
    return "".join(ALPHABET[value >> shift & 31] for shift in range(55, -1, -5))


def grouped(code: str) -> str:
    """``7KQ2-M9XD-4HTR``"""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(typed: str) -> str:
    """A tracking code as somebody typed it: any case, full width, with dashes; empty where it can be none."""
    code = _plain(typed).translate(_MISREAD)
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def read_number(typed: str) -> str:
    """The number of a submission as somebody typed it; empty where it can be none."""
    plain = _plain(typed)
    return plain if NUMBER.fullmatch(plain) else ""


def _plain(typed: str) -> str:
    return re.sub(r"[\s\-‐-―－_.]", "", unicodedata.normalize("NFKC", typed[:80])).upper()


@dataclass(frozen=True)
class Taken:
    """A step as the state follows from it; ``is_settled``: what it asked for was handed in."""

    number: int
    kind: str
    is_settled: bool = False


def state_of(steps: Iterable[Taken], *, is_withdrawn: bool) -> str:
    """The state that the steps add up to, in whatever order they came (security.md §4: none is assumed)."""
    if is_withdrawn:
        return WITHDRAWN
    ordered = sorted(steps, key=lambda step: step.number)
    ends = [step for step in ordered if step.kind in {ANSWER, CLOSE}]
    if ends:
        return ANSWERED if ends[-1].kind == ANSWER else CLOSED
    if any(step.kind == ASK and not step.is_settled for step in ordered):
        return SUPPLEMENT
    return HANDLING if ordered else RECEIVED


def check_open(state: str, deed: str) -> None:
    if state in ENDED:
        raise Refused(f"这件提交{STATES[state]}，不能再{deed}。")


def check_ratable(state: str, rating: int | None) -> None:
    if state != ANSWERED:
        raise Refused("答复之后才能评价。")
    if rating is not None:
        raise Refused("您已经评价过了，谢谢。")


def check_stars(stars: int) -> None:
    if stars not in STARS:
        raise Refused("请选择满意程度。", field="stars")


def checked_text(text: str, field: str, most: int = TEXT_LENGTH) -> str:
    """The text without blanks around it. Raises Refused where it is empty or too long."""
    given = text.replace("\x00", "").strip()
    if not given:
        raise Refused("请填写内容。", field=field)
    if len(given) > most:
        raise Refused(f"内容请不要超过{most}字，现有{len(given)}字。", field=field)
    return given


def check_complete(missing: Iterable[str]) -> None:
    """``missing``: names of what was asked for and did not come."""
    named = "、".join(missing)
    if named:
        raise Refused(f"还缺：{named}。请一次补齐后再提交。", field="files")


def check_files(count: int, most: int) -> None:
    if count > most:
        raise Refused(f"最多只能附{most}个文件。" if most else "这里不能附文件。", field="files")

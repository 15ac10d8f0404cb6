"""Is a pattern that an editor wrote safe to hold an applicant's text against?

Python's engine tries every way to match, so a pattern that repeats a repetition can take for ever on a short
text. What cannot is let through: no repeated groups, no references back, no looking around.
"""

import re

from yiwang.kernel.errors import Refused

LONGEST = 120
MOST_OPEN = 2
LONGEST_MATCHED = 200
_REPEATED_GROUP = re.compile(r"\)[*+?{]")
_REFERENCE = re.compile(r"\\[1-9]|\(\?P=|\\g")
_SPECIAL_GROUP = re.compile(r"\(\?(?!:)")
_OPEN_ENDED = re.compile(r"[*+]|\{\d*,\}")


def check(pattern: str) -> None:
    """Raises Refused with what is wrong."""
    if len(pattern) > LONGEST:
        raise Refused(f"格式规则不能超过{LONGEST}个字符。")
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        raise Refused("格式规则不是正确的正则表达式。") from None
    plain = _without_escapes(pattern)
    if _REPEATED_GROUP.search(plain):
        raise Refused("格式规则里的括号后面不能跟 * + ? {}。")
    if _REFERENCE.search(pattern) or _SPECIAL_GROUP.search(plain):
        raise Refused("格式规则里不能用反向引用和前后查找。")
    if len(_OPEN_ENDED.findall(plain)) > MOST_OPEN:
        raise Refused(f"格式规则里不限次数的重复最多{MOST_OPEN}处。")


def _without_escapes(pattern: str) -> str:
    """Escaped characters and the inside of brackets count as one plain character each."""
    return re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "x", pattern)

"""Which place-holders does a reply template have, what do they become, and what is still blank?

``{编号}`` is filled in from the letter; any other name in braces is left for whoever answers.
Plain Python.
"""

import re
from collections.abc import Mapping

from yiwang.kernel.errors import Refused

SALUTATION, NUMBER, TITLE, MAILBOX = "称呼", "编号", "标题", "信箱"
UNIT, RECEIVED_ON, TODAY, DUE_ON = "答复单位", "来信日期", "今天", "答复期限"
KNOWN = (SALUTATION, NUMBER, TITLE, MAILBOX, UNIT, RECEIVED_ON, TODAY, DUE_ON)

NAME_LENGTH = 20
HOLDER = re.compile(rf"[{{｛]([^{{}}｛｝\n]{{1,{NAME_LENGTH}}})[}}｝]")
# A line to write on, as in a form on paper, is as blank as a name in braces.
BLANK = re.compile(rf"{HOLDER.pattern}|[_＿]{{3,}}")
_BRACES = str.maketrans({"{": "（", "}": "）", "｛": "（", "｝": "）"})


def filled(text: str, values: Mapping[str, str]) -> str:
    """The template with what is known; what is not known keeps its braces. Braces in a value are none."""

    def said(found: re.Match[str]) -> str:
        value = values.get(found[1].strip(), "")
        return value.translate(_BRACES) if value else found[0]

    return HOLDER.sub(said, text)


def blanks(text: str) -> list[str]:
    """What has still to be written, in the order of the text, each once."""
    return list(dict.fromkeys(found[0] for found in BLANK.finditer(text)))


def names(text: str) -> list[str]:
    """The place-holders of a template, each once."""
    return list(dict.fromkeys(found[1].strip() for found in HOLDER.finditer(text)))


def inserted(written: str, addition: str, untouched: str) -> str:
    """What was written with the addition after it; where nothing was, the addition alone."""
    kept = written.replace("\r\n", "\n").rstrip()
    return addition if kept.strip() in {"", untouched.strip()} else f"{kept}\n\n{addition}"


def check(text: str) -> None:
    """Raises Refused for a brace without its fellow, which nothing would fill and nothing would find."""
    rest = HOLDER.sub("", text)
    if wrong := re.search(r"[{}｛｝]", rest):
        raise Refused(
            f"“{wrong[0]}”没有成对：需要填写的内容请写成{{名称}}，名称不超过{NAME_LENGTH}个字。",
            field="text",
        )

"""What of a mail stands in the letter that it becomes?"""

from collections.abc import Sequence
from typing import Any

from yiwang.subsystems.participation.letters import rules as letters
from yiwang.subsystems.participation.letters.models import Box

ROOM = 300
"""Of the text of a letter, for the words that we add."""
UNVERIFIED = "〔由电子邮件转入，发件地址未经核实〕"
CUT = "〔邮件正文较长，全文见附件“邮件全文.txt”〕"
CUT_SHORT = "〔邮件正文较长，这里只有前一部分，全文请查看信箱〕"
FULL_TEXT = "邮件全文.txt"


def fits(text: str) -> bool:
    return len(text) <= letters.TEXT_LENGTH - ROOM


def text_of(text: str, notes: Sequence[str], *, is_attached: bool) -> str:
    """Never longer than a letter may be."""
    shown = text if fits(text) else text[: letters.TEXT_LENGTH - ROOM] + "…"
    added = [UNVERIFIED, *([] if fits(text) else [CUT if is_attached else CUT_SHORT]), *notes]
    return f"{shown}\n\n{''.join(added)[: ROOM - 10]}".strip()


def title_of(subject: str) -> str:
    title = subject.strip()[: letters.TITLE_LENGTH]
    return title if len(title) > 1 else "电子邮件来信"


def data_of(box: Box, subject: str, text: str, notes: Sequence[str], *, is_attached: bool) -> dict[str, Any]:
    """As ``messages.Letter`` describes it. Type and subject are an official's to set: nobody chose any."""
    type_code, label = next(iter(box.offered_types.items()))
    return {
        "mailbox": box.code,
        "mailbox_name": box.name,
        "type": type_code,
        "type_label": label,
        "title": title_of(subject),
        "text": text_of(text, notes, is_attached=is_attached),
        "is_public": False,
        "public_label": "不公开",
    }

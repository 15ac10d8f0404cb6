"""Which papers may come of a request, how are they numbered, and how are their words kept?

Names in use: standards/disclosure.md §3.4. Plain Python beside kernel.papers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yiwang.kernel.papers.paper import Facts, Paper, Text

RECEIPT, CORRECTION, OPINION, EXTENSION, FEE, REPLY = (
    *("receipt", "correction", "opinion", "extension", "fee", "reply"),
)


@dataclass(frozen=True)
class Form:
    """``mark``: stands in its number; ``is_for_applicant``: goes to them, and not to somebody asked."""

    title: str
    mark: str
    is_for_applicant: bool = True


FORMS: Mapping[str, Form] = {
    RECEIPT: Form("政府信息公开申请登记回执", "公开登"),
    CORRECTION: Form("政府信息公开申请补正告知书", "公开补"),
    OPINION: Form("政府信息公开征求意见书", "公开征", is_for_applicant=False),
    EXTENSION: Form("政府信息公开延期答复告知书", "公开延"),
    FEE: Form("政府信息公开信息处理费收费通知", "公开费"),
    REPLY: Form("政府信息公开申请答复书", "公开答"),
}


@dataclass(frozen=True)
class Words:
    """What a paper says; ``title``: where it has another than its form."""

    text: str
    facts: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    title: str = ""


def number(mark: str, form: str, year: int, serial: int) -> str:
    """``云自然资规公开答〔2026〕5号``."""
    return f"{mark}{FORMS[form].mark}〔{year}〕{serial}号"


def in_words(day: date) -> str:
    """``2026年2月9日`` (GB/T 9704-2012: no leading zero)."""
    return f"{day.year}年{day.month}月{day.day}日"


def written(addressee: str, signer: str, signed_on: date, words: Words) -> dict[str, Any]:
    """JSON from which the paper can be drawn again."""
    return {
        "addressee": addressee,
        "signer": signer,
        "signed_on": signed_on.isoformat(),
        "text": words.text,
        "facts": [list(pair) for pair in words.facts],
        "notes": list(words.notes),
    }


def drawable(title: str, number: str, kept: Mapping[str, Any]) -> Paper:
    facts = tuple((str(label), str(value)) for label, value in kept["facts"])
    blocks = (Facts(facts), Text(kept["text"])) if facts else (Text(kept["text"]),)
    return Paper(
        title=title,
        signer=kept["signer"],
        signed_on=date.fromisoformat(kept["signed_on"]),
        number=number,
        addressee=kept["addressee"],
        blocks=blocks,
        notes=tuple(kept["notes"]),
    )

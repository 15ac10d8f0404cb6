"""Which papers does the handling of an application produce, and how are they numbered? Plain Python.

Names and occasions: 行政许可法 (2019) art. 32, 38, 42, 44, 45; shared standards/approvals.md §2.
"""

from dataclasses import dataclass

ACCEPTANCE, MISSING, DECLINING = "acceptance", "missing", "declining"
GRANTING, REFUSING = "granting", "refusing"
EXTENSION, SPECIAL, HANDOVER = "extension", "special", "handover"


@dataclass(frozen=True)
class Form:
    """``word`` stands in the number; ``others``: what it is called where the item is no licence."""

    code: str
    title: str
    word: str
    others: str = ""
    basis: str = ""


FORMS = {
    form.code: form
    for form in (
        Form(ACCEPTANCE, "受理通知书", "受", basis="《中华人民共和国行政许可法》第三十二条"),
        Form(MISSING, "申请材料补正告知书", "补", basis="《中华人民共和国行政许可法》第三十二条第一款第四项"),
        Form(DECLINING, "不予受理决定书", "不受", basis="《中华人民共和国行政许可法》第三十二条"),
        Form(
            GRANTING,
            "准予行政许可决定书",
            "准",
            "办理结果通知书",
            "《中华人民共和国行政许可法》第三十八条第一款",
        ),
        Form(
            REFUSING,
            "不予行政许可决定书",
            "不准",
            "不予办理决定书",
            "《中华人民共和国行政许可法》第三十八条第二款",
        ),
        Form(EXTENSION, "延长审批期限告知书", "延", basis="《中华人民共和国行政许可法》第四十二条"),
        Form(SPECIAL, "特别程序告知书", "特", basis="《中华人民共和国行政许可法》第四十五条"),
        Form(HANDOVER, "送达回证", "送", basis="《中华人民共和国行政许可法》第四十四条"),
    )
}
LICENCE = "01"
# 行政复议法 (2023) art. 20: 60 days; 行政诉讼法 (2017) art. 46: six months.
REMEDY = (
    "如不服本决定，可以自收到本决定书之日起六十日内依法申请行政复议，"
    "或者自收到本决定书之日起六个月内依法向人民法院提起行政诉讼。"
)


def title(form: str, item_type: str) -> str:
    """What the paper is called for an item of this type (GB/T 39046-2020 A.1)."""
    known = FORMS[form]
    is_other = known.others and not item_type.startswith(LICENCE)
    return known.others if is_other else known.title


def number(mark: str, form: str, year: int, serial: int) -> str:
    """``云市监准字〔2026〕第00017号``; ``mark``: 机关代字 of the unit."""
    return f"{mark}{FORMS[form].word}字〔{year}〕第{serial:05d}号"

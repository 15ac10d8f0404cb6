"""What do the papers say? Each function lays down the blocks of one form.

行政许可法 (2019) art. 32 (acceptance, what is missing, what is not accepted), 38 (decision and its reasons),
42 (extension), 44 (delivery), 45 (time that does not count).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from yiwang.kernel.papers.paper import Block, Facts, Table, Text
from yiwang.subsystems.approvals.applications.papers import rules


@dataclass(frozen=True)
class Subject:
    """What every paper of a case says about it; ``party_number`` is masked where it is a person's."""

    case: str
    item: str
    item_type: str
    party: str
    party_number: str
    unit: str
    received_on: date
    project: str = ""

    @property
    def is_licence(self) -> bool:
        return self.item_type.startswith(rules.LICENCE)


@dataclass(frozen=True)
class Missing:
    name: str
    why: str


@dataclass(frozen=True)
class Handover:
    """What was handed over, how, to whom, when."""

    papers: Sequence[str]
    way: str
    receiver: str
    on: date
    tracking: str = ""


@dataclass(frozen=True)
class Words:
    """The blocks of a paper and the small notes at its foot."""

    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = field(default=())


def chinese(day: date) -> str:
    """``2026年2月9日`` (GB/T 9704-2012)."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class LastDay:
    """``may_move``: it lies in a year whose days off no notice has laid down yet."""

    day: date
    may_move: bool = False

    def __str__(self) -> str:
        return chinese(self.day)

    @property
    def reserve(self) -> str:
        if not self.may_move:
            return ""
        return f"（{self.day.year}年的放假安排尚未公布，该日期暂按法定节假日推算，公布后如有变化将另行告知）"


def _opening(subject: Subject) -> Text:
    return Text(
        f"你（单位）于{chinese(subject.received_on)}就“{subject.item}”提出的申请（办件编号：{subject.case}）已收悉。"
    )


def _facts(subject: Subject, *more: tuple[str, str]) -> Facts:
    """What neither the addressee nor the text says; short, so that the seal stays on the page of the text."""
    rows = [("申请人证件号码", subject.party_number), ("投资项目代码", subject.project), *more]
    return Facts(tuple((label, value) for label, value in rows if value))


def acceptance(
    subject: Subject, accepted_on: date, limit: str, due_on: LastDay | None, materials: Sequence[str]
) -> Words:
    """受理通知书: written voucher with seal and date (art. 32 last paragraph)."""
    due = f"，应于{due_on}前作出决定{due_on.reserve}" if due_on else ""
    blocks: list[Block] = [
        _opening(subject),
        Text(
            f"经审查，申请材料齐全、符合法定形式，根据{rules.FORMS[rules.ACCEPTANCE].basis}的规定，"
            f"决定自{chinese(accepted_on)}起予以受理。"
        ),
        Text(
            f"办理时限为{limit}{due}。依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在内。"
        ),
        _facts(subject),
    ]
    if materials:
        blocks.append(Text(f"已收取的材料：{'、'.join(materials)}。"))
    return Words(tuple(blocks))


def missing(subject: Subject, asked: Sequence[Missing], text: str, until: date | None) -> Words:
    """申请材料补正告知书: everything, once (art. 32(四))."""
    rows = tuple((str(number), each.name, each.why) for number, each in enumerate(asked, start=1))
    blocks: list[Block] = [
        _opening(subject),
        Text(
            "经审查，申请材料不齐全或者不符合法定形式。"
            f"根据{rules.FORMS[rules.MISSING].basis}的规定，现一次性告知你（单位）需要补正的全部内容："
        ),
        Table(("序号", "需要补正的材料", "补正要求"), rows, (1, 4, 6)),
    ]
    if text:
        blocks.append(Text(text))
    if until:
        blocks.append(Text(f"请于{chinese(until)}前补正。补正后的材料符合要求的，将予以受理。"))
    return Words(tuple(blocks))


def declining(subject: Subject, reason: str, where: str) -> Words:
    """不予受理决定书: at once, and where to go, a sentence or nothing (art. 32(一)(二))."""
    blocks: list[Block] = [
        _opening(subject),
        Text(f"经审查，{_ended(reason)}"),
        Text(f"根据{rules.FORMS[rules.DECLINING].basis}的规定，决定不予受理。"),
    ]
    if where:
        blocks.append(Text(_ended(where)))
    return Words((*blocks, Text(rules.REMEDY), _facts(subject)))


def granting(subject: Subject, opinion: str, certificate: str, number: str, validity: str) -> Words:
    """准予行政许可决定书 (art. 38(1))."""
    verb = "决定准予行政许可" if subject.is_licence else "予以办理"
    basis = f"，根据{rules.FORMS[rules.GRANTING].basis}的规定" if subject.is_licence else ""
    more = (("证照名称", certificate), ("证照编号", number), ("有效期限", validity))
    blocks: list[Block] = [
        _opening(subject),
        Text(f"经审查，你（单位）的申请符合规定的条件和标准{basis}，{verb}。"),
    ]
    if opinion:
        blocks.append(Text(opinion))
    return Words((*blocks, _facts(subject, *more)))


def refusing(subject: Subject, reason: str) -> Words:
    """不予行政许可决定书: reasons, and the right to review and to sue (art. 38(2))."""
    verb = "决定不予行政许可" if subject.is_licence else "不予办理"
    basis = f"根据{rules.FORMS[rules.REFUSING].basis}的规定，" if subject.is_licence else ""
    return Words(
        (
            _opening(subject),
            Text(f"经审查，不符合规定的条件、标准。理由如下：{_ended(reason)}"),
            Text(f"{basis}{verb}。"),
            Text(rules.REMEDY),
            _facts(subject),
        )
    )


def extension(subject: Subject, by: str, reason: str, due_on: LastDay | None) -> Words:
    """延长审批期限告知书: approved by the organ's head, the reason told (art. 42)."""
    due = f"，延长后的办理期限至{due_on}{due_on.reserve}" if due_on else ""
    return Words(
        (
            _opening(subject),
            Text(
                f"因{_ended(reason)}根据{rules.FORMS[rules.EXTENSION].basis}的规定，经本机关负责人批准，"
                f"本件的办理期限延长{by}{due}。"
            ),
            _facts(subject),
        )
    )


def special(subject: Subject, ground: str, text: str, limit: str) -> Words:
    """特别程序告知书: the needed time is told in writing (art. 45)."""
    time = f"所需时间预计为{limit}" if limit else "所需时间以实际发生为准"
    blocks: list[Block] = [
        _opening(subject),
        Text(
            f"本件依法需要{ground}，{time}。根据{rules.FORMS[rules.SPECIAL].basis}的规定，"
            "该时间不计算在办理期限内。"
        ),
    ]
    if text:
        blocks.append(Text(text))
    return Words((*blocks, _facts(subject)))


def handover(subject: Subject, handed: Handover) -> Words:
    """送达回证 (art. 44)."""
    rows = [
        ("受送达人", subject.party),
        ("案由", subject.item),
        ("办件编号", subject.case),
        ("送达文书", "、".join(handed.papers) or "办理结果"),
        ("送达方式", handed.way),
        ("邮件号码", handed.tracking),
        ("收件人", handed.receiver),
        ("送达日期", chinese(handed.on)),
        ("收件人签名或盖章", "" if handed.way.startswith("窗口") else "—"),
    ]
    kept = tuple((label, value) for label, value in rows if value or label.startswith("收件人签名"))
    return Words((Facts(kept),), ("收件人与受送达人不一致时，应注明代收理由和关系。",))


def _ended(text: str) -> str:
    """The text with a full stop at its end."""
    text = text.strip()
    return text if text.endswith(("。", "！", "？", "；")) else f"{text}。"

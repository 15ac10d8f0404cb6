"""Do the elements of an item agree with each other and with the law?

Sources: approvals.md §3.3 (checks that are used in practice: A) and §9 cases 9 and 10; 行政许可法 art. 42;
国务院令第716号 art. 6; GB/T 36114-2018 and the eight key groups of a guide (websites.md §2).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from yiwang.kernel.exchange.rules import marking_in
from yiwang.subsystems.approvals.items import codes, themes
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.parts import Limit

# 0571-88888888, 010-12345-6, 400-810-0000; three-digit and five-digit hotlines count with their area code.
PHONE = re.compile(r"0\d{2,3}-\d{3,8}(-\d{1,6})?|400-\d{3}-\d{4}")
LINK = re.compile(r"https?://[^\s/]+(/\S*)?")
SEPARATORS = re.compile(r"[、，,；;/\s]+")
JOINT_LIMIT = 45
LONGEST = 400_000


@dataclass(frozen=True)
class Fault:
    """``element``: name of the field of Elements; ``part``: which of several, from 0."""

    element: str
    sentence: str
    part: int | None = None


def faults(elements: Elements) -> list[Fault]:
    """All of them, in the order of the elements; an item with one cannot be submitted."""
    found = [fault for check in CHECKS for fault in check(elements)]
    order = list(Elements.model_fields)
    return sorted(found, key=lambda fault: (order.index(fault.element), fault.part or 0))


def _limits(elements: Elements) -> Iterator[Fault]:
    legal, promised = elements.legal_limit, elements.promised_limit
    if elements.handling == codes.IMMEDIATE:
        if promised and promised.number and promised.unit != "hours":
            yield Fault("promised_limit", "即办件当场办结，承诺办结时限不填，或以小时为单位。")
        return
    if promised is None:
        yield Fault("promised_limit", "承诺件须填写承诺办结时限。")
    elif not promised.number:
        yield Fault("promised_limit", "承诺件的承诺办结时限应大于0；当场办结的请把办件类型改为即办件。")
    if legal is None and elements.type == "01":
        yield Fault("legal_limit", "行政许可须填写法定办结时限（行政许可法第四十二条，一般为20个工作日）。")
    if legal and promised:
        yield from _promise(legal, promised)
    if elements.is_joint and legal and legal.unit == "working_days" and legal.number > JOINT_LIMIT:
        yield Fault("legal_limit", "联合办理的法定办结时限不超过45个工作日（行政许可法第四十二条第二款）。")


def _promise(legal: Limit, promised: Limit) -> Iterator[Fault]:
    """A day has 24 hours and a working day is no shorter, so hours can be held against both."""
    if promised.unit != legal.unit and promised.unit != "hours":
        yield Fault("promised_limit", "承诺办结时限与法定办结时限的单位不同，无法比较，请用同一单位。")
        return
    most = legal.number * 24 if promised.unit != legal.unit else legal.number
    if promised.number > most:
        yield Fault("promised_limit", f"承诺办结时限（{promised}）不能长于法定办结时限（{legal}）。")


def _online(elements: Elements) -> Iterator[Fault]:
    """approvals.md §3.3 and §9 case 10."""
    is_express = "4" in elements.channels
    if elements.online_depth == codes.ENTIRELY_ONLINE and elements.visits:
        yield Fault("visits", "全程网办（Ⅳ级）的事项，到办事现场次数应为0。")
    if elements.online_depth == codes.ENTIRELY_ONLINE and not elements.is_online:
        yield Fault("is_online", "全程网办（Ⅳ级）的事项，“是否网办”应为是。")
    if not elements.visits and not elements.is_online and not is_express:
        yield Fault("channels", "到办事现场次数为0且不能网办的，办理形式须包括快递申请。")
    if not elements.visits and elements.visit_reason:
        yield Fault("visit_reason", "到办事现场次数为0的，不应有必须现场办理原因。")
    if elements.visits > 1 and not elements.visit_reason:
        yield Fault("visit_reason", "到办事现场次数多于1次的，须填写必须现场办理原因。")
    if elements.is_online and not {"2", "3"} & set(elements.channels):
        yield Fault("channels", "可以网办的事项，办理形式须包括电脑端或移动端网上办理。")
    if not elements.is_online and {"2", "3"} & set(elements.channels):
        yield Fault("is_online", "办理形式包括网上办理的，“是否网办”应为是。")
    if codes.EXPRESS in elements.deliveries and not elements.is_express:
        yield Fault("is_express", "结果可以邮寄送达的，“是否支持物流快递”应为是。")


def _fees(elements: Elements) -> Iterator[Fault]:
    if not elements.has_fee:
        if elements.fees:
            yield Fault("fees", "“是否收费”为否，不应有收费项目。")
        if elements.is_paid_online:
            yield Fault("is_paid_online", "不收费的事项不需要网上支付。")
        return
    if not elements.fee_basis:
        yield Fault("fee_basis", "收费的事项须填写收费依据。")
    if not elements.fees:
        yield Fault("fees", "收费的事项须填写收费项目和标准。")
    if elements.is_online and not elements.is_paid_online:
        yield Fault("is_paid_online", "收费且可网办的事项，须支持网上支付。")


def _phones(elements: Elements) -> Iterator[Fault]:
    consult, complaint = elements.consult_phone, elements.complaint_phone
    for name, label, written in (
        ("consult_phone", "咨询电话", consult),
        ("complaint_phone", "监督投诉电话", complaint),
    ):
        if not written:
            yield Fault(name, f"请填写{label}。")
        elif not _are_phones(written):
            yield Fault(name, f"{label}须带区号，如0571-88880000，多个之间用顿号隔开。")
    if consult and set(SEPARATORS.split(consult)) & set(SEPARATORS.split(complaint)):
        yield Fault("complaint_phone", "监督投诉电话不能与咨询电话相同。")
    for number, window in enumerate(elements.windows):
        if window.phone and not _are_phones(window.phone):
            yield Fault("windows", f"“{window.name}”的电话须带区号，如0571-88880000。", number)


def _are_phones(written: str) -> bool:
    return all(PHONE.fullmatch(each) for each in SEPARATORS.split(written))


def _materials(elements: Elements) -> Iterator[Fault]:
    for number, material in enumerate(elements.materials):
        counted = material.originals + material.copies
        if material.is_asked and material.form != "electronic" and not counted:
            yield Fault("materials", f"“{material.name}”收纸质材料，须填写原件或复印件份数。", number)
        if not material.is_asked and counted:
            sentence = f"“{material.name}”由部门共享获取，不能要求申请人提交（国务院令第716号第六条）。"
            yield Fault("materials", sentence, number)
        if material.source in {"government", codes.SHARED} and not material.issuer:
            yield Fault("materials", f"“{material.name}”须写明出具机构。", number)
        if material.is_asked and not material.is_required and not material.needed_when:
            yield Fault("materials", f"“{material.name}”不是必备材料，须写明何种情形需要。", number)
    if elements.is_online:
        for number, material in enumerate(elements.materials):
            if (
                elements.online_depth == codes.ENTIRELY_ONLINE
                and material.form == "paper"
                and material.is_asked
            ):
                yield Fault("materials", f"全程网办的事项不能只收“{material.name}”的纸质件。", number)


def _codes(elements: Elements) -> Iterator[Fault]:
    """What other records refer to is there once."""
    for name, label in (("materials", "材料编码"), ("fees", "收费项目编码"), ("results", "结果编码")):
        for number, code in _repeated([part.code for part in getattr(elements, name)]):
            yield Fault(name, f"{label}“{code}”重复。", number)
    for number, code in _repeated(elements.themes):
        yield Fault("themes", f"主题“{code}”重复。", number)
    for number, code in enumerate(elements.themes):
        if themes.named(code) is None:
            yield Fault("themes", f"没有“{code}”这个主题。", number)


def _repeated(given: Sequence[str]) -> Iterable[tuple[int, str]]:
    return [(number, code) for number, code in enumerate(given) if code in given[:number]]


def _people(elements: Elements) -> Iterator[Fault]:
    is_for_persons = "1" in elements.audience
    kinds = {code.partition(".")[0] for code in elements.themes}
    if is_for_persons and "person" not in kinds:
        yield Fault("themes", "服务对象包括自然人的，须选择至少一个个人办事主题。")
    if set(elements.audience) - {"1"} and "enterprise" not in kinds:
        yield Fault("themes", "服务对象包括法人或组织的，须选择至少一个法人办事主题。")


def _guide(elements: Elements) -> Iterator[Fault]:
    """The key groups of a guide that defaults may have left empty (websites.md §2)."""
    if not elements.windows and elements.visits:
        yield Fault("windows", "须到现场办理的事项，请填写办理地点和办理时间。")
    if not elements.flow:
        yield Fault("flow", "请填写办理流程。")
    if not elements.results:
        yield Fault("results", "请填写审批结果。")
    for name in ("online_link", "mobile_link"):
        written = getattr(elements, name)
        if written and not LINK.fullmatch(written):
            yield Fault(name, "网址应以http://或https://开头。")
    for number, basis in enumerate(elements.basis):
        if basis.link and not LINK.fullmatch(basis.link):
            yield Fault("basis", f"“{basis.law}”的原文网址应以http://或https://开头。", number)


def _process(elements: Elements) -> Iterator[Fault]:
    keys = [seat.key for seat in elements.seats]
    if elements.process == "parallel" and "cooperating" not in keys:
        yield Fault("seats", "并联审批须指定至少一个联办单位的岗位（cooperating）。")
    if elements.is_joint and not elements.cooperating and "cooperating" not in keys:
        yield Fault("cooperating", "联合办理的事项须写明联办机构。")
    if elements.licence and elements.type != "01":
        yield Fault("licence", "只有行政许可才有许可类别。")
    for number, code in enumerate(keys):
        if code != "cooperating" and code in keys[:number]:
            yield Fault("seats", f"岗位“{code}”重复，只有联办单位可以有多个。", number)


def _projects(elements: Elements) -> Iterator[Fault]:
    """企业投资项目核准和备案管理条例 art. 4: every step of a project bears its code."""
    if elements.project and not elements.needs_project_code:
        yield Fault("needs_project_code", "投资项目事项须使用投资项目代码。")


def _secrets(elements: Elements) -> Iterator[Fault]:
    """What is published carries no mark of a state secret, and fits into one message between the zones."""
    written = elements.model_dump_json()
    if len(written) > LONGEST:
        yield Fault("name", "内容过长，请精简条款内容、填报须知等文字。")
    for name in Elements.model_fields:
        if mark := marking_in(" ".join(_texts(getattr(elements, name)))):
            yield Fault(name, f"内容带有国家秘密标志“{mark}”，不得在本平台处理和公开。")


def _texts(value: object) -> Iterator[str]:
    """Every string inside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif hasattr(value, "model_dump"):
        yield from _texts(value.model_dump())


CHECKS: tuple[Callable[[Elements], Iterator[Fault]], ...] = (
    _limits,
    _online,
    _fees,
    _phones,
    _materials,
    _codes,
    _people,
    _guide,
    _process,
    _projects,
    _secrets,
)

"""Does a guide in force tell people what they must know?

Source: 国办秘函〔2019〕19号 检查指标“服务不实用”: eight groups of elements, a guide that lacks four of them.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from yiwang.kernel.findings.reports import Reported
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.models import Implementation

INDICATOR = "guides.incomplete"
BAD_FROM = 4
GROUPS: Mapping[str, Callable[[Elements], bool]] = {
    "事项名称": lambda one: bool(one.name.strip()),
    "设定依据": lambda one: bool(one.basis),
    "申请条件": lambda one: bool(one.conditions),
    "办理材料": lambda one: bool(one.materials),
    "办理地点": lambda one: any(window.address.strip() for window in one.windows),
    "办理时间": lambda one: any(window.hours.strip() for window in one.windows),
    "联系电话": lambda one: bool(one.consult_phone or any(window.phone for window in one.windows)),
    "办理流程": lambda one: bool(one.flow.strip()),
}
"""What is told, and whether it is."""


def missing(elements: Elements) -> list[str]:
    return [name for name, is_told in GROUPS.items() if not is_told(elements)]


def incomplete(site: str, today: date) -> Iterator[Reported]:
    """For reports.register: guides in force without four groups; they stand on the main site."""
    if site != "main":
        return
    rows = Implementation.objects.in_force().select_related("current").order_by("pk")
    for row in rows.iterator(chunk_size=200):
        lacking = missing(Elements.model_validate(row.current.document)) if row.current else []
        if len(lacking) >= BAD_FROM:
            stood = f"缺少{'、'.join(lacking)}"
            yield Reported(row.code, f"办事指南“{row.name}”{stood}", f"/services/{row.code}/", stood)

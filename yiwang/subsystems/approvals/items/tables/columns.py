"""Which sheets and columns does the workbook of items have, under which names?

National names are the columns of the exchange tables between service platforms (approvals.md §3.1, [T]:
A); they stand in the second row, and a file that has only them is understood as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel

from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.parts import Limit, Renewal
from yiwang.subsystems.approvals.items.shapes import Kind, Shape, shapes_of

ITEMS, NOTES = "事项", "填写说明"
OWNER = "实施编码"

NATIONAL = {
    "name": "task_name",
    "item_code": "catalog_code",
    "code": "task_code",
    "handling_code": "task_handle_item",
    "local_item_code": "local_catalog_code",
    "local_code": "local_task_code",
    "type": "task_type",
    "level": "use_level",
    "unit": "dept_code",
    "organ": "dept_type",
    "entrusted_by": "entrust_name",
    "power_source": "power_source",
    "cooperating": "other_dept",
    "conditions": "accept_condition",
    "flow": "handle_flow",
    "legal_limit.number": "anticipate_day",
    "legal_limit.unit": "anticipate_type",
    "legal_limit.note": "anticipate_explain",
    "promised_limit.number": "promise_day",
    "promised_limit.unit": "promise_type",
    "promised_limit.note": "promise_explain",
    "intermediaries": "service_type",
    "quantity_limit": "limit_explain",
    "has_fee": "is_fee",
    "fee_basis": "fee_basis",
    "area": "handle_area",
    "audience": "server_type",
    "channels": "handle_type",
    "is_booked": "is_schedule",
    "is_paid_online": "is_pay_online",
    "is_express": "is_express",
    "is_online": "is_online",
    "is_in_center": "is_entry_center",
    "is_on_terminals": "is_service_terminals",
    "online_depth": "online_handle_depth",
    "online_link": "online_handle_url",
    "mobile_link": "mobile_terminal_url",
    "visits": "limit_scene_num",
    "visit_reason": "limit_scene_explain",
    "consult_phone": "link_way",
    "complaint_phone": "supervise_way",
    "results.name": "result_name",
    "results.kind": "result_type",
    "windows.address": "transact_addr",
    "windows.hours": "transact_time",
}


@dataclass(frozen=True)
class Column:
    """``within``: the one value of several columns, such as a limit; ``owner``: whose column it is."""

    title: str
    shape: Shape
    owner: str = ""
    within: str = ""

    @property
    def name(self) -> str:
        return self.shape.name

    @property
    def national(self) -> str:
        return NATIONAL.get(".".join(part for part in (self.owner, self.within, self.name) if part), "")


@dataclass(frozen=True)
class Sheet:
    """``part``: name of the element whose parts stand in its rows; empty for the items themselves."""

    title: str
    part: str
    columns: tuple[Column, ...]


@cache
def sheets() -> tuple[Sheet, ...]:
    """The items first."""
    behind = [
        Sheet(shape.title, shape.name, tuple(_columns(shape.part, shape.name)))
        for shape in shapes_of(Elements).values()
        if shape.part
    ]
    return (Sheet(ITEMS, "", tuple(_columns(Elements, ""))), *behind)


def _columns(model: type[BaseModel], owner: str) -> Iterator[Column]:
    """Files have none: they are handed in on the page of the item."""
    for shape in shapes_of(model).values():
        if shape.kind in {Kind.PARTS, Kind.FILE}:
            continue
        if shape.kind is Kind.LIMIT:
            yield from _within(shape, owner, Limit, ("", "单位", "说明"))
        elif shape.kind is Kind.RENEWAL:
            yield from _within(shape, owner, Renewal, ("（届满前日数）", "（逾期申请）"))
        else:
            yield Column(shape.title, shape, owner)


def _within(shape: Shape, owner: str, model: type[BaseModel], endings: tuple[str, ...]) -> Iterator[Column]:
    for inner, ending in zip(shapes_of(model).values(), endings, strict=True):
        yield Column(f"{shape.title}{ending}", inner, owner, shape.name)

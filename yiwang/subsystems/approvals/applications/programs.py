"""In which shapes do programs read items, hand in applications and follow them?"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yiwang.kernel.cases import timing
from yiwang.kernel.cases.models import Event
from yiwang.subsystems.approvals.applications import messages, rules
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.applications.upper.objects import AnyObject
from yiwang.subsystems.approvals.items.models import Edition

MOST_AT_ONCE = 200
LARGEST_ID = (1 << 63) - 1


class Given(BaseModel):
    """What a program hands in: a field that we do not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ItemOut(BaseModel):
    """事项摘要."""

    code: str = Field(title="实施编码")
    item_code: str = Field(title="基本编码")
    name: str = Field(title="事项名称")
    type: str = Field(title="事项类型")
    unit_code: str = Field(title="实施主体代码")
    unit_name: str = Field(title="实施主体")
    edition: int = Field(title="版本号")
    digest: str = Field(title="版本摘要", description="SM3")
    effective_from: date = Field(title="生效日期")
    checked_on: date | None = Field(title="最近核对日期")


class Items(BaseModel):
    items: list[ItemOut] = Field(title="内容")
    after: str = Field(title="下一页从此编码之后")
    more: bool = Field(title="还有更多")


class GuideOut(ItemOut):
    """办事指南; ``elements``: every element of the implementation list."""

    elements: dict[str, Any] = Field(title="要素")


class MaterialIn(Given):
    code: messages.Code = Field(title="材料编码")
    files: list[Annotated[str, StringConstraints(max_length=400)]] = Field(
        [], title="附件", max_length=rules.MOST_FILES, description="上传文件（/exchange/files）时得到的 key"
    )
    is_on_paper: bool = Field(False, title="另交纸质件")


class ApplicationIn(Given):
    """一件申请; ``answers`` as the sheet of the guide asks."""

    item: messages.Code = Field(title="实施编码")
    answers: dict[str, Any] = Field({}, title="申请表")
    party: messages.Party = Field(title="申请人")
    materials: list[MaterialIn] = Field([], title="材料", max_length=rules.MOST_MATERIALS)
    delivery: messages.Delivery | None = Field(None, title="结果送达", description="不填：事项的第一种方式")
    channel: Literal["2", "3", "4", "9"] = Field("2", title="申请方式")
    project: Annotated[str, StringConstraints(max_length=24)] = Field("", title="投资项目代码")
    parent: Annotated[str, StringConstraints(max_length=40)] = Field("", title="主办件编号")


class ReceiptOut(BaseModel):
    """收件回执; ``code`` is answered once and stored nowhere."""

    number: str = Field(title="申请编号")
    code: str = Field(title="查询码", description="只在首次提交时返回，请转告申请人")
    case: str = Field(title="办件编号")


class ProgressIn(Given):
    number: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(title="申请编号")
    code: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(title="查询码")


class StepOut(BaseModel):
    at: datetime = Field(title="时间")
    label: str = Field(title="步骤")
    text: str = Field(title="说明")
    due_on: date | None = Field(title="期限")


class ProgressOut(BaseModel):
    """办理进度: what the applicant may read, nothing else."""

    number: str = Field(title="申请编号")
    case: str = Field(title="办件编号")
    item: str = Field(title="事项")
    unit: str = Field(title="办理单位")
    state: str = Field(title="状态")
    state_label: str = Field(title="状态名称")
    due_on: date | None = Field(title="办理期限", description="期限暂停或不计时的为空")
    may_move: bool = Field(
        title="期限暂定", description="期限跨入放假安排尚未公布的年度，暂按法定节假日推算，公布后重新计算"
    )
    steps: list[StepOut] = Field(title="步骤")


class Applications(BaseModel):
    items: list[ProgressOut] = Field(title="内容")
    after: int = Field(title="下一页从此编号之后")
    more: bool = Field(title="还有更多")


class ObjectOut(BaseModel):
    """一个办件数据对象."""

    id: int = Field(title="事件编号", description="同一事件可产生多个对象")
    object: int = Field(title="对象", description="0申办…9领取登记")
    name: str = Field(title="对象名称")
    at: datetime = Field(title="发生时间")
    data: AnyObject = Field(title="内容")


class Objects(BaseModel):
    items: list[ObjectOut] = Field(title="内容")
    after: int = Field(title="下一页从此编号之后")
    more: bool = Field(title="还有更多")


class CodesOut(BaseModel):
    objects: dict[str, str] = Field(title="对象名称")
    sets: dict[str, dict[str, str]] = Field(title="代码集")


def item_out(edition: Edition) -> dict[str, Any]:
    """The summary of an edition in force, with its implementation joined."""
    held = edition.implementation
    return {
        "code": held.code,
        "item_code": held.item.code,
        "name": held.name,
        "type": held.type,
        "unit_code": held.unit.code,
        "unit_name": held.unit.name,
        "edition": edition.number,
        "digest": edition.digest,
        "effective_from": edition.effective_from,
        "checked_on": held.checked_on,
    }


def progress_out(application: Application, events: list[Event], due_on: date | None) -> ProgressOut:
    case = application.case
    return ProgressOut(
        number=application.matter.number if application.matter else "",
        case=case.number,
        item=case.title,
        unit=case.unit.name,
        state=case.state,
        state_label=case.get_state_display(),
        due_on=due_on,
        may_move=timing.may_move(case),
        steps=[
            StepOut(at=event.at, label=event.public_label, text=event.public_text, due_on=event.due_on)
            for event in events
        ],
    )

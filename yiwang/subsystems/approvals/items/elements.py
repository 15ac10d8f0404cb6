"""What does the implementation list say of one item (实施清单要素)?

Sources: GB/T 39046-2020 table 4; 行政许可法 art. 30; GB/T 36114-2018; 国务院令第716号 art. 6 and 7.

One item as TOML (JSON is the same with the same names). Codes and their Chinese labels are both
understood (``type = "01"`` or ``type = "行政许可"``, see codes.py); what has a default may be left out; an
unknown name is refused. ``unit`` and seats name units by the code of the ledger (units.csv). ``code`` is
opaque and unique in the library. Themes are codes of ``data/themes.csv``. ``process`` is the key of a
definition in kernel.processes. ``checks.faults`` says what does not fit together.

    name = "食品经营许可（新办）"
    item_code = "000131010000"                    # 基本编码
    code = "11990100MB00000117300013101000001"    # 实施编码
    unit = "990100D21"
    type = "行政许可"
    level = "市级"
    audience = ["自然人", "企业法人"]
    scope = "在本市从事食品销售、餐饮服务的个人和企业。"
    basis = [{ law = "中华人民共和国食品安全法", article = "第三十五条", text = "国家对…实行许可制度。" }]
    conditions = ["具有与经营品种、数量相适应的场所。", "有食品安全管理人员。"]
    refusals = ["申请材料不齐全且逾期不补正的。"]
    handling = "承诺件"
    process = "promised"
    flow = "申请—受理—审查—审核—决定—送达。"
    legal_limit = { number = 20 }                 # unit defaults to working_days (工作日)
    promised_limit = { number = 8, note = "不含现场核查时间" }
    special_procedures = [{ ground = "检验", limit = { number = 10 } }]
    seats = [
      { key = "acceptor", role = "case_clerk" },  # no unit: the implementing unit
      { key = "reviewer", role = "case_clerk", limit = { number = 3 } },
      { key = "checker", role = "case_reviewer", limit = { number = 2 } },
      { key = "decider", role = "case_decider", limit = { number = 2 } },
      { key = "deliverer", role = "case_clerk" },
    ]
    results = [{ name = "食品经营许可证", kind = "证照", validity = "5年", validity_months = 60 }]
    deliveries = ["窗口领取", "邮寄送达"]
    renewal = { days_before = 30, when_late = "warn" }
    channels = ["窗口办理", "电脑端网上办理", "移动端网上办理"]
    online_depth = "4"                            # or "全程网办（Ⅳ级）"
    visits = 0
    is_online = true
    is_express = true
    themes = ["person.business", "enterprise.permit", "event.open_shop", "field.health"]
    keywords = ["餐饮", "小吃店"]
    consult_phone = "0990-8212345"
    complaint_phone = "0990-12345"

    [[materials]]
    code = "M01"
    name = "食品经营许可申请书"
    form = "电子"
    originals = 1
    source = "申请人自备"
    mistakes = ["未加盖公章"]

    [[windows]]
    name = "市政务服务中心二楼市场准入区"
    address = "云泽市望湖路8号"
    hours = "工作日9:00—12:00，13:30—17:30"
    phone = "0990-8212346"

    [[faqs]]
    question = "许可证有效期多长？"
    answer = "五年。"

    [sheet]                                       # the application form, a schema of approvals.sheets
    type = "object"
    required = ["place"]
    properties.place = { type = "string", title = "经营场所" }
"""

from typing import Annotated, Any

from pydantic import Field

from yiwang.subsystems.approvals.items import codes
from yiwang.subsystems.approvals.items.parts import (
    Basis,
    Code,
    Faq,
    Fee,
    Limit,
    Line,
    Material,
    Name,
    Optional,
    Part,
    Renewal,
    Result,
    Seat,
    SpecialProcedure,
    Text,
    Window,
    Written,
)


class Elements(Part):
    """Immutable; what two editions say is compared field by field."""

    # What it is.
    name: Name = Field(title="事项名称")
    parent_name: Line = Field("", title="主项名称")
    item_code: Code = Field(title="基本编码")
    code: Code = Field(title="实施编码")
    handling_code: Optional = Field("", title="业务办理项编码")
    local_item_code: Optional = Field("", title="地方基本编码")
    local_code: Optional = Field("", title="地方实施编码")
    type: codes.Type = Field(title="事项类型")
    licence: codes.Licence = Field("", title="许可类别")
    level: codes.Level = Field(title="行使层级")
    unit: Code = Field(title="实施主体代码")
    organ: codes.Organ = Field("1", title="实施主体性质")
    entrusted_by: Line = Field("", title="委托部门")
    power_source: Line = Field("", title="权力来源")
    power_split: Text = Field("", title="权限划分")
    power_content: Text = Field("", title="行使内容")
    cooperating: list[Line] = Field([], title="联办机构", max_length=50)

    # On which ground, for whom, when.
    basis: list[Basis] = Field(title="设定依据", min_length=1, max_length=50)
    audience: list[codes.Audience] = Field(title="服务对象", min_length=1, max_length=6)
    scope: Text = Field("", title="适用范围")
    conditions: list[Written] = Field(title="受理条件", min_length=1, max_length=50)
    refusals: list[Written] = Field([], title="不予办理情形", max_length=50)
    quantity_limit: Line = Field("", title="数量限制")
    intermediaries: list[Line] = Field([], title="中介服务", max_length=20)

    # What is handed in, what it costs.
    materials: list[Material] = Field([], title="申请材料", max_length=100)
    has_fee: bool = Field(False, title="是否收费")
    fee_basis: Text = Field("", title="收费依据")
    fees: list[Fee] = Field([], title="收费项目", max_length=50)
    sheet: dict[str, Any] = Field({}, title="申请表")

    # How it is handled, how long, what comes of it.
    handling: codes.Handling = Field(title="办件类型")
    process: Code = Field(title="办理流程定义")
    flow: Text = Field("", title="办理流程")
    seats: list[Seat] = Field([], title="办理岗位", max_length=200)
    legal_limit: Limit | None = Field(None, title="法定办结时限")
    promised_limit: Limit | None = Field(None, title="承诺办结时限")
    special_procedures: list[SpecialProcedure] = Field([], title="特别程序", max_length=20)
    is_joint: bool = Field(False, title="是否联合办理")
    results: list[Result] = Field([], title="审批结果", max_length=20)
    deliveries: list[codes.Delivery] = Field(["window"], title="结果送达方式", max_length=3)
    renewal: Renewal | None = Field(None, title="延续规则")
    is_published: bool = Field(True, title="结果是否公开")

    # How and where it is applied for.
    channels: list[codes.Channel] = Field(["1"], title="办理形式", min_length=1, max_length=5)
    online_depth: codes.Depth = Field("1", title="网上办理深度")
    visits: int = Field(1, title="到办事现场次数", ge=0, le=20)
    visit_reason: Text = Field("", title="必须现场办理原因")
    is_online: bool = Field(False, title="是否网办")
    is_booked: bool = Field(False, title="是否支持预约办理")
    is_paid_online: bool = Field(False, title="是否支持网上支付")
    is_express: bool = Field(False, title="是否支持物流快递")
    is_in_center: bool = Field(True, title="是否进驻政务大厅")
    is_on_terminals: bool = Field(False, title="是否支持自助终端办理")
    area: codes.Area = Field("", title="通办范围")
    windows: list[Window] = Field([], title="办理窗口", max_length=50)
    online_link: Line = Field("", title="网办地址")
    mobile_link: Line = Field("", title="移动端办理地址")
    consult_phone: Line = Field("", title="咨询电话")
    consult_other: Line = Field("", title="其他咨询方式")
    complaint_phone: Line = Field("", title="监督投诉电话")
    complaint_other: Line = Field("", title="其他监督投诉方式")

    # Projects.
    project: codes.Project = Field("", title="投资项目类型")
    stage: codes.Stage = Field("", title="工程建设项目审批阶段")
    needs_project_code: bool = Field(False, title="是否需要投资项目代码")

    # What helps people.
    faqs: list[Faq] = Field([], title="常见问题", max_length=50)
    rights: list[Written] = Field([], title="申请人权利", max_length=20)
    obligations: list[Written] = Field([], title="申请人义务", max_length=20)
    remedies: Text = Field("", title="行政复议和行政诉讼")
    themes: list[Annotated[str, Field(pattern=r"^[a-z]+\.[a-z_]+$")]] = Field([], title="主题", max_length=30)
    keywords: list[Line] = Field([], title="关键词", max_length=30)

    def material(self, code: str) -> Material | None:
        return next((material for material in self.materials if material.code == code), None)

    @property
    def materials_asked(self) -> list[Material]:
        """Those that the applicant hands in."""
        return [material for material in self.materials if material.is_asked]

"""Which sources does the platform bring along?

Construction, medicine and trading come in as records until they have subsystems of their own.
"""

from collections.abc import Sequence
from decimal import Decimal

from yiwang.subsystems.supervision.sources import live, registry, rules
from yiwang.subsystems.supervision.sources.fields import Field, Kind
from yiwang.subsystems.supervision.sources.registry import Columns, Source, Values

CONSTRUCTION, MEDICINE, TRADING = "construction", "medicine", "trading"
OPEN_TENDER, INVITED_TENDER = "open", "invited"
TENDERS = frozenset({OPEN_TENDER, INVITED_TENDER})
METHODS = {
    OPEN_TENDER: "公开招标",
    INVITED_TENDER: "邀请招标",
    "negotiation": "竞争性谈判",
    "consultation": "竞争性磋商",
    "inquiry": "询价",
    "single": "单一来源",
    "auction": "拍卖",
    "listing": "挂牌",
}
LOWEST_WINS = frozenset({OPEN_TENDER, INVITED_TENDER, "negotiation", "consultation", "inquiry"})
TRADES = {"works": "工程建设", "procurement": "政府采购", "land": "土地矿业权", "property": "国有产权"}
_CENT = Decimal("0.01")


def _check_construction(values: Values) -> Sequence[tuple[str, str]]:
    started, completed = values.get("started_on"), values.get("completed_on")
    if completed and not started:
        return [("started_on", "已填完工日期，请填写开工日期。")]
    if completed and completed < started:
        return [("completed_on", f"完工日期{completed}早于开工日期{started}。")]
    if values.get("changes") and not values.get("contract"):
        return [("contract", "已填变更金额，请填写合同金额。")]
    accepted = values.get("acceptance_on")
    if accepted and not completed:
        return [("completed_on", "已填申请验收日期，请填写完工日期。")]
    return []


def _awaits_acceptance(values: Values) -> str | None:
    return None if values.get("acceptance_on") else values.get("completed_on")


def _check_medicine(values: Values) -> Sequence[tuple[str, str]]:
    wrong = [
        (code, "应大于0。")
        for code in ("unit_price", "quantity")
        if values[code] and not Decimal(values[code])
    ]
    total = Decimal(values["unit_price"]) * Decimal(values["quantity"])
    if values.get("amount") and abs(Decimal(values["amount"]) - total) > _CENT:
        wrong.append(("amount", f"与单价×数量不符：{rules.number(total)}元。"))
    return wrong


def _check_trading(values: Values) -> Sequence[tuple[str, str]]:
    bidders, bids = values["bidders"], values.get("bids") or []
    if len(set(bidders)) != len(bidders):
        return [("bidders", "有重复的投标人。")]
    if bids and len(bids) != len(bidders):
        return [("bids", f"投标人{len(bidders)}个，报价{len(bids)}个，应一一对应。")]
    if values["winner"] not in bidders:
        return [("winner", "不在投标人中。")]
    return []


_SUPPLIER = (
    Field("supplier", "供应商", is_required=True, aliases=("配送企业", "供货单位")),
    Field("supplier_code", "供应商代码", Kind.PARTY, is_required=True, aliases=("供应商统一社会信用代码",)),
)

SOURCES = (
    live.CASES_OF_APPROVAL,
    live.CASES_OF_LETTERS,
    live.CASES_OF_DISCLOSURE,
    live.DOCUMENTS,
    Source(
        CONSTRUCTION,
        "工程建设项目",
        "工程建设",
        rules.IMPORTED,
        "政府投资和国有资金项目的批复、合同、变更、开工、完工和验收情况，同一项目再次报送即更新。",
        fields=(
            Field("code", "项目代码", Kind.PROJECT, is_required=True, aliases=("投资项目代码",)),
            Field("name", "项目名称", is_required=True),
            Field("unit", "建设单位", Kind.UNIT, is_required=True, aliases=("项目单位",)),
            Field("reported_on", "数据日期", Kind.DATE, is_required=True, aliases=("报送日期",)),
            Field("estimate", "可研估算（元）", Kind.MONEY, aliases=("可研估算",)),
            Field("budget", "初步设计概算（元）", Kind.MONEY, aliases=("初步设计概算",)),
            Field("approval_number", "批复文号", length=60),
            Field("approved_on", "批复日期", Kind.DATE),
            Field("contractor", "施工单位"),
            Field("contractor_code", "施工单位代码", Kind.PARTY),
            Field("contract", "合同金额（元）", Kind.MONEY, aliases=("合同金额",)),
            Field("changes", "变更累计金额（元）", Kind.MONEY, aliases=("变更累计金额",)),
            Field("started_on", "开工日期", Kind.DATE),
            Field("completed_on", "完工日期", Kind.DATE),
            Field("acceptance_on", "申请验收日期", Kind.DATE),
        ),
        key=("code",),
        title=("name",),
        columns=Columns(
            on="reported_on", amount="contract", party="contractor_code", pending=_awaits_acceptance
        ),
        check=_check_construction,
        silent_days=31,
    ),
    Source(
        MEDICINE,
        "阳光医药采购",
        "医药采购",
        rules.IMPORTED,
        "医疗机构的药品采购明细：药品、规格、单价、数量、供应商和参考价。",
        fields=(
            Field("order", "采购明细号", is_required=True, aliases=("采购单号",), length=60),
            Field("unit", "医疗机构", Kind.UNIT, is_required=True, aliases=("采购机构",)),
            Field("drug", "药品通用名", is_required=True, aliases=("药品名称", "药品"), length=120),
            Field("specification", "规格", is_required=True, length=120),
            Field("maker", "生产企业"),
            Field("package_unit", "计价单位", length=20),
            Field("unit_price", "单价（元）", Kind.PRICE, is_required=True, aliases=("单价", "采购单价")),
            Field("quantity", "数量", Kind.QUANTITY, is_required=True, aliases=("采购数量",)),
            Field("amount", "金额（元）", Kind.MONEY, aliases=("金额",)),
            *_SUPPLIER,
            Field("purchased_on", "采购日期", Kind.DATE, is_required=True),
            Field("reference_price", "参考价（元）", Kind.PRICE, aliases=("参考价", "挂网价")),
        ),
        key=("unit", "order"),
        title=("drug", "specification"),
        columns=Columns(
            on="purchased_on",
            amount="amount",
            price="unit_price",
            party="supplier_code",
            item=("drug", "specification"),
        ),
        check=_check_medicine,
    ),
    Source(
        TRADING,
        "公共资源交易",
        "公共资源交易",
        rules.IMPORTED,
        "每个标段的限价、投标人、报价、中标结果和定标理由。",
        fields=(
            Field("section_number", "标段编号", is_required=True, length=60),
            Field("section", "标段名称", is_required=True),
            Field("project", "项目名称", is_required=True),
            Field("unit", "招标人", Kind.UNIT, is_required=True, aliases=("采购人", "出让人")),
            Field("trade", "交易类别", Kind.CHOICE, is_required=True, codes=TRADES),
            Field("method", "交易方式", Kind.CHOICE, is_required=True, codes=METHODS),
            Field("budget", "最高限价（元）", Kind.MONEY, aliases=("预算金额", "最高限价")),
            Field("bidders", "投标人", Kind.NAMES, is_required=True, aliases=("竞买人",)),
            Field("bids", "投标报价（元）", Kind.SUMS, aliases=("投标报价",)),
            Field("winner", "中标人", is_required=True, aliases=("成交人",)),
            Field("winner_code", "中标人代码", Kind.PARTY),
            Field("award", "中标金额（元）", Kind.MONEY, is_required=True, aliases=("中标金额", "成交金额")),
            Field("reason", "定标理由", aliases=("未选最低价的理由",), length=500),
            Field("awarded_on", "定标日期", Kind.DATE, is_required=True),
        ),
        key=("section_number",),
        title=("project", "section"),
        columns=Columns(on="awarded_on", amount="award", party="winner_code"),
        check=_check_trading,
    ),
)


def declare() -> None:
    for source in SOURCES:
        registry.register(source)

"""Was there competition for a section, and did the lowest bid win or is it said why not?

Sources: 招标投标法 (2017) art. 28 (fewer than three bidders: tender again) and 41 (who wins); its 实施条例
(2019) art. 40(四) (bids that are unusually alike count as collusion).
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from yiwang.kernel.findings.rules import RED, YELLOW
from yiwang.subsystems.supervision.sources import rules
from yiwang.subsystems.supervision.sources.anomalies.evidence import breach, kept, records_of, text
from yiwang.subsystems.supervision.sources.models import Record
from yiwang.subsystems.supervision.sources.shipped import LOWEST_WINS, METHODS, TENDERS, TRADING
from yiwang.subsystems.supervision.watching.registry import Breach, Happened, Parameter, Parameters, Rule
from yiwang.subsystems.supervision.watching.rules import TRIAL

NOT_LOWEST, FEW_BIDDERS, CLOSE_BIDS = "sources.not_lowest", "sources.few_bidders", "sources.close_bids"
HEARS = frozenset({rules.of_record(TRADING)})
LISTED = 10


def not_lowest(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    drawn = []
    for record in _competed(happened, LOWEST_WINS):
        bids = bids_of(record)
        if not bids or record.amount is None or text(record, "reason").strip():
            continue
        name, lowest = min(bids, key=lambda bid: (bid[1], bid[0]))
        if record.amount <= lowest:
            continue
        evidence = [
            ("中标人", f"{text(record, 'winner')}，{rules.yuan(record.amount)}"),
            ("最低报价", f"{name}，{rules.yuan(lowest)}"),
            (
                "计算",
                f"{rules.yuan(record.amount)}－{rules.yuan(lowest)}＝{rules.yuan(record.amount - lowest)}",
            ),
            ("定标理由", "没有填写"),
        ]
        drawn.append((breach(record, evidence), {record.imported_id}))
    return kept(NOT_LOWEST, drawn)


def few_bidders(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """A single one is red."""
    least, drawn = int(parameters["bidders"]), []
    for record in _competed(happened, TENDERS):
        bidders = record.values["bidders"]
        if len(bidders) >= least:
            continue
        evidence = [
            ("交易方式", METHODS[text(record, "method")]),
            ("投标人", f"{len(bidders)}个：{'、'.join(bidders)}"),
            ("计算", f"{len(bidders)}＜{least}"),
            ("定标日期", str(record.on)),
        ]
        colour = RED if len(bidders) == 1 else YELLOW
        drawn.append((breach(record, evidence, colour=colour), {record.imported_id}))
    return kept(FEW_BIDDERS, drawn)


def close_bids(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    within, drawn = parameters["percent"], []
    for record in _competed(happened, LOWEST_WINS):
        bids = dict(bids_of(record))
        pairs = rules.closest(bids.items(), within)
        if not pairs:
            continue
        shown = [
            (
                "报价接近" if gap else "报价相同",
                f"{low} {rules.yuan(bids[low])}，{high} {rules.yuan(bids[high])}："
                f"相差{rules.yuan(gap)}，{rules.percent(gap, bids[low])}%",
            )
            for low, high, gap in pairs[:LISTED]
        ]
        evidence = [("投标人", f"{len(bids)}个"), *shown, ("判定", f"相差不超过{rules.number(within)}%")]
        drawn.append((breach(record, evidence), {record.imported_id}))
    return kept(CLOSE_BIDS, drawn)


def _competed(happened: Sequence[Happened], methods: frozenset[str]) -> list[Record]:
    return [record for record in records_of(happened) if record.values.get("method") in methods]


def bids_of(record: Record) -> list[tuple[str, Decimal]]:
    """Names and amounts, where the bids are known."""
    amounts = record.values.get("bids") or []
    return [(name, Decimal(each)) for name, each in zip(record.values["bidders"], amounts, strict=False)]


RULES = (
    Rule(
        NOT_LOWEST,
        "未选最低报价且没有说明理由",
        "《招标投标法》第四十一条",
        YELLOW,
        HEARS,
        not_lowest,
        group="公共资源交易",
    ),
    Rule(
        FEW_BIDDERS,
        "招标项目投标人不足",
        "《招标投标法》第二十八条",
        YELLOW,
        HEARS,
        few_bidders,
        parameters={"bidders": Parameter("投标人少于", Decimal(3), "个")},
        group="公共资源交易",
    ),
    Rule(
        CLOSE_BIDS,
        "投标报价异常接近（疑似串通）",
        "《招标投标法实施条例》第四十条",
        YELLOW,
        HEARS,
        close_bids,
        parameters={"percent": Parameter("两个报价相差不超过", Decimal("0.1"), "%")},
        mode=TRIAL,
        group="公共资源交易",
    ),
)

"""Was a project approved before it was built, kept within its contract, and handed over in time?

Sources: 政府投资条例 (2019) art. 9, 12, 20; 政府采购法 (2014) art. 49; shared standards/
projects-and-appraisal.md §1 (acceptance within six months) and §4 no. 1, 2, 9.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from yiwang.kernel.deadlines.moments import day_of
from yiwang.kernel.deadlines.months import months_later
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import RED, YELLOW
from yiwang.subsystems.supervision.sources import rules
from yiwang.subsystems.supervision.sources.anomalies.evidence import breach, kept, money, records_of, text
from yiwang.subsystems.supervision.sources.models import Record
from yiwang.subsystems.supervision.sources.shipped import CONSTRUCTION
from yiwang.subsystems.supervision.watching.registry import Breach, Happened, Parameter, Parameters, Rule
from yiwang.subsystems.supervision.watching.rules import TRIAL

UNAPPROVED, CHANGES, OVER_ESTIMATE, NO_ACCEPTANCE = (
    "sources.built_unapproved",
    "sources.changes_above_contract",
    "sources.budget_above_estimate",
    "sources.no_acceptance",
)
HEARS = frozenset({rules.of_record(CONSTRUCTION)})
MOST_AT_ONCE = 500


def unapproved(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    drawn = []
    for record in records_of(happened):
        started, approved = text(record, "started_on"), text(record, "approved_on")
        if not started or (approved and approved <= started):
            continue
        evidence = [
            ("开工日期", started),
            ("批复日期", approved or "没有批复"),
            ("批复文号", text(record, "approval_number") or "没有填写"),
            ("计算", f"开工{started}早于批复{approved}" if approved else "已开工，没有批复"),
        ]
        drawn.append((breach(record, evidence), {record.imported_id}))
    return kept(UNAPPROVED, drawn)


def changes(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    by, drawn = parameters["percent"], []
    for record in records_of(happened):
        changed, contract = money(record, "changes"), record.amount
        if not changed or not contract or not rules.is_share_above(changed, contract, by):
            continue
        evidence = [
            ("施工单位", text(record, "contractor") or "没有填写"),
            ("合同金额", rules.yuan(contract)),
            ("变更累计金额", rules.yuan(changed)),
            ("计算", _ratio(changed, contract, by)),
        ]
        drawn.append((breach(record, evidence), {record.imported_id}))
    return kept(CHANGES, drawn)


def over_estimate(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    by, drawn = parameters["percent"], []
    for record in records_of(happened):
        budget, estimate = money(record, "budget"), money(record, "estimate")
        if not budget or not estimate or not rules.is_above(budget, estimate, by):
            continue
        evidence = [
            ("可研估算", rules.yuan(estimate)),
            ("初步设计概算", rules.yuan(budget)),
            ("计算", _ratio(budget, estimate, rules.PERCENT + by)),
        ]
        drawn.append((breach(record, evidence), {record.imported_id}))
    return kept(OVER_ESTIMATE, drawn)


def no_acceptance(moment: datetime, parameters: Parameters) -> Iterable[Breach]:
    """Completed, and no acceptance asked for when the months were over; what was found before is left out."""
    months, today, drawn = int(parameters["months"]), day_of(moment), []
    for record in _pending(today, months):
        completed = record.pending_on or today
        due = months_later(completed, months)
        if due >= today:
            continue
        evidence = [
            ("完工日期", str(completed)),
            ("计算", f"{completed}＋{months}个月＝{due}，至{today}仍未申请竣工验收"),
            ("数据日期", str(record.on)),
        ]
        drawn.append((breach(record, evidence), {record.imported_id}))
    return kept(NO_ACCEPTANCE, drawn)


def _pending(today: date, months: int) -> list[Record]:
    """On the index of what is waited for."""
    last = months_later(today, -months)
    known = Finding.objects.filter(
        rule=NO_ACCEPTANCE,
        subject_kind=rules.of_record(CONSTRUCTION),
        subject_key=Cast(OuterRef("pk"), CharField(max_length=64)),
    )
    rows = Record.objects.current().of(CONSTRUCTION).filter(pending_on__isnull=False, pending_on__lte=last)
    return list(rows.filter(~Exists(known)).order_by("pending_on", "pk")[:MOST_AT_ONCE])


def _ratio(part: Decimal, whole: Decimal, limit: Decimal) -> str:
    return (
        f"{rules.yuan(part)}÷{rules.yuan(whole)}＝{rules.percent(part, whole)}%，超过{rules.number(limit)}%"
    )


RULES = (
    Rule(
        UNAPPROVED,
        "未批先建",
        "《政府投资条例》第九条、第二十条",
        RED,
        HEARS,
        unapproved,
        group="工程建设",
    ),
    Rule(
        CHANGES,
        "变更金额超过合同的10%",
        "《政府采购法》第四十九条",
        YELLOW,
        HEARS,
        changes,
        parameters={"percent": Parameter("变更占合同金额超过", Decimal(10), "%")},
        group="工程建设",
    ),
    Rule(
        OVER_ESTIMATE,
        "概算超过可研估算的10%",
        "《政府投资条例》第十二条",
        YELLOW,
        HEARS,
        over_estimate,
        parameters={"percent": Parameter("概算高于可研估算超过", Decimal(10), "%")},
        group="工程建设",
    ),
    Rule(
        NO_ACCEPTANCE,
        "完工后未按期申请竣工验收",
        "《国家政务信息化项目建设管理办法》（国办发〔2019〕57号）关于竣工验收的规定",
        YELLOW,
        look=no_acceptance,
        parameters={"months": Parameter("完工后", Decimal(6), "个月")},
        mode=TRIAL,
        group="工程建设",
    ),
)

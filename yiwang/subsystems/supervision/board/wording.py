"""In which words does a bulletin tell the figures of a month or quarter, and what does advice ask of a unit?

Everything is read off snapshots; the text may be edited before the paper is issued, the tables may not.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from yiwang.kernel.deadlines.moments import start_of
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators import rules as points
from yiwang.kernel.indicators.models import Score, Value
from yiwang.kernel.indicators.periods import month
from yiwang.subsystems.supervision.board import rules, standing
from yiwang.subsystems.supervision.board.rules import Span
from yiwang.subsystems.supervision.board.standing import Standing
from yiwang.subsystems.supervision.watching.sight import Sight

TYPICAL = 10
RANKED = 200
Table = tuple[str, Sequence[str], Sequence[Sequence[str]]]


@dataclass(frozen=True)
class Words:
    title: str
    text: str
    tables: Sequence[Table]


def bulletin(sight: Sight, span: Span, place: str) -> Words:
    """What the issuing post sees of the span: a supervisor of a county writes of the county."""
    ranking = standing.of_span(sight, span)
    shown = [each for each in ranking if each.total is not None]
    sums = _sums(sight, span)
    paragraphs = [
        _opening(place, span, ranking),
        *_figures(sums),
        _best(shown),
        _worst(shown),
        "请排名靠后和被列为不合格等次的单位认真查找原因，明确整改措施和时限，整改情况按规定报送。",
    ]
    tables = [_ranking(ranking), _summary(sums), *_typical(sight, span)]
    return Words(f"关于{span.label}政务服务电子监察情况的通报", "\n".join(filter(None, paragraphs)), tables)


def advice(score: Score) -> Words:
    """For a unit that failed: where the points were lost, what is asked of it."""
    label = month(score.snapshot.month).label
    read = standing.lines_of_score(score)
    lost = sorted(read, key=_lost, reverse=True)
    weak = [
        f"“{line.label}”得{line.points_label}分（满分{line.full_label}）" for line in lost if _lost(line) > 0
    ]
    cause = f"存在{score.veto}情形，实行一票否决" if score.veto else f"综合得分{score.total}分"
    text = [
        f"经对{label}政务服务办理情况进行监察考核，你单位{cause}，等次为{score.grade}。",
        f"主要失分项目：{'；'.join(weak[:5])}。" if weak else "",
        "为此，提出以下监察建议：",
        "一、对照失分项目逐件核查，查明原因，明确责任人员。",
        "二、完善受理、办理、送达各环节的内部管理，防止超期和程序不规范的问题再次发生。",
        "三、自收到本建议书之日起15个工作日内，将整改情况书面报送本单位。",
    ]
    rows = [(line.label, line.measured, line.points_label, line.full_label) for line in read]
    table = (f"{label}考核得分明细", ("指标", "数据", "得分", "满分"), rows)
    return Words(f"关于{label}政务服务监察考核结果的监察建议书", "\n".join(filter(None, text)), [table])


def _lost(line: standing.Read) -> Decimal:
    if line.points is None:
        return Decimal(0)
    return line.full - line.points


def _opening(place: str, span: Span, ranking: Sequence[Standing]) -> str:
    grades = Counter(each.grade for each in ranking)
    known = [*(grade.label for grade in points.GRADES), points.UNGRADED]
    listed = "，".join(f"{grade}{grades[grade]}个" for grade in known if grades[grade])
    return (
        f"{span.label}，{place}对{len(ranking)}个单位的政务服务办理情况进行了电子监察和考核，"
        f"其中{listed}。现将有关情况通报如下。"
    )


def _figures(sums: dict[str, tuple[str, Decimal, Decimal | None]]) -> list[str]:
    """One sentence for each figure: a share with both its numbers, or how many."""
    said = []
    for label, part, whole in sums.values():
        if whole is None:
            said.append(f"{label}{points.plain(part)}件")
        elif whole:
            said.append(f"{label}{rules.percent(part, whole)}")
    return [f"总体情况：{'，'.join(said)}。"] if said else []


def _best(shown: Sequence[Standing]) -> str:
    best = [each for each in shown if each.rank and each.rank <= 3][:5]
    return f"排名靠前的单位：{_named(best)}。" if best else ""


def _worst(shown: Sequence[Standing]) -> str:
    failing = [each for each in shown if each.grade == rules.FAILING]
    return f"等次为不合格的单位：{_named(failing[:20])}。" if failing else "没有单位被评为不合格等次。"


def _named(standings: Sequence[Standing]) -> str:
    return "、".join(f"{each.unit_name}（{each.total}分）" for each in standings)


def _sums(sight: Sight, span: Span) -> dict[str, tuple[str, Decimal, Decimal | None]]:
    """By line: what was counted of all units together, as it stands in the snapshots."""
    values = Value.objects.filter(
        score__snapshot__scheme=rules.SCHEME, score__snapshot__month__in=span.months, part__isnull=False
    )
    if sight.paths is not None:
        values = values.filter(score__unit__in=sight.units().values("pk"))
    sums: dict[str, tuple[str, Decimal, Decimal | None]] = {}
    for value in values:
        known = figures.registered().get(value.figure)
        label = known.label if known else value.label
        _, parts, wholes = sums.get(value.line, (label, Decimal(0), None))
        total = wholes if value.whole is None else (wholes or Decimal(0)) + value.whole
        sums[value.line] = (label, parts + (value.part or Decimal(0)), total)
    return sums


def _ranking(ranking: Sequence[Standing]) -> Table:
    rows = [
        (
            str(each.rank or "—"),
            each.unit_name,
            "—" if each.total is None else str(each.total),
            each.grade,
            each.change_label,
        )
        for each in ranking[:RANKED]
    ]
    return "考核排名", ("名次", "单位", "得分", "等次", "与上期相比"), rows


def _summary(sums: dict[str, tuple[str, Decimal, Decimal | None]]) -> Table:
    rows = [
        (
            label,
            points.plain(points.rounded(part)),
            "" if whole is None else points.plain(whole),
            "" if whole is None else rules.percent(part, whole),
        )
        for label, part, whole in sums.values()
    ]
    return "主要指标", ("指标", "符合", "总数", "比率"), rows


def _typical(sight: Sight, span: Span) -> list[Table]:
    """The problems that came up most in the span, with how many units had them."""
    first, last = span.months[0], month(span.months[-1]).after
    found = Finding.objects.counted().filter(found_at__gte=start_of(first), found_at__lt=start_of(last))
    kinds = sight.cut(found).order_by().values_list("label", "basis")
    counted = kinds.annotate(number=Count("pk"), units=Count("unit", distinct=True))
    rows = [
        (label, basis, str(number), str(units))
        for label, basis, number, units in counted.order_by("-number", "label")[:TYPICAL]
    ]
    return [("典型问题", ("问题", "依据", "件数", "涉及单位"), rows)] if rows else []

"""What stands in the bulletin of a round?"""

from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.papers.paper import Heading, Paper, Table, Text
from yiwang.subsystems.portal.inspection import queries, rules
from yiwang.subsystems.portal.inspection.indicators import catalogue
from yiwang.subsystems.portal.inspection.models import Round

COLUMNS = ("序号", "网站", "主办单位", "自查问题", "检查得分", "结论", "未整改", "已整改")
WIDTHS = (6, 22, 22, 10, 10, 12, 9, 9)


def of(held: Round) -> Paper:
    """Every site of the round, the worst first, as it stands now."""
    rows = queries.entry_rows(held, None)
    rows.sort(key=lambda row: (row.run is None, _points(row), -row.live, row.entry.pk))
    day = day_of(now())
    blocks: list[Text | Heading | Table] = [Text(_summary(rows, held)), Table(COLUMNS, _lines(rows), WIDTHS)]
    vetoed = [row for row in rows if row.run and row.run.vetoes]
    if vetoed:
        blocks.append(Heading("单项否决情况"))
        blocks += [Text(_veto(row)) for row in vetoed]
    silent = [row.entry.site.name for row in rows if row.entry.reported_at is None]
    if silent:
        blocks += [Heading("未报送自查清单的网站"), Text("、".join(silent) + "。")]
    blocks.append(Text(f"请各单位于{held.rectify_until:%Y年%m月%d日}前完成整改，整改情况以复查结果为准。"))
    return Paper(
        title=f"关于{held.name}情况的通报",
        signer=held.unit.name,
        signed_on=day,
        addressee="各有关单位",
        blocks=blocks,
    )


def _points(row: queries.EntryRow) -> float:
    return float(row.run.points) if row.run and row.run.points is not None else -1.0


def _summary(rows: list[queries.EntryRow], held: Round) -> str:
    seen = [row for row in rows if row.run and row.run.verdict]
    failed = sum(row.run.verdict != rules.PASSED for row in seen if row.run)
    reported = sum(row.entry.reported_at is not None for row in rows)
    return (
        f"{held.starts_on:%Y年%m月%d日}起，{held.unit.name}组织{held.name}，涉及网站{len(rows)}个，"
        f"{reported}个报送了自查问题清单，抽查{len(seen)}个，合格{len(seen) - failed}个，不合格{failed}个；"
        f"发现的问题已整改{sum(row.closed for row in rows)}个，未整改{sum(row.live for row in rows)}个。"
        "现将情况通报如下。"
    )


def _lines(rows: list[queries.EntryRow]) -> list[tuple[str, ...]]:
    return [
        (
            str(place),
            row.entry.site.name,
            row.entry.site.unit.called,
            str(row.listed) if row.entry.reported_at else "未报",
            str(row.run.points) if row.run and row.run.points is not None else "—",
            _verdict(row),
            str(row.live),
            str(row.closed),
        )
        for place, row in enumerate(rows, 1)
    ]


def _verdict(row: queries.EntryRow) -> str:
    if row.run is None:
        return "未检查"
    return row.run.get_verdict_display() or row.run.get_state_display()


def _veto(row: queries.EntryRow) -> str:
    codes = row.run.vetoes if row.run else []
    said = "、".join(catalogue()[code].label for code in codes if code in catalogue())
    return f"{row.entry.site.name}（{row.entry.site.unit.called}）：{said}。"

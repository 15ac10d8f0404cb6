"""What stands in the announcement of a contest, in its bulletin, on its public pages, in its table?"""

from collections.abc import Sequence
from html import escape

from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.papers.paper import Heading, Paper, Table, Text
from yiwang.subsystems.portal.contests import sources
from yiwang.subsystems.portal.contests.models import Contest, Criterion, Entrant, Score
from yiwang.subsystems.portal.inspection.indicators import catalogue

COLUMNS = ("名次", "网站", "主办单位", "得分", "奖项")
WIDTHS = (8, 30, 30, 10, 12)
SCHEME = ("一级指标", "指标", "分值", "评分方式")
NONE = "—"


def result_title(contest: Contest) -> str:
    return f"关于{contest.name}结果的通报"


def paper(contest: Contest) -> Paper:
    """Every group with its ranks, then who was vetoed and why."""
    entrants = ranked(contest)
    blocks: list[Text | Heading | Table] = [Text(summary(contest, entrants))]
    for group, inside in grouped(contest, entrants):
        blocks += [Heading(group), Table(COLUMNS, [_line(one) for one in inside], WIDTHS)]
    vetoed = [one for one in entrants if one.vetoes]
    if vetoed:
        blocks.append(Heading("单项否决、不参加评奖的网站"))
        blocks += [Text(f"{one.site.name}：{veto(one)}。") for one in vetoed]
    day = day_of(contest.finished_at or now())
    return Paper(
        title=result_title(contest),
        signer=contest.unit.name,
        signed_on=day,
        addressee="各有关单位",
        blocks=blocks,
        notes=[f"结果摘要（SM3）：{contest.digest}"],
    )


def summary(contest: Contest, entrants: Sequence[Entrant]) -> str:
    won = sum(bool(one.award) for one in entrants)
    groups = len({one.group for one in entrants})
    reported = sum(one.reported_at is not None for one in entrants)
    return (
        f"{contest.unit.name}组织{contest.name}，评比{contest.first_on:%Y年%m月%d日}至"
        f"{contest.last_on:%Y年%m月%d日}的情况，{len(entrants)}个网站分{groups}组参评，"
        f"{reported}个报送了自评报告，{won}个获奖。现将结果通报如下。"
    )


def ranked(contest: Contest) -> list[Entrant]:
    found = contest.entrants.select_related("site__unit").order_by("rank", "site__unit__path", "pk")
    return list(found)


def grouped(contest: Contest, entrants: Sequence[Entrant]) -> list[tuple[str, list[Entrant]]]:
    """By group in the contest's order; groups without a site are left out."""
    found = [(group, [one for one in entrants if one.group == group]) for group in contest.groups]
    return [(group, inside) for group, inside in found if inside]


def veto(entrant: Entrant) -> str:
    known = catalogue()
    return "、".join(known[code].label if code in known else code for code in entrant.vetoes)


def _line(one: Entrant) -> tuple[str, ...]:
    award = "单项否决" if one.vetoes else one.award
    return (str(one.rank), one.site.name, one.site.unit.called, f"{one.total:.2f}", award or NONE)


def announcement_html(contest: Contest, criteria: Sequence[Criterion]) -> str:
    """The notice, the dates, the scheme, the sites."""
    entrants = list(contest.entrants.select_related("site__unit"))
    rows = [
        (one.heading, one.label, f"{one.points.normalize():f}", sources.label(one.source)) for one in criteria
    ]
    dates = (
        f"评比期间：{contest.first_on}至{contest.last_on}；自评报告报送截止：{contest.report_until}；"
        f"{contest.result_by}前公布结果。"
    )
    parts = [_paragraphs(contest.announcement), f"<p>{escape(dates)}</p>", "<h2>评分指标</h2>"]
    parts += [_table(SCHEME, rows), "<h2>参评网站</h2>"]
    for group, inside in grouped(contest, entrants):
        parts.append(f"<p>{escape(group)}：{escape('、'.join(one.site.name for one in inside))}。</p>")
    return "".join(parts)


def result_html(contest: Contest) -> str:
    entrants = ranked(contest)
    parts = [f"<p>{escape(summary(contest, entrants))}</p>"]
    for group, inside in grouped(contest, entrants):
        parts += [f"<h2>{escape(group)}</h2>", _table(COLUMNS, [_line(one) for one in inside])]
    vetoed = [one for one in entrants if one.vetoes]
    if vetoed:
        parts.append("<h2>单项否决、不参加评奖的网站</h2>")
        parts += [f"<p>{escape(one.site.name)}：{escape(veto(one))}。</p>" for one in vetoed]
    return "".join(parts)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def table(contest: Contest) -> tuple[list[str], list[list[str]]]:
    """Head and rows of the result with the points under each criterion; three queries."""
    criteria = list(contest.criteria.all())
    entrants = ranked(contest)
    points = {
        (entrant, criterion): f"{got:.2f}" if got is not None else "无数据"
        for entrant, criterion, got in Score.objects.filter(entrant__in=entrants)
        .order_by()
        .values_list("entrant", "criterion", "points")
    }
    head = ["组别", *COLUMNS, *(f"{one.label}（{one.points.normalize():f}分）" for one in criteria)]
    rows = [
        [group, *_line(one), *(points.get((one.pk, each.pk), "") for each in criteria)]
        for group, inside in grouped(contest, entrants)
        for one in inside
    ]
    return head, rows

"""How is a contest of websites scored and ranked, who may judge, and what may happen when?

Source: 政府网站绩效评估 as it is held every year (FUNCTIONS S26): announce, evaluate, publish a bulletin.
A veto of the inspection (国办秘函〔2019〕19号) keeps a site from any award.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from yiwang.kernel.errors import Refused

DRAFT, ANNOUNCED, COUNTED, SHOWN, FINAL = "draft", "announced", "counted", "shown", "final"
CALLED_OFF = "called_off"
STATES = {
    DRAFT: "起草中",
    ANNOUNCED: "自评中",
    COUNTED: "评委评分中",
    SHOWN: "得分已告知",
    FINAL: "结果已公布",
    CALLED_OFF: "已停止",
}
TONES = {DRAFT: "", ANNOUNCED: "info", COUNTED: "info", SHOWN: "warn", FINAL: "good", CALLED_OFF: "bad"}
WRONG_STATE = {
    DRAFT: "评比已经启动，不能再修改方案。",
    ANNOUNCED: "现在不在自评阶段，不能办理。",
    COUNTED: "现在不在评委评分阶段，不能办理。",
    SHOWN: "现在不在得分告知阶段，不能办理。",
}

JUDGED, INSPECTED, UPDATED, VISITED = "judged", "inspection", "columns", "visits"
OWN_SOURCES = {
    JUDGED: "评委评分",
    INSPECTED: "网站检查得分",
    UPDATED: "栏目按期更新率",
    VISITED: "网站访问量（与本组最高比）",
}

WAITING, CLAIMED, CLOSED = "open", "claimed", "closed"
PROBLEM_STATES = {WAITING: "待整改", CLAIMED: "已报整改，待核实", CLOSED: "已销号"}
PROBLEM_TONES = {WAITING: "bad", CLAIMED: "warn", CLOSED: "good"}

FULL = Decimal(100)
CENT = Decimal("0.01")
NAME_LENGTH, LABEL_LENGTH, TEXT_LENGTH, REPORT_LENGTH = 80, 60, 500, 5000
MOST_FILES, MOST_CRITERIA, MOST_OBJECTION_DAYS = 5, 60, 60


@dataclass(frozen=True)
class Award:
    """``places``: how many sites of a group, the best first; those that tie share it."""

    label: str
    places: int


@dataclass(frozen=True)
class Standing:
    """A site before it is ranked."""

    key: int
    total: Decimal
    is_vetoed: bool


@dataclass(frozen=True)
class Placed:
    rank: int
    award: str


def rounded(points: Decimal) -> Decimal:
    return points.quantize(CENT, ROUND_HALF_UP)


def mean(points: Sequence[Decimal]) -> Decimal:
    """Of what the judges gave, to a hundredth. Raises ValueError for none."""
    if not points:
        raise ValueError("Nobody gave points.")
    return rounded(sum(points, Decimal(0)) / len(points))


def share_of(points: Decimal, part: Decimal, whole: Decimal) -> Decimal | None:
    """None where there is nothing of which it could be a share."""
    return rounded(points * min(part / whole, Decimal(1))) if whole > 0 else None


def total(scores: Iterable[tuple[Decimal | None, Decimal]]) -> Decimal:
    """Pairs of points got and points possible; where there are no data, the others count for the whole.

    The way 国办秘函〔2019〕19号 reckons a body without public services: what counts is scaled to 100.
    """
    counted = [(got, most) for got, most in scores if got is not None]
    possible = sum((most for _, most in counted), Decimal(0))
    got = sum((got for got, _ in counted), Decimal(0))
    return rounded(got * FULL / possible) if possible else Decimal(0)


def placed(standings: Collection[Standing], awards: Sequence[Award]) -> Mapping[int, Placed]:
    """Ranks of one group; equal totals share a rank, vetoed sites keep theirs but take no award's place."""
    totals = [one.total for one in standings]
    fit = [one.total for one in standings if not one.is_vetoed]
    return {
        one.key: Placed(
            _rank(one.total, totals), "" if one.is_vetoed else _award(_rank(one.total, fit), awards)
        )
        for one in standings
    }


def _rank(own: Decimal, every: Sequence[Decimal]) -> int:
    return 1 + sum(other > own for other in every)


def _award(rank: int, awards: Sequence[Award]) -> str:
    last = 0
    for award in awards:
        last += award.places
        if rank <= last:
            return award.label
    return ""


def is_own(judge_paths: Iterable[str], site_path: str, root: str) -> bool:
    """Whether a site is that of a judge's own unit, of one above it (but the root's) or of one below it."""
    return any(
        path == site_path
        or (path != root and site_path.startswith(path))
        or (site_path != root and path.startswith(site_path))
        for path in judge_paths
    )


def awards_of(text: str) -> list[Award]:
    """``一等奖 1`` a line. Raises Refused for a line that says no number of places."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        label, _, number = line.rpartition(" ")
        if not label.strip() or not (number.isascii() and number.isdigit()) or not 1 <= int(number) <= 999:
            raise Refused(
                f"奖项“{line[:30]}”的写法不对，每行写奖项名称、空格和名额，如“一等奖 1”。", field="awards"
            )
        found.append(Award(checked_line(label, "awards", "奖项名称", 30), int(number)))
    return found


def groups_of(text: str) -> list[str]:
    """One a line. Raises Refused where there is none, or one twice."""
    found = [
        checked_line(line, "groups", "组别名称", LABEL_LENGTH) for line in text.splitlines() if line.strip()
    ]
    if not found:
        raise Refused("请至少填写一个组别。", field="groups")
    if len(set(found)) < len(found):
        raise Refused("组别有重复，请修改。", field="groups")
    return found


def check_dates(first: date, last: date, report_until: date, result_by: date) -> None:
    if last < first:
        raise Refused("评比期间的结束日期不能早于开始日期，请修改。", field="last_on")
    if report_until < first:
        raise Refused("自评截止日期不能早于评比期间的开始日期，请修改。", field="report_until")
    if result_by <= max(last, report_until):
        raise Refused("公布结果的日期须在评比期间和自评截止之后，请修改。", field="result_by")


def check_year(year: int) -> None:
    if not 2000 <= year <= 2100:
        raise Refused("年度请填写四位数字，如 2026。", field="year")


def check_points(points: Decimal) -> None:
    if not 0 < points <= FULL:
        raise Refused("分值须大于0、不超过100，请修改。", field="points")


def check_mark(points: Decimal, most: Decimal, label: str, field: str) -> None:
    if not 0 <= points <= most:
        raise Refused(f"“{label}”须在0至{most.normalize():f}分之间，请修改。", field=field)


def check_scheme(points: Sequence[Decimal]) -> None:
    """Raises Refused where they are not 100 together."""
    together = sum(points, Decimal(0))
    if together != FULL:
        raise Refused(f"指标分值合计为{together.normalize():f}分，须为100分，请先调整评分指标。")


def check_state(state: str, expected: str) -> None:
    if state != expected:
        raise Refused(WRONG_STATE[expected])


def check_going_on(state: str) -> None:
    """Announced and without a result."""
    if state == DRAFT:
        raise Refused("评比还没有启动，可以继续修改方案。")
    if state == FINAL:
        raise Refused("评比结果已经公布，不能再停止。")
    if state == CALLED_OFF:
        raise Refused("评比已经停止。")


def checked_line(text: str, field: str, what: str, most: int = NAME_LENGTH) -> str:
    kept = " ".join(text.replace("\x00", "").split())
    if not 1 <= len(kept) <= most:
        raise Refused(f"请填写{what}（不超过{most}字）。", field=field)
    return kept


def checked_text(text: str, field: str, what: str, most: int = TEXT_LENGTH) -> str:
    kept = text.replace("\x00", "").strip()
    if not 2 <= len(kept) <= most:
        raise Refused(f"请写明{what}（2至{most}字）。", field=field)
    return kept


def check_final(state: str) -> None:
    if state != FINAL:
        raise Refused("结果还没有公布。")

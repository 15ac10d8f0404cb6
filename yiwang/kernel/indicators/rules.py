"""How do figures become points, and points a grade?

Sources: standards/projects-and-appraisal.md §2 (schemes in use, model for a system) and §4 (cases 12 to 16).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from yiwang.kernel.errors import Refused

WHOLE = Decimal(100)
NOTHING = Decimal(0)
SHARE, DEDUCTED, COUNTED = "share", "deducted", "counted"
FORMULAS = {
    SHARE: "按比例得分",
    DEDUCTED: "按次扣分",
    COUNTED: "按次加减分",
}
UNGRADED = "不参评"


@dataclass(frozen=True)
class Measured:
    """What was counted: ``part`` out of ``whole``, or so many where there is no whole."""

    part: Decimal
    whole: Decimal | None = None

    @property
    def share(self) -> Decimal | None:
        """None where nothing was there of which it could be a share."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Line:
    """One indicator. ``weight``: its points of the 100 of its level; 0 for what only adds or takes away.

    ``figure``: the code of the figure it is read off; empty for a heading whose lines name it as ``parent``,
    or for what people fill in. ``per``: points for each time. ``cap``: the most it may add or take away.
    """

    code: str
    label: str
    weight: Decimal = NOTHING
    figure: str = ""
    formula: str = SHARE
    per: Decimal = Decimal(1)
    cap: Decimal | None = None
    parent: str = ""


@dataclass(frozen=True)
class Veto:
    """Something that may not happen: from so many on the grade is the last one (一票否决)."""

    figure: str
    label: str
    at_least: Decimal = Decimal(1)


@dataclass(frozen=True)
class Grade:
    label: str
    at_least: Decimal


GRADES = (
    Grade("优秀", Decimal(90)),
    Grade("良好", Decimal(80)),
    Grade("合格", Decimal(60)),
    Grade("不合格", Decimal(-1_000_000)),
)


@dataclass(frozen=True)
class Scheme:
    """By what a group of units is appraised. ``grades`` begin with the best."""

    code: str
    name: str
    lines: tuple[Line, ...]
    vetoes: tuple[Veto, ...] = ()
    grades: tuple[Grade, ...] = GRADES
    basis: str = ""

    def under(self, parent: str) -> list[Line]:
        return [line for line in self.lines if line.parent == parent]

    @property
    def leaves(self) -> list[Line]:
        parents = {line.parent for line in self.lines}
        return [line for line in self.lines if line.code not in parents]


@dataclass(frozen=True)
class Points:
    """What one indicator came to, out of how many points; None where it does not count for the unit."""

    line: Line
    measured: Measured | None
    points: Decimal | None
    full: Decimal


@dataclass(frozen=True)
class Appraisal:
    """``total`` is None where nothing counted."""

    total: Decimal | None
    grade: str
    veto: str = ""
    points: tuple[Points, ...] = field(default_factory=tuple)


def check(scheme: Scheme) -> None:
    """Raises Refused where the weights of a level are not 100 together, or a line makes no sense."""
    codes = [line.code for line in scheme.lines]
    if not codes:
        raise Refused("方案至少要有一项指标。", field="lines")
    if len(set(codes)) != len(codes):
        raise Refused("方案中有重复的指标代码。", field="lines")
    for line in scheme.lines:
        _check_line(line, codes)
    for parent in ["", *codes]:
        _check_level(scheme, parent)
    if [grade.at_least for grade in scheme.grades] != sorted(
        (grade.at_least for grade in scheme.grades), reverse=True
    ):
        raise Refused("等次应当从高到低排列。", field="grades")


def _check_line(line: Line, codes: Collection[str]) -> None:
    if line.formula not in FORMULAS:
        raise Refused(f"“{line.label}”的计分方式只能是：{'、'.join(FORMULAS.values())}。", field="lines")
    if line.weight < 0 or (line.cap is not None and line.cap < 0):
        raise Refused(f"“{line.label}”的分值和封顶分不能是负数。", field="lines")
    if line.parent and (line.parent not in codes or line.parent == line.code):
        raise Refused(f"“{line.label}”的上级指标不存在。", field="lines")


def _check_level(scheme: Scheme, parent: str) -> None:
    weighted = [line for line in scheme.under(parent) if line.weight]
    total = sum((line.weight for line in weighted), NOTHING)
    if weighted and total != WHOLE:
        named = next((f"“{line.label}”下" for line in scheme.lines if line.code == parent), "")
        raise Refused(
            f"{named}各项指标的分值之和应当是100，现在是{plain(total)}，请调整后再保存。", field="lines"
        )


def appraised(
    scheme: Scheme, measured: Mapping[str, Measured], exempt: Collection[str] = frozenset()
) -> Appraisal:
    """``measured``: by the code of the figure. Lines whose codes are ``exempt`` do not count.

    Weighted points are those of the lines that count, scaled to 100; then what only adds or takes away.
    """
    points = tuple(_points(scheme, line, measured, exempt) for line in scheme.leaves)
    weighted = [each for each in points if each.full and each.points is not None]
    loose = [each.points for each in points if not each.full and each.points is not None]
    if not weighted and (not loose or any(line.weight for line in scheme.leaves)):
        return Appraisal(None, UNGRADED, points=points)
    total = sum(loose, _scaled(weighted))
    veto = next((veto.label for veto in scheme.vetoes if _is_vetoed(veto, measured)), "")
    total = rounded(total)
    return Appraisal(total, _grade(scheme, total, veto), veto, points)


def _scaled(weighted: Sequence[Points]) -> Decimal:
    full = sum((each.full for each in weighted), NOTHING)
    reached = sum((each.points or NOTHING for each in weighted), NOTHING)
    return reached * WHOLE / full if full else NOTHING


def _points(scheme: Scheme, line: Line, measured: Mapping[str, Measured], exempt: Collection[str]) -> Points:
    found, full = measured.get(line.figure), full_points(scheme, line)
    if line.code in exempt or line.parent in exempt or found is None:
        return Points(line, found, None, full)
    return Points(line, found, _by_formula(line, found, full), full)


def _by_formula(line: Line, found: Measured, full: Decimal) -> Decimal | None:
    match line.formula:
        case "share":
            return None if found.share is None else full * found.share
        case "deducted":
            return max(full - _capped(line.per * found.part, line.cap), NOTHING) if full else None
    return _capped(line.per * found.part, line.cap)


def _capped(points: Decimal, cap: Decimal | None) -> Decimal:
    return points if cap is None else max(min(points, cap), -cap)


def full_points(scheme: Scheme, line: Line) -> Decimal:
    """The points of the whole that a line stands for, through the levels above it."""
    above = next((each for each in scheme.lines if each.code == line.parent), None)
    return line.weight if above is None else line.weight * full_points(scheme, above) / WHOLE


def _is_vetoed(veto: Veto, measured: Mapping[str, Measured]) -> bool:
    found = measured.get(veto.figure)
    return found is not None and found.part >= veto.at_least


def _grade(scheme: Scheme, total: Decimal, veto: str) -> str:
    if veto:
        return scheme.grades[-1].label
    return next((grade.label for grade in scheme.grades if total >= grade.at_least), scheme.grades[-1].label)


def ranks(totals: Iterable[Decimal | None]) -> list[int | None]:
    """Places from 1, equal totals share one; None for who is not appraised. ``totals``: in any order."""
    listed = list(totals)
    known = sorted((total for total in listed if total is not None), reverse=True)
    places = {total: known.index(total) + 1 for total in dict.fromkeys(known)}
    return [None if total is None else places[total] for total in listed]


def rounded(points: Decimal) -> Decimal:
    return points.quantize(Decimal("0.01"), ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """``95``, ``37.5``: no zeros at the end, no exponent."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

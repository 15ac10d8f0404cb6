"""How are problems from a report of the province taken in, put right and seen to be right?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor, sm3
from yiwang.kernel.deadlines.moments import now, start_of, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings import actions as findings
from yiwang.kernel.findings import rules as finding_rules
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import Found, Matter
from yiwang.kernel.notifications.actions import tell
from yiwang.subsystems.portal.actions.hands import require_right
from yiwang.subsystems.portal.contests import lines, rules
from yiwang.subsystems.portal.contests.lines import Line
from yiwang.subsystems.portal.contests.models import Report, Reported
from yiwang.subsystems.portal.inspection import owners
from yiwang.subsystems.portal.inspection.models import Watched
from yiwang.subsystems.portal.inspection.rules import INSPECT, RECTIFY

KIND, RULE = "portal_contests.reported", "portal.reported"
HERE = "/office/contests/problems/"


@dataclass(frozen=True)
class Told:
    """Which report it is."""

    name: str
    issuer: str
    received_on: date


@dataclass(frozen=True)
class _Taken:
    """A line that can be taken, with the name under which its fact is known."""

    line: Line
    site: Watched
    due_on: date
    fact: str


def take_in(by: Actor, told: Told, data: bytes) -> Report:
    """Every line becomes a finding with owner and date, or is listed with the reason why not.

    Raises Refused for what is no such table, and where somebody else takes in the same in this very moment;
    a problem taken in before is not taken in again.
    """
    try:
        with transaction.atomic():
            return _taken_in(by, told, data)
    except IntegrityError:
        raise Refused("另一位同事刚刚导入了同样的问题，请核对后重新导入。", field="file") from None


def _taken_in(by: Actor, told: Told, data: bytes) -> Report:
    post = require_right(by, INSPECT)
    if told.received_on > today():
        raise Refused("收到日期不能晚于今天，请修改。", field="received_on")
    report = Report(
        name=rules.checked_line(told.name, "name", "通报名称"),
        issuer=rules.checked_line(told.issuer, "issuer", "通报机关"),
        unit=post.unit,
        received_on=told.received_on,
        taken_at=now(),
    )
    given = lines.read(data)
    if not given:
        raise Refused("表格里没有问题，请重新选择。", field="file")
    taken, rejected = _sorted(given, list(Watched.objects.visible_to(post).select_related("unit")))
    report.rejected = [[line.number, line.text[:60] or line.site[:60], why] for line, why in rejected]
    report.save()
    _enter(by, report, taken)
    record(by, "portal.report_take_in", report, problems=len(taken), rejected=len(rejected))
    _tell(report, taken)
    return report


def _sorted(given: Sequence[Line], watched: Sequence[Watched]) -> tuple[list[_Taken], list[tuple[Line, str]]]:
    taken: dict[str, _Taken] = {}
    rejected = []
    facts = {}
    for line in given:
        try:
            facts[line.number] = _read(line, watched)
        except Refused as refused:
            rejected.append((line, refused.sentence))
    known = set(
        Finding.objects.filter(fact__in=[one.fact for one in facts.values()]).values_list("fact", flat=True)
    )
    for one in facts.values():
        if one.fact in known:
            rejected.append((one.line, "此前已经导入过。"))
        elif one.fact in taken:
            rejected.append((one.line, f"与第{taken[one.fact].line.number}行重复。"))
        else:
            taken[one.fact] = one
    return list(taken.values()), sorted(rejected, key=lambda each: each[0].number)


def _read(line: Line, watched: Sequence[Watched]) -> _Taken:
    due_on = lines.day_of(line.due)
    if due_on is None:
        raise Refused("整改期限不是日期，如 2026-12-31。")
    if not 2 <= len(line.text) <= rules.TEXT_LENGTH:
        raise Refused(f"问题须为2至{rules.TEXT_LENGTH}字。")
    if len(line.address) > 300:
        raise Refused("网址超过300字。")
    site = _site(line, watched)
    fact = f"portal.reported:{sm3(f'{site.pk}:{line.address}:{line.text}:{due_on}'.encode())}"
    return _Taken(line, site, due_on, fact)


def _site(line: Line, watched: Sequence[Watched]) -> Watched:
    """By its name or its host, whichever the report wrote. Raises Refused where none or several fit."""
    named = [one for one in watched if one.name == line.site] or [
        one for one in watched if _host(one.address) == (_host(line.site) or line.site.lower())
    ]
    if not named:
        raise Refused(f"没有登记名称或域名为“{line.site[:40]}”的网站。")
    if len(named) > 1:
        raise Refused(f"“{line.site[:40]}”对应多个网站，请填写域名。")
    return named[0]


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _enter(by: Actor, report: Report, taken: Sequence[_Taken]) -> None:
    held = {one.fact: one for one in taken}
    founds = [_found(report, one) for one in taken]
    for start in range(0, len(founds), findings.BATCH):
        made = findings.find(by, founds[start : start + findings.BATCH])
        Reported.objects.bulk_create(_problem(report, held[each.fact], each) for each in made)


def _problem(report: Report, one: _Taken, finding: Finding) -> Reported:
    return Reported(
        report=report,
        site=one.site,
        unit=one.site.unit,
        text=one.line.text,
        address=one.line.address,
        due_on=one.due_on,
        finding=finding,
    )


def _found(report: Report, one: _Taken) -> Found:
    """From such a finding no card follows: the units are told here."""
    return Found(
        rule=RULE,
        label="上级通报的网站问题",
        basis=f"{report.issuer}：{report.name}",
        colour=finding_rules.YELLOW,
        fact=one.fact,
        unit_id=one.site.unit_id,
        matter=Matter(KIND, one.fact[-64:], f"{one.site.name}：{one.line.text}", HERE, "上级通报"),
        happened_at=start_of(report.received_on),
        evidence=[
            ("网站", f"{one.site.name} {one.site.address}"),
            ("问题", one.line.text),
            ("网页地址", one.line.address),
            ("整改期限", f"{one.due_on}"),
        ],
    )


def _tell(report: Report, taken: Sequence[_Taken]) -> None:
    numbers: dict[int, list[_Taken]] = {}
    for one in taken:
        numbers.setdefault(one.site.unit_id, []).append(one)
    for unit_id, inside in numbers.items():
        first = min(one.due_on for one in inside)
        for person in owners.keepers(inside[0].site.unit):
            tell(
                person,
                subject=f"{report.issuer}通报网站问题{len(inside)}个",
                body=f"{report.name}，最早整改期限{first}。",
                link=HERE,
                key=f"portal.report:{report.pk}:{unit_id}",
            )


@transaction.atomic
def claim(by: Actor, problem_id: int, text: str) -> Reported:
    """The unit says what it did. Raises Refused where that was said already, or the problem is closed."""
    problem = _locked(problem_id)
    require_right(by, RECTIFY, problem.unit)
    if problem.state != rules.WAITING:
        raise Refused(f"这个问题{rules.PROBLEM_STATES[problem.state]}，不用再报。")
    problem.measure = rules.checked_text(text, "text", "整改情况")
    problem.state, problem.claimed_at = rules.CLAIMED, now()
    problem.save(update_fields=["state", "measure", "claimed_at"])
    record(by, "portal.report_claim", problem, measure=problem.measure)
    return problem


@transaction.atomic
def look_at(by: Actor, problem_id: int, text: str, *, is_right: bool) -> Reported:
    """Seen to be put right: closed, with its finding; otherwise it waits again. Raises Refused."""
    problem = _locked(problem_id)
    require_right(by, INSPECT, problem.report.unit)
    if problem.state != rules.CLAIMED:
        raise Refused("单位还没有报告整改情况，或者已经销号。")
    problem.verdict = rules.checked_text(text, "text", "核实情况")
    problem.state = rules.CLOSED if is_right else rules.WAITING
    problem.closed_at = now() if is_right else None
    problem.save(update_fields=["state", "verdict", "closed_at"])
    if is_right and problem.finding.state == finding_rules.OPEN:
        findings.close(by, problem.finding_id, problem.verdict)
    record(by, "portal.report_look_at", problem, verdict=problem.verdict, is_right=is_right)
    return problem


def _locked(problem_id: int) -> Reported:
    held = Reported.objects.select_for_update(of=("self",)).select_related("unit", "report__unit", "finding")
    return held.get(pk=problem_id)

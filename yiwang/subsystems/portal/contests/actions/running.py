"""How does a contest go: announced, reported to, counted, judged, shown, objected to, finished?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.actions import ANY, receive
from yiwang.subsystems.portal.actions.hands import post_of, require_right
from yiwang.subsystems.portal.contests import bulletin, jury, measuring, result, rules
from yiwang.subsystems.portal.contests.actions import telling
from yiwang.subsystems.portal.contests.actions.held import in_state, kept, organised
from yiwang.subsystems.portal.contests.models import (
    Contest,
    Criterion,
    Entrant,
    Juror,
    Mark,
    Objection,
    ReportFile,
    Score,
    Sheet,
)
from yiwang.subsystems.portal.contests.rules import ANNOUNCED, COUNTED, DRAFT, FINAL, SHOWN
from yiwang.subsystems.portal.inspection.rules import RECTIFY


@dataclass(frozen=True)
class Given:
    """What a judge gives under a criterion."""

    points: Decimal
    reason: str


@transaction.atomic
def announce(by: Actor, contest_id: int) -> Contest:
    """Publish the notice, tell the units and the judges; nothing of the scheme changes from now on."""
    contest = organised(by, contest_id, DRAFT)
    criteria, entrants = list(contest.criteria.all()), _entrants(contest)
    _check_ready(contest, criteria, entrants)
    contest.state, contest.announced_at = ANNOUNCED, now()
    body = bulletin.announcement_html(contest, criteria)
    contest.announced_as = telling.publish(by, contest, "announcement", f"关于开展{contest.name}的通知", body)
    contest.save()
    telling.tell_keepers(
        contest, entrants, "announced", f"{contest.name}已启动", f"请于{contest.report_until}前报送自评报告。"
    )
    telling.tell_judges(contest, "juror", f"您是{contest.name}的评委", "自评结束后请为参评网站评分。")
    record(by, "portal.contest_announce", contest, sites=len(entrants), criteria=len(criteria))
    return contest


def _check_ready(contest: Contest, criteria: Sequence[Criterion], entrants: Sequence[Entrant]) -> None:
    rules.check_scheme([one.points for one in criteria])
    if len(entrants) < 2:
        raise Refused("请至少选择两个参评网站。")
    if contest.report_until < today():
        raise Refused("自评截止日期已过，请先修改日期。")
    if any(one.is_judged for one in criteria):
        judged = {one.entrant.pk for one in jury.owed(contest, entrants)}
        unjudged = [one.site.name for one in entrants if one.pk not in judged]
        if unjudged:
            raise Refused(f"没有可以为{unjudged[0]}评分的评委（评委不评本单位的网站），请增加评委。")


def report(by: Actor, entrant_id: int, text: str, given: Sequence[UploadedFile] = ()) -> Entrant:
    """The unit's own report, once more until the time ends. Raises Refused for what is no report.

    Two transactions on purpose: files are read and examined outside, one that nobody names is collected.
    """
    entrant = Entrant.objects.select_related("site__unit", "contest").get(pk=entrant_id)
    require_right(by, RECTIFY, entrant.site.unit)
    rules.check_state(entrant.contest.state, ANNOUNCED)
    if entrant.files.count() + len(given) > rules.MOST_FILES:
        raise Refused(f"附件最多{rules.MOST_FILES}个。", field="new_files")
    stored = [receive(by, one, one.name or "", kinds=ANY) for one in given]
    with transaction.atomic():
        entrant = kept(by, entrant_id, ANNOUNCED)
        if entrant.contest.report_until < today():
            raise Refused(f"自评已于{entrant.contest.report_until}截止。")
        if entrant.files.count() + len(stored) > rules.MOST_FILES:
            raise Refused(f"附件最多{rules.MOST_FILES}个。", field="new_files")
        entrant.report = rules.checked_text(text, "report", "自评报告", rules.REPORT_LENGTH)
        entrant.reported_at, entrant.reported_by_id = now(), by.person_id
        entrant.save(update_fields=["report", "reported_at", "reported_by"])
        ReportFile.objects.bulk_create(
            ReportFile(entrant=entrant, stored=one, name=one.name[:200]) for one in stored
        )
        record(by, "portal.contest_report", entrant, files=[one.name for one in stored])
    return entrant


@transaction.atomic
def count(by: Actor, contest_id: int) -> Contest:
    """Count what the data say at the cut-off and freeze it with what is behind it; judges begin."""
    contest = organised(by, contest_id, ANNOUNCED)
    last = max(contest.last_on, contest.report_until)
    if today() <= last:
        raise Refused(f"评比期间和自评须先结束（{last}），之后才能统计。")
    entrants = _entrants(contest)
    Score.objects.bulk_create(
        Score(
            entrant_id=entrant_id,
            criterion_id=criterion_id,
            points=one.points,
            said=one.said[:300],
            behind=[each.written() for each in one.behind],
        )
        for (entrant_id, criterion_id), one in measuring.counted(contest, entrants).items()
    )
    held = measuring.runs(entrants, measuring.period_of(contest))
    for entrant in entrants:
        run = held.get(entrant.site_id)
        entrant.vetoes = list(run.vetoes) if run else []
    Entrant.objects.bulk_update(entrants, ["vetoes"], batch_size=200)
    contest.state, contest.counted_at = COUNTED, now()
    contest.save(update_fields=["state", "counted_at"])
    vetoed = [one.site.name for one in entrants if one.vetoes]
    record(by, "portal.contest_count", contest, sites=len(entrants), vetoed=vetoed)
    return contest


@transaction.atomic
def mark(by: Actor, entrant_id: int, given: Mapping[int, Given]) -> Sheet:
    """A judge's sheet for a site: every judged criterion, with reasons; again until scores are shown.

    Raises Refused for whoever is no judge, for the site of the judge's own unit, and for what is missing.
    """
    entrant = Entrant.objects.select_related("site__unit").get(pk=entrant_id)
    contest = in_state(entrant.contest_id, COUNTED)
    juror = _juror(by, contest)
    if jury.is_own(jury.paths_of([juror])[juror.pk], entrant):
        raise Refused("评委不能为本单位的网站评分。")
    criteria = [one for one in contest.criteria.all() if one.is_judged]
    if not criteria:
        raise Refused("这次评比没有需要评委评分的指标。")
    checked = [_checked(one, given.get(one.pk)) for one in criteria]
    sheet, is_new = Sheet.objects.update_or_create(
        juror=juror, entrant=entrant, defaults={"marked_at": now()}
    )
    sheet.marks.all().delete()
    Mark.objects.bulk_create(
        Mark(sheet=sheet, criterion=criterion, points=one.points, reason=one.reason)
        for criterion, one in zip(criteria, checked, strict=True)
    )
    points = {criterion.label: str(one.points) for criterion, one in zip(criteria, checked, strict=True)}
    record(by, "portal.contest_mark", entrant, points=points, is_again=not is_new)
    return sheet


def _juror(by: Actor, contest: Contest) -> Juror:
    found = contest.jurors.select_related("unit").filter(person=by.person_id or 0).first()
    if found is None:
        raise Refused("您不是这次评比的评委。")
    return found


def _checked(criterion: Criterion, given: Given | None) -> Given:
    if given is None:
        raise Refused(f"请为“{criterion.label}”评分。", field=f"points_{criterion.pk}")
    rules.check_mark(given.points, criterion.points, criterion.label, f"points_{criterion.pk}")
    reason = rules.checked_text(given.reason, f"reason_{criterion.pk}", f"“{criterion.label}”的评分理由")
    return Given(rules.rounded(given.points), reason)


@transaction.atomic
def show(by: Actor, contest_id: int) -> Contest:
    """The judges' means are taken, the units see their scores. Raises Refused while a site has no sheet."""
    contest = organised(by, contest_id, COUNTED)
    entrants = _entrants(contest)
    judged = [one for one in contest.criteria.all() if one.is_judged]
    marks: dict[tuple[int, int], list[Decimal]] = {}
    rows = Mark.objects.filter(sheet__entrant__in=entrants).order_by()
    for entrant_id, criterion_id, points in rows.values_list("sheet__entrant", "criterion", "points"):
        marks.setdefault((entrant_id, criterion_id), []).append(points)
    for entrant in entrants:
        if any((entrant.pk, one.pk) not in marks for one in judged):
            raise Refused(f"还没有评委为{entrant.site.name}评分，请先催办。")
    scores = []
    for (entrant_id, criterion_id), given in marks.items():
        said = f"{len(given)}名评委的平均分。"
        score = Score(entrant_id=entrant_id, criterion_id=criterion_id, judges=len(given), said=said)
        score.points = rules.mean(given)
        scores.append(score)
    Score.objects.bulk_create(scores)
    contest.state, contest.shown_at = SHOWN, now()
    contest.save(update_fields=["state", "shown_at"])
    told = f"对得分有异议的，请于{contest.objections_until}前申诉。" if contest.objection_days else ""
    telling.tell_keepers(contest, entrants, "shown", f"{contest.name}得分已告知", told)
    record(by, "portal.contest_show", contest, sheets=Sheet.objects.filter(entrant__in=entrants).count())
    return contest


@transaction.atomic
def object_to(by: Actor, entrant_id: int, score_id: int, text: str) -> Objection:
    """The unit disagrees with a score, once at a time. Raises Refused after the time for it."""
    entrant = kept(by, entrant_id, SHOWN)
    if not entrant.contest.is_open_to_objections(today()):
        raise Refused("申诉期限已过，不能再申诉。")
    score = entrant.scores.filter(pk=score_id).first()
    if score is None:
        raise Refused("请选择有异议的指标。", field="score")
    if score.objections.filter(answered_at=None).exists():
        raise Refused("这项指标的申诉正在处理，请等待答复。", field="score")
    raised = Objection.objects.create(
        score=score,
        text=rules.checked_text(text, "text", "申诉理由"),
        raised_at=now(),
        raised_by=post_of(by).person,
    )
    record(by, "portal.contest_object", entrant, criterion=score.criterion.label, text=raised.text)
    return raised


@transaction.atomic
def answer(by: Actor, objection_id: int, points: Decimal | None, text: str) -> Objection:
    """With other points, or none where they stay; in words. Raises Refused the second time."""
    raised = Objection.objects.select_related("score__criterion", "score__entrant__site__unit").get(
        pk=objection_id
    )
    score = raised.score
    contest = organised(by, score.entrant.contest_id, SHOWN)
    raised = Objection.objects.select_for_update(of=("self",)).get(pk=objection_id)
    if raised.answered_at:
        raise Refused("这项申诉已经答复。")
    raised.answer, raised.answered_at = rules.checked_text(text, "answer", "答复"), now()
    raised.before, raised.after = score.points, score.points
    if points is not None and points != score.points:
        rules.check_mark(points, score.criterion.points, score.criterion.label, "points")
        raised.after = rules.rounded(points)
        score.changed_from, score.points = score.points, raised.after
        score.save(update_fields=["points", "changed_from"])
    raised.save(update_fields=["answer", "answered_at", "before", "after"])
    record(
        by, "portal.contest_answer", score.entrant, criterion=score.criterion.label, answer=raised.answer,
        before=str(raised.before), after=str(raised.after),
    )  # fmt: skip
    key, told = f"answer:{raised.pk}", f"{score.criterion.label}：{raised.answer}"
    telling.tell_keepers(contest, [score.entrant], key, f"{contest.name}申诉已答复", told)
    return raised


@transaction.atomic
def finish(by: Actor, contest_id: int) -> Contest:
    """Ranks, awards, digest and the public result, for good. Raises Refused while objections wait."""
    contest = organised(by, contest_id, SHOWN)
    if contest.is_open_to_objections(today()):
        raise Refused(f"申诉期到{contest.objections_until}为止，之后才能公布结果。")
    if Objection.objects.filter(score__entrant__contest=contest, answered_at=None).exists():
        raise Refused("还有申诉没有答复，请先答复。")
    entrants = _entrants(contest)
    result.settle(contest, entrants)
    Entrant.objects.bulk_update(entrants, ["total", "rank", "award"], batch_size=200)
    contest.state, contest.finished_at = FINAL, now()
    contest.digest = result.digest(contest)
    title = bulletin.result_title(contest)
    contest.result_as = telling.publish(by, contest, "result", title, bulletin.result_html(contest))
    contest.save()
    telling.tell_keepers(contest, entrants, "final", f"{contest.name}结果已公布", "")
    won = {one.site.name: one.award for one in entrants if one.award}
    record(by, "portal.contest_finish", contest, digest=contest.digest, awards=won)
    return contest


def _entrants(contest: Contest) -> list[Entrant]:
    return list(contest.entrants.select_related("site__unit", "site__site"))

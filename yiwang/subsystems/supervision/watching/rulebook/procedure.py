"""Was a case handled by those who may, step by step, and did time stand still only as the law allows?"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from yiwang.kernel.cases.models import Pause
from yiwang.kernel.cases.rules import SPECIAL_PROCEDURES, SUBJECT
from yiwang.kernel.deadlines import in_force
from yiwang.kernel.deadlines.moments import day_of, end_of, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import RED, YELLOW
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.processes.definitions import MACHINES
from yiwang.kernel.processes.models import Step
from yiwang.subsystems.supervision.watching import rules
from yiwang.subsystems.supervision.watching.registry import Breach, Happened, Parameter, Parameters, Rule
from yiwang.subsystems.supervision.watching.rulebook.deeds import Deed, deeds, matter_of
from yiwang.subsystems.supervision.watching.rulebook.late import moment

PAUSE_LONG = "supervision.pause_long"
STAGES = {"accept": "受理", "decide": "决定"}
TAKEN = ("finish", "accept", "decide")
LASTS = re.compile(r"(\d{1,4})\s*个?\s*(工作日|日|天|月)")
INNER = (Unit.Kind.OFFICE, Unit.Kind.WINDOW)
# How long others take who are asked is not the organ's to announce (信息公开条例 art. 32 to 34).
ANNOUNCED = Q(ground__in=sorted(SPECIAL_PROCEDURES))


def without_post(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """A step done by somebody who held no post for it that day; what the system does by law is left out."""
    taken = [deed for deed in deeds(happened) if deed.event.step and deed.event.person_id]
    people = {deed.event.person_id for deed in taken}
    held: dict[int, list[Post]] = {}
    for post in Post.objects.filter(person__in=people).select_related("unit"):
        held.setdefault(post.person_id, []).append(post)
    for deed in taken:
        if not any(_seats(post, deed) for post in held.get(deed.event.person_id or 0, ())):
            step = deed.event.step
            said = [("环节", step.label if step else ""), ("应由岗位", step.role if step else "")]
            yield deed.breach([*said, ("当日任职", "没有办理该环节的岗位")])


def _seats(post: Post, deed: Deed) -> bool:
    """Whether the post was held at that moment, in the unit of the step or an inner office of it."""
    at, step = deed.event.at, deed.event.step
    day = day_of(at)
    if not post.starts_on <= day <= (post.ends_on or day) or (post.ended_at and post.ended_at <= at):
        return False
    ours = {post.unit_id, post.unit.parent_id if post.unit.kind in INNER else None}
    is_seat = step is not None and (step.role in post.roles or step.person_id == post.person_id)
    return is_seat and step is not None and step.unit_id in ours


def step_skipped(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Closed, though a stage that its process has was never done."""
    closed = [deed for deed in deeds(happened) if deed.case.run_id and deed.case.closed_at]
    steps = Step.objects.done().filter(run__in={deed.case.run_id for deed in closed}, stage__in=STAGES)
    done: dict[int, set[str]] = {}
    for run, stage in steps.values_list("run", "stage"):
        done.setdefault(run, set()).add(stage)
    definitions = _definitions(deed.case.run_id or 0 for deed in closed)
    for deed in closed:
        run = deed.case.run_id or 0
        wanted = {node.stage for node in MACHINES.of(definitions[run]).diagram.steps} & set(STAGES)
        if missing := wanted - done.get(run, set()):
            yield deed.breach([("没有办理的环节", "、".join(STAGES[stage] for stage in sorted(missing)))])


def _definitions(runs: Iterable[int]) -> Mapping[int, int]:
    found = Step.objects.filter(run__in=set(runs)).values_list("run", "run__definition").distinct()
    return dict(found.order_by())


def pause_ungrounded(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Art. 45 wants the ground, and the time that it takes told in writing."""
    shortest = int(parameters["length"])
    for deed, pause in _paused(happened):
        faults = []
        if len(pause.reason.strip()) < shortest:
            faults.append(("理由", pause.reason.strip() or "（没有写）"))
        if _lasts(pause.announced) is None:
            faults.append(("告知的所需时间", pause.announced or "（没有写）"))
        if faults:
            yield deed.breach([("特别程序", pause.get_ground_display()), *faults])


def pause_after_due(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """A special procedure that begins when the time is already over."""
    for deed, pause in _paused(happened):
        clock = deed.case.clock
        if clock and clock.due_at and clock.due_at <= pause.began_at:
            last = moment(shifted(clock.due_at, seconds=-1))
            yield deed.breach([("特别程序", pause.get_ground_display()), ("最后期限", last)])


def _paused(happened: Sequence[Happened]) -> Iterable[tuple[Deed, Pause]]:
    """The pause that each deed began: the last one of the case until then."""
    began = deeds(happened)
    pauses = Pause.objects.filter(case__in={deed.case.pk for deed in began}).order_by("pk")
    by_case: dict[int, list[Pause]] = {}
    for pause in pauses:
        by_case.setdefault(pause.case_id, []).append(pause)
    for deed in began:
        known = [pause for pause in by_case.get(deed.case.pk, ()) if pause.began_at <= deed.event.at]
        if known:
            yield deed, known[-1]


def pause_long(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """A special procedure that took longer than the party was told."""
    countings = in_force.Countings()
    resumed = {deed.case.pk: deed for deed in deeds(happened)}
    ended = Pause.objects.filter(ANNOUNCED, case__in=resumed, ended_at__isnull=False)
    for pause in ended.select_related("case"):
        yield from _over_announced(pause, pause.ended_at, countings)


def pauses_open(now: datetime, parameters: Parameters) -> Iterable[Breach]:
    """The same while it still lasts: those under way that were not found yet."""
    countings = in_force.Countings()
    found = Finding.objects.filter(
        rule=PAUSE_LONG, subject_kind=SUBJECT, subject_key=OuterRef("case__reference")
    )
    under_way = Pause.objects.filter(~Exists(found), ANNOUNCED, ended_at=None).select_related("case")
    for pause in under_way.iterator():
        yield from _over_announced(pause, now, countings)


def _over_announced(pause: Pause, until: datetime | None, countings: in_force.Countings) -> Iterable[Breach]:
    over_at = _over_at(pause, countings)
    if until and over_at and over_at <= until:
        yield Breach(
            fact=str(pause.pk),
            unit_id=pause.case.unit_id,
            matter=matter_of(pause.case),
            at=over_at,
            evidence=[
                ("办件", f"{pause.case.number} {pause.case.title}"),
                ("特别程序", pause.get_ground_display()),
                ("开始", moment(pause.began_at)),
                ("告知的所需时间", pause.announced),
                ("应当结束", moment(shifted(over_at, seconds=-1))),
                ("结束", moment(pause.ended_at) if pause.ended_at else "发现时仍未结束"),
            ],
        )


def _over_at(pause: Pause, countings: in_force.Countings) -> datetime | None:
    lasts = _lasts(pause.announced)
    if lasts is None:
        return None
    number, unit = lasts
    day = day_of(pause.began_at)
    if unit != "工作日":
        return end_of(shifted(day, days=number * (31 if unit == "月" else 1)))
    try:
        return end_of(countings.of("office").calendar.add_workdays(day, number))
    except Refused:
        return None


def _lasts(announced: str) -> tuple[int, str] | None:
    """How long the party was told that it takes; None where no time can be read from it."""
    found = LASTS.search(announced)
    return (int(found[1]), found[2]) if found else None


RULES = (
    Rule(
        "supervision.without_post",
        "无岗位人员办理环节",
        "《行政许可法》第二十二条；电子监察办法：未按规定的岗位和流程办理",
        RED,
        hears=frozenset(map(rules.of_deed, TAKEN)),
        judge=without_post,
        group="规范",
    ),
    Rule(
        "supervision.step_skipped",
        "跳过规定环节",
        "《行政许可法》第三十四条；电子监察办法：未按规定的流程办理",
        RED,
        hears=frozenset({rules.of_deed("close"), rules.of_deed("deliver")}),
        judge=step_skipped,
        group="规范",
    ),
    Rule(
        "supervision.pause_ungrounded",
        "暂停计时没有依据或者没有告知时间",
        "《行政许可法》第四十五条",
        YELLOW,
        hears=frozenset({rules.of_deed("pause")}),
        judge=pause_ungrounded,
        parameters={"length": Parameter("理由短于", Decimal(4), "字")},
        group="规范",
    ),
    Rule(
        PAUSE_LONG,
        "特别程序超过告知的时间",
        "《行政许可法》第四十五条",
        YELLOW,
        hears=frozenset({rules.of_deed("resume")}),
        judge=pause_long,
        look=pauses_open,
    ),
    Rule(
        "supervision.pause_after_due",
        "超期后才启动特别程序",
        "《行政许可法》第四十二条、第四十五条",
        RED,
        hears=frozenset({rules.of_deed("pause")}),
        judge=pause_after_due,
    ),
)

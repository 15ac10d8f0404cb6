"""Whose turn is it in a case, and who hears that its time runs out?"""

from yiwang.kernel.cases import rules, standing, timing
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.watchers import Happening
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person
from yiwang.kernel.processes.models import Step

MOST = 20


def people_to_act(case: Case) -> set[Person]:
    """Whoever has an open step; where nobody took it, everybody who could; without a process, the handler."""
    if case.run_id is None:
        return {case.handler} if case.handler else set(standing.handlers_in(case.unit_id)[:MOST])
    people: set[Person] = set()
    for step in Step.objects.open().filter(run=case.run_id).select_related("person"):
        if step.person:
            people.add(step.person)
        else:
            people.update(standing.holders_of(step.role, step.unit_id)[:MOST])
    return people


def warn(clock: Clock, happening: Happening) -> None:
    """A watcher: whoever has to act hears it before the end and at it; at it also who decides in the unit."""
    cases = Case.objects.open().select_related("unit", "handler")
    case = cases.filter(reference=clock.subject_key).first()
    if case is None:
        return
    _tell_all(case, clock, happening, people_to_act(case))


def warn_of_step(clock: Clock, happening: Happening) -> None:
    """A watcher: the time of a single step runs out though the whole case may be in time."""
    step = Step.objects.open().select_related("person").filter(pk=clock.subject_key).first()
    case = Case.objects.filter(run=step.run_id).select_related("unit").first() if step else None
    if step is None or case is None:
        return
    people = {step.person} if step.person else set(standing.holders_of(step.role, step.unit_id)[:MOST])
    _tell_all(case, clock, happening, people, f"（{step.label}环节）")


def _tell_all(case: Case, clock: Clock, happening: Happening, people: set[Person], where: str = "") -> None:
    is_late = happening == "breached"
    words = "已超过办理期限" if is_late else "即将到办理期限"
    if is_late:
        people = people | set(standing.holders_of(rules.DECIDER, case.unit_id)[:MOST])
    last = f"最后一日：{timing.last_day(clock.due_at):%Y年%m月%d日}" if clock.due_at else ""
    for person in sorted(people, key=lambda each: each.pk):
        tell(
            person,
            subject=f"办件{words}{where}：{case.number}",
            body=f"{case.title}\n{last}".strip(),
            link=f"/office/cases/{case.pk}/",
            channels=("site", "email", "sms"),
            key=f"cases.clock:{clock.pk}:{happening}:{clock.due_at}",
        )

"""Whose turn is it in a case, and who hears that its time runs out?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from yiwang.kernel.cases import rules, standing, timing
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.due import in_words
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.watchers import Happening
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person
from yiwang.kernel.processes.models import Step

MOST = 20


def people_to_act(case: Case) -> set[Person]:
    """Whoever has an open step; where nobody took it, everybody who could; without a process, the handler."""
    return People([case]).to_act(case)


def warn(clocks: Sequence[Clock], happening: Happening) -> None:
    """A watcher: whoever has to act hears it before the end and at it; at it also who decides in the unit."""
    references = [clock.subject_key for clock in clocks]
    found = Case.objects.open().select_related("unit", "handler").filter(reference__in=references)
    cases = {case.reference: case for case in found}
    people = People(cases.values())
    for clock in clocks:
        if case := cases.get(clock.subject_key):
            _tell_all(case, clock, happening, people.to_act(case) | people.at_end(case, happening))


def warn_of_step(clocks: Sequence[Clock], happening: Happening) -> None:
    """A watcher: the time of a single step runs out though the whole case may be in time."""
    keys = [clock.subject_key for clock in clocks]
    steps = {str(step.pk): step for step in Step.objects.open().select_related("person").filter(pk__in=keys)}
    runs = {step.run_id for step in steps.values()}
    cases = {case.run_id: case for case in Case.objects.filter(run__in=runs).select_related("unit")}
    people = People(())
    for clock in clocks:
        step = steps.get(clock.subject_key)
        if step and (case := cases.get(step.run_id)):
            heard = people.of_step(step) | people.at_end(case, happening)
            _tell_all(case, clock, happening, heard, f"（{step.label}环节）")


class People:
    """Who is to act in many cases: the seats of a unit are looked up once for all of them."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._seated: dict[tuple[str, int], set[Person]] = {}
        self._steps: dict[int, list[Step]] = defaultdict(list)
        runs = [case.run_id for case in cases if case.run_id]
        for step in Step.objects.open().filter(run__in=runs).select_related("person") if runs else ():
            self._steps[step.run_id].append(step)

    def to_act(self, case: Case) -> set[Person]:
        """Whoever has an open step; without a process the handler, or everybody who could be."""
        if case.run_id:
            return {person for step in self._steps[case.run_id] for person in self.of_step(step)}
        return {case.handler} if case.handler else self._of("", case.unit_id)

    def of_step(self, step: Step) -> set[Person]:
        """Whoever took it; where nobody did, everybody who could."""
        return {step.person} if step.person else self._of(step.role, step.unit_id)

    def at_end(self, case: Case, happening: Happening) -> set[Person]:
        return self._of(rules.DECIDER, case.unit_id) if happening == "breached" else set()

    def _of(self, role: str, unit_id: int) -> set[Person]:
        key = (role, unit_id)
        if key not in self._seated:
            found = standing.holders_of(role, unit_id) if role else standing.handlers_in(unit_id)
            self._seated[key] = set(found[:MOST])
        return self._seated[key]


def _tell_all(case: Case, clock: Clock, happening: Happening, people: set[Person], where: str = "") -> None:
    words = "已超过办理期限" if happening == "breached" else "即将到办理期限"
    day = f"{timing.last_day(clock.due_at):%Y年%m月%d日}" if clock.due_at else ""
    last = f"最后一日：{in_words(day, clock)}" if day else ""
    for person in sorted(people, key=lambda each: each.pk):
        tell(
            person,
            subject=f"办件{words}{where}：{case.number}",
            body=f"{case.title}\n{last}".strip(),
            link=f"/office/cases/{case.pk}/",
            channels=("site", "email", "sms"),
            key=f"cases.clock:{clock.pk}:{happening}:{clock.due_at}",
        )

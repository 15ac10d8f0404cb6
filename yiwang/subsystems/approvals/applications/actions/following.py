"""What follows from a deed of kernel.cases: a paper, a step for the applicant, a record to be published?

``kernel.cases`` calls ``told`` and then ``happened`` in the transaction of the deed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import kinds, timing
from yiwang.kernel.cases.history import with_reserve
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case, Event
from yiwang.kernel.deadlines.moments import day_of
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake.messages import Asked
from yiwang.kernel.prepared import Prepared
from yiwang.kernel.processes.models import Step
from yiwang.subsystems.approvals.applications import clocks, editions, followers, occasions
from yiwang.subsystems.approvals.applications.actions import awarding, issuing, publishing, telling
from yiwang.subsystems.approvals.applications.editions import Chosen
from yiwang.subsystems.approvals.applications.models import Application, Paper, Telling
from yiwang.subsystems.approvals.applications.papers.rules import GRANTING, HANDOVER, REFUSING
from yiwang.subsystems.approvals.applications.publicity import drafting

MOST_PIECES = 3
KEPT = "_application"
_DECISIONS = (GRANTING, REFUSING)
_ENDING = frozenset({"deliver", "close"})
_UNDOING = frozenset({"take_back", "send_back"})
# What the edition says is read once in a process: see editions.elements_of.
_APPLICATION = Prepared(
    lambda case_id: (
        Application.objects.select_related("matter", "edition")
        .defer("edition__document")
        .filter(case=case_id)
    )
)
_OPEN_STEPS = Prepared(lambda run_id: Step.objects.open().filter(run=run_id, is_public=True).only("node"))
_OWED_NOW = Prepared(
    lambda matter_id: Telling.objects.waiting().filter(matter=matter_id).only("pk").order_by("-pk")[:1]
)


def told(by: Actor, case: Case, said: Told) -> None:
    """Owe the applicant a step; nothing where nobody can track the case outside."""
    application = application_of(case)
    if application is None or application.matter is None:
        return
    step = telling.Step(
        label=said.label,
        text=said.text,
        kind=said.kind,
        due_on=said.due_on,
        files=_other_than_papers(application, said.files),
        asks=_asks(case, said.asks),
        facts=facts_of(case),
    )
    telling.owe(replace(by, unit=by.unit or case.unit.name), application.matter, step)


def _other_than_papers(application: Application, files: Sequence[StoredFile]) -> list[StoredFile]:
    """Papers go with the step that they belong to, also where they are not drawn yet."""
    drawn = set(application.papers.exclude(pdf=None).values_list("pdf", flat=True)) if files else set()
    return [stored for stored in files if stored.pk not in drawn]


def tell_receipt(by: Actor, application: Application, choice: Chosen) -> None:
    """The first step: received under which number, and under which edition where it is not the one seen."""
    if application.matter is None:
        return
    case = application.case
    text = f"您提交的“{case.title}”已收到，办件编号{case.number}。"
    if choice.is_newer:
        since = choice.edition.effective_from
        text += f"该事项的办事指南已于{since:%Y-%m-%d}更新为第{choice.edition.number}版，将按新的要求办理。"
    due_on = timing.last_day(case.accept_due_at) if case.accept_due_at else None
    text = with_reserve(text, case) if due_on else text
    step = telling.Step("已收件", text, due_on=due_on, facts=facts_of(case))
    telling.owe(replace(by, unit=by.unit or case.unit.name), application.matter, step)


def _asks(case: Case, asks: tuple[tuple[str, str], ...]) -> list[Asked]:
    if not asks:
        return []
    names = dict(case.materials.values_list("code", "name"))
    return [
        Asked(code=code, label=names.get(code, code)[:120], why=why[:500], most=MOST_PIECES)
        for code, why in asks
    ]


def facts_of(case: Case) -> dict[str, Any]:
    """What the panels of the progress page may show: nothing internal, every key each time.

    ``case``: number; ``state`` and ``state_label`` of kernel.cases; ``due_on``: last day, None while the
    clock stands still; ``accepted_on``, ``decided_on``; ``outcome`` in words once the case is closed, as the
    party learns it with the delivery; ``nodes``: of the process, the ids that are open now; ``clock``: see
    messages.Clock; ``is_timed``: False while the clock waits for the calendar of a year that it reaches;
    ``may_move``: the last day is provisional until such a calendar comes.
    """
    days: Mapping[str, date | None] = {
        "accepted_on": day_of(case.accepted_at) if case.accepted_at else None,
        "decided_on": day_of(case.decided_at) if case.decided_at else None,
        "due_on": timing.due_on(case),
    }
    return {
        "case": case.number,
        "state": case.state,
        "state_label": case.get_state_display(),
        "outcome": kinds.outcome_label(case) if case.closed_at else "",
        "nodes": _open_nodes(case),
        "clock": clocks.said_of(case),
        "is_timed": case.is_timed,
        "may_move": timing.may_move(case),
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def _open_nodes(case: Case) -> list[str]:
    if case.run_id is None:
        return []
    return sorted({step.node for step in _OPEN_STEPS.rows(case.run_id)})


def happened(case: Case, event: Event) -> None:
    """Issue the paper that belongs to the deed, give the applicant what is meant for them."""
    form = occasions.form_of(case, event)
    is_undone = event.kind in _UNDOING and case.decided_at is None
    if not (form or is_undone or event.kind in followers.TURNS):
        return
    application = application_of(case)
    if application is None:
        return
    if is_undone:
        _undo_decision(application)
    if form:
        _issue(application, form, event)
    if event.kind in _ENDING and event.public_label:
        _hand_out(application, application.papers.filter(form__in=_DECISIONS, voided_at=None))
    if event.kind in followers.TURNS or is_undone:
        followers.tell_happened(application, event)


def _issue(application: Application, form: str, event: Event) -> None:
    elements = editions.elements_of(application.edition)
    if form == HANDOVER:
        awarding.award(application, elements, event)
    words = occasions.words_of(form, application, elements, event)
    paper = issuing.issue(application, form, elements.type, words, event)
    if form not in _DECISIONS:
        _hand_out(application, [paper])
    if form == GRANTING:
        fields = drafting.record_of(application, elements, paper)
        publishing.owe(application, fields, drafting.ground_of(application, elements))


def _hand_out(application: Application, papers: Iterable[Paper]) -> None:
    """With the step that was owed just now."""
    if application.matter_id is None:
        return
    for owed in _OWED_NOW.rows(application.matter_id):
        owed.papers.add(*papers)


def _undo_decision(application: Application) -> None:
    """A decision was taken back before anybody was told: its papers are void, their numbers stay used."""
    issuing.void(application, _DECISIONS)
    publishing.recall(application)


def application_of(case: Case) -> Application | None:
    """None while the case is being opened. Asked once for all that follows from a deed."""
    kept: Application | None = getattr(case, KEPT, None)
    if kept is None:
        kept = _APPLICATION.first(case.pk)
        if kept:
            kept.case = case
            setattr(case, KEPT, kept)
    return kept

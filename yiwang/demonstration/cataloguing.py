"""How did the item library of the demonstration city come to be, and what did its clean-up leave?"""

from collections.abc import Iterator
from functools import partial

from yiwang.demonstration import blank_forms
from yiwang.demonstration.cast import Cast
from yiwang.demonstration.catalogue.elements import documents
from yiwang.demonstration.catalogue.texts import Entry, entries
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange.actions.delivering import deliver_waiting
from yiwang.kernel.processes import shipped
from yiwang.subsystems.approvals.items import rules
from yiwang.subsystems.approvals.items.actions import cleanups, drafting, workflow
from yiwang.subsystems.approvals.items.models import CleanUp, Decision, Edition, Implementation

MANAGER, REVIEWERS = "ji.wangshu", {"市司法局": "ning.zhiyuan", "市数据局": "fang.heting"}
LISTED, OPENED, CLOSED = 250, 190, 160  # working days ago
TITLE = "2026年市级政务服务事项清理"
GROUND = "按照省政府办公厅关于动态调整政务服务事项的要求，逐项核对设定依据、办理要素和实施层级。"
KEPT = "设定依据现行有效，办理要素完整，继续由本部门实施。"
AGREED = "设定依据和清理理由经核对无误，同意。"
COUNTY = "白渚县"


def cataloguing(cast: Cast, days: Days) -> Iterator[Act]:
    """The standard processes, the items of organ after organ, then the round that leaves nine fewer."""
    first = days.back(LISTED)
    yield Act(at(first, 8 * 60 + 50), shipped.install)
    by_unit: dict[str, list[Entry]] = {}
    for entry in entries():
        by_unit.setdefault(entry.unit, []).append(entry)
    for number, listed in enumerate(by_unit.values()):
        yield Act(at(first, 9 * 60 + 4 * number), partial(_list, cast, listed))
    opened, closed = days.back(OPENED), days.back(CLOSED)
    yield Act(at(opened, 9 * 60), partial(_open_round, cast))
    yield Act(at(opened, 15 * 60), partial(_propose, cast))
    for number, unit in enumerate(REVIEWERS):
        yield Act(at(closed, 9 * 60 + 30 * number), partial(_judge, cast, unit))
    yield Act(at(closed, 16 * 60), partial(_close, cast))


def _list(cast: Cast, listed: list[Entry]) -> None:
    """Written by the organ, reviewed by those who did not write them, in force from that day."""
    unit = cast.units[listed[0].unit]
    by, reviewer = cast.official(listed[0].unit, "case_reviewer"), cast.by(REVIEWERS["市数据局"])
    for entry in listed:
        edition = drafting.add(by, unit, documents()[entry.name])
        if entry.unit in blank_forms.UNITS:
            _attach_form(by, edition)
        workflow.submit(by, edition.pk)
        workflow.agree(reviewer, edition.pk, AGREED)
        workflow.put_in_force(cast.by(MANAGER), edition.pk, today())
    deliver_waiting()


def _attach_form(by: Actor, edition: Edition) -> None:
    """The blank letter of authorisation, to the material that asks for one."""
    form = blank_forms.authorisation(by)
    attached = {"name": form.name, "digest": form.digest}
    materials = [
        {**each, "blank_form": attached} if each["name"] == blank_forms.AUTHORISATION else each
        for each in edition.document["materials"]
    ]
    drafting.attach(by, edition.pk, form)
    drafting.save(by, edition.pk, {"materials": materials})


def _open_round(cast: Cast) -> None:
    cleanups.open_round(cast.by(MANAGER), TITLE, GROUND, [cast.units[name] for name in REVIEWERS])


def _propose(cast: Cast) -> None:
    by = cast.by(MANAGER)
    decisions = {each.implementation.name: each for each in _decisions()}
    for entry in entries():
        if entry.round is not None:
            into = Implementation.objects.in_force().get(name=entry.round.into) if entry.round.into else None
            unit = cast.units[COUNTY] if entry.round.act == rules.DELEGATE else None
            proposal = cleanups.Proposal(entry.round.act, entry.round.reason, into, unit)
            cleanups.propose(by, decisions[entry.name].pk, proposal)
    cleanups.keep_many(by, [each.pk for each in decisions.values()], KEPT)


def _judge(cast: Cast, unit: str) -> None:
    cleanups.judge(
        cast.by(REVIEWERS[unit]), cast.units[unit], [each.pk for each in _decisions()], True, AGREED
    )


def _close(cast: Cast) -> None:
    cleanups.close_round(cast.by(MANAGER), CleanUp.objects.get(state=rules.OPEN).pk)
    deliver_waiting()


def _decisions() -> list[Decision]:
    return list(Decision.objects.filter(round__state=rules.OPEN).select_related("implementation"))

"""What does whoever coordinates a project do: describe it, lengthen the overall time of a stage once?"""

from django.db import transaction
from django.db.models import F

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines.actions import Extension
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.projects import rules
from yiwang.subsystems.approvals.projects.actions.holding import clock_of
from yiwang.subsystems.approvals.projects.models import Phase, Project


@transaction.atomic
def describe(by: Actor, project_id: int, name: str, kind: str) -> Project:
    """Name and kind, where the applications did not say them or said them wrongly."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=project_id)
    if kind not in rules.KINDS:
        raise Refused("项目类型只有审批、核准和备案。", field="kind")
    before = project.name
    project.name = rules.words(name, "项目名称", "name", rules.NAME_LENGTH)
    project.kind = kind
    project.revision = F("revision") + 1
    project.save(update_fields=["name", "kind", "revision"])
    record(by, "approvals.project_describe", project, before=before, name=project.name, kind=kind)
    return project


@transaction.atomic
def extend(by: Actor, phase_id: int, number: int, ground: str, document: str) -> Phase:
    """15 working days at most, once, as the head of the government approved it (art. 42(2)).

    Raises Refused where no time runs, and for a second extension.
    """
    phase = Phase.objects.select_for_update(of=("self",)).select_related("project").get(pk=phase_id)
    limit = rules.check_extension(number, phase.is_extended)
    given = rules.words(ground, "延长的理由", "ground")
    paper = rules.words(document, "批准文号", "document", 80)
    clock = clock_of(phase.pk)
    if clock is None or clock.stopped_at:
        raise Refused("这一阶段没有正在计算的总时限，不能延长。")
    approver = f"{by.person}（{by.post}）" if by.post else by.person
    deadlines.extend(clock, by.person, Extension(limit, approver, given, paper))
    phase.is_extended = True
    phase.save(update_fields=["is_extended"])
    Project.objects.filter(pk=phase.project_id).update(revision=F("revision") + 1)
    record(by, "approvals.phase_extend", phase, number=number, ground=given, document=paper)
    return phase

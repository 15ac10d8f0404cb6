"""What becomes of opinions: taken in, sorted, judged one by one or similar ones together, shown or not?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.intake.kinds import TakenSubmission, TakenSupplement, TakenWithdrawal
from yiwang.kernel.intake.models import Matter
from yiwang.subsystems.participation.consultations import messages, rules
from yiwang.subsystems.participation.consultations.actions.holding import held
from yiwang.subsystems.participation.consultations.models import Consultation, Opinion
from yiwang.subsystems.participation.language import similar

LATE = "征集已经结束，您的意见没有列入本次征集；有关建议可以通过网上信箱提出。"


def take(taken: TakenSubmission) -> None:
    """Each remark of the submission is an opinion; one that nobody can handle is answered with the reason."""
    said: messages.Opinion = taken.body
    found = Consultation.objects.select_for_update(of=("self",)).filter(reference=said.reference).first()
    reason = _refusal(found, taken.matter)
    if found is None or reason:
        report(SYSTEM, taken.matter.reference, Report("未列入征集", reason, kind="close"))
        record(SYSTEM, "consultations.opinion_fail", taken.matter, reason=reason)
        return
    known = {one.number: one for one in found.clauses.all()}
    opinions = [
        Opinion(
            consultation=found,
            matter=taken.matter,
            clause=known.get(remark.clause),
            text=remark.text,
            received_at=taken.matter.submitted_at or taken.matter.received_at,
        )
        for remark in said.remarks
    ]
    for one in opinions:
        one.save()
    similar.put_many(index(found), [(one.pk, one.text) for one in opinions])
    record(
        SYSTEM, "consultations.opinion_take", taken.matter, number=taken.matter.number, count=len(opinions)
    )


def index(consultation: Consultation) -> str:
    """Opinions are compared with those on the same draft."""
    return f"consultation:{consultation.pk}"


def _refusal(found: Consultation | None, matter: Matter) -> str:
    """In time is what was handed in by the last day, however long it was on its way."""
    if found is None:
        return "没有找到这次征集，您的意见没有列入。"
    if found.state == rules.WITHDRAWN:
        return f"这次征集已经停止：{found.reason}"
    handed_in = matter.submitted_at or matter.received_at
    is_late = found.state != rules.PUBLISHED or day_of(handed_in) > found.closes_on
    return LATE if is_late else ""


@transaction.atomic
def take_supplement(taken: TakenSupplement) -> None:
    """More words of the same author, to the whole draft."""
    first = Opinion.objects.filter(matter=taken.matter).select_related("consultation").first()
    if first is None or not taken.text.strip():
        return
    added = Opinion.objects.create(
        consultation=first.consultation,
        matter=taken.matter,
        text=taken.text.strip()[: rules.OPINION_LENGTH],
        received_at=taken.at,
    )
    similar.put(index(first.consultation), added.pk, added.text)
    record(SYSTEM, "consultations.opinion_take", taken.matter, number=taken.matter.number, count=1)


def take_withdrawal(taken: TakenWithdrawal) -> None:
    """Its author takes it back: it is neither counted nor quoted."""
    mine = Opinion.objects.select_for_update().filter(matter=taken.matter, withdrawn_at=None)
    for one in mine.select_related("consultation"):
        similar.drop(index(one.consultation), one.pk)
    count = Opinion.objects.filter(matter=taken.matter, withdrawn_at=None).update(withdrawn_at=taken.at)
    record(SYSTEM, "consultations.opinion_withdraw", taken.matter, count=count)


@dataclass(frozen=True)
class Verdict:
    """``showing``: whether the public reads the opinion itself, once the feedback is published.

    ``public_text``: what it reads instead of the author's words, where these tell who somebody is; of one
    opinion only.
    """

    verdict: str
    reason: str = ""
    sort: str = ""
    showing: str = rules.WAITING
    public_text: str = ""


@transaction.atomic
def judge(by: Actor, consultation_id: int, opinion_ids: Collection[int], said: Verdict) -> int:
    """One opinion, or several similar ones alike; how many. All or none."""
    reason = rules.check_verdict(said.verdict, said.reason)
    rules.check_sort(said.sort)
    if said.showing not in rules.SHOWINGS:
        raise Refused("请选择是否公开。", field="showing")
    consultation = held(by, consultation_id, rules.HANDLE)
    rules.check_unanswered(consultation.state)
    chosen = _chosen(consultation, opinion_ids)
    alone = chosen[0].pk if len(chosen) == 1 else None
    for one in chosen:
        one.verdict, one.reason, one.sort = said.verdict, reason, said.sort or one.sort
        one.showing = said.showing
        if said.public_text and one.pk == alone:
            one.public_text = said.public_text.strip()[: rules.OPINION_LENGTH]
        one.handled_at, one.handled_by = now(), by.person[:80]
    Opinion.objects.bulk_update(
        chosen,
        ["verdict", "reason", "sort", "showing", "public_text", "handled_at", "handled_by"],
        batch_size=500,
    )
    record(
        by,
        "consultations.opinion_judge",
        consultation,
        verdict=said.verdict,
        opinions=[one.pk for one in chosen][:100],
        count=len(chosen),
    )
    return len(chosen)


def _chosen(consultation: Consultation, ids: Collection[int]) -> list[Opinion]:
    rows: QuerySet[Opinion] = Opinion.objects.valid().select_for_update(of=("self",))
    chosen = list(rows.filter(consultation=consultation, pk__in=set(ids)).order_by("pk"))
    if not chosen:
        raise Refused("请先选择要处理的意见；作者已经撤回的不用处理。")
    return chosen


@transaction.atomic
def show(by: Actor, consultation_id: int, opinion_ids: Sequence[int], showing: str) -> int:
    """Whether the public will read the opinions themselves; masked when they are told."""
    if showing not in {rules.SHOWN, rules.KEPT_BACK}:
        raise Refused("请选择公开还是不公开。", field="showing")
    consultation = held(by, consultation_id, rules.HANDLE)
    rules.check_unanswered(consultation.state)
    chosen = _chosen(consultation, opinion_ids)
    Opinion.objects.filter(pk__in=[one.pk for one in chosen]).update(showing=showing)
    record(by, "consultations.opinion_show", consultation, showing=showing, count=len(chosen))
    return len(chosen)

"""How is a complaint taken in, accepted or not, and answered?"""

from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM, Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import rules as words
from yiwang.kernel.cases.actions import Handover, MaterialFacts, Missing, Opening, PartyFacts
from yiwang.kernel.cases.actions.holding import held
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.terms import Terms
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import contacts
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.supervision.orders import messages, reminding, routing, rules, timing
from yiwang.subsystems.supervision.orders.models import Complaint

FACTS, FACTS_LABEL = "facts", "投诉情况"
NOBODY_ABOVE = (
    "没有可以受理对该单位投诉的监督单位：本市的监督单位都在该单位的工作范围内。"
    "请向上一级人民政府或者监察机关提出。"
)


@transaction.atomic
def receive(matter: Matter, said: messages.Complaint, files: Sequence[StoredFile]) -> Complaint:
    """Open its case at the nearest unit that watches over the one complained of and is out of its sight.

    Raises Refused where there is no such unit.
    """
    about = Case.objects.filter(number=said.case).select_related("unit").first() if said.case else None
    against = about.unit if about else routing.named_unit(said.unit)
    unit = routing.supervising_unit(against)
    if unit is None:
        raise Refused(NOBODY_ABOVE)
    contact = contacts.of_matter(matter)
    party = PartyFacts("person", contact.name or rules.ANONYMOUS, phone=contact.phone, email=contact.email)
    materials = [MaterialFacts(FACTS, "投诉人提交的材料", files=tuple(files))] if files else []
    opening = Opening(
        kind=rules.COMPLAINT,
        title=f"投诉：{said.about}",
        party=party,
        channel="web",
        unit=unit,
        terms=Terms(rules.ANSWERING),
        materials=materials,
        received_at=min(matter.submitted_at or matter.received_at, now()),
    )
    complaint = Complaint.objects.create(
        case=cases.open(PUBLIC, opening),
        matter=matter,
        against=against,
        named=said.unit.strip()[:120] or (about.unit.name if about else ""),
        about=said.about,
        about_case=about,
        about_number=said.matter,
        text=said.text,
        is_anonymous=not contact.is_given,
    )
    timing.start_acceptance(complaint)
    reminding.tell_handlers(complaint, "收到投诉", f"supervision.complaint_new:{complaint.pk}")
    record(SYSTEM, "supervision.complaint_receive", complaint, number=matter.number, about=said.about)
    return complaint


@transaction.atomic
def accept(by: Actor, complaint_id: int) -> Complaint:
    complaint = _held(complaint_id)
    if complaint.against is None:
        raise Refused("请先确定被投诉的单位，再受理。")
    cases.accept(by, complaint.case_id)
    record(by, "supervision.complaint_accept", complaint)
    return complaint


@transaction.atomic
def decline(by: Actor, complaint_id: int, ground: str, reason: str) -> Complaint:
    """The reason goes to the complainant in writing (fsou 17030624 art. 8)."""
    label = rules.check_ground(ground)
    reason = words.words(reason, "不予受理的理由", field="reason", longest=1_500)
    complaint = _held(complaint_id)
    cases.decline(by, complaint.case_id, words.OTHER_GROUND, f"{label}。{reason}")
    record(by, "supervision.complaint_decline", complaint, ground=ground)
    return complaint


@transaction.atomic
def ask(by: Actor, complaint_id: int, text: str) -> Complaint:
    """Ask the complainant for what is missing, once; the time for accepting stands still."""
    text = words.words(text, "需要补充的内容")
    complaint = _held(complaint_id)
    cases.ask_for_missing(by, complaint.case_id, [Missing(FACTS, text, FACTS_LABEL)])
    record(by, "supervision.complaint_ask", complaint)
    return complaint


@transaction.atomic
def settle(by: Actor, complaint_id: int, outcome: str, answer: str) -> Complaint:
    """Upheld or not, with the answer that the complainant reads. Of two at once the second is refused."""
    rules.check_outcome(outcome)
    answer = words.words(answer, "对投诉人的答复", field="answer")
    complaint = _held(complaint_id)
    _check_unsettled(complaint)
    if complaint.against is None:
        raise Refused("请先确定被投诉的单位，再作出处理。")
    cases.decide_case(by, complaint.case_id, outcome, answer)
    cases.deliver_case(by, complaint.case_id, Handover("online", note="投诉答复"))
    record(by, "supervision.complaint_settle", complaint, outcome=outcome)
    return complaint


@transaction.atomic
def assign(by: Actor, complaint_id: int, against: Unit) -> Complaint:
    """Make out who is complained of; the case goes to the unit that watches over that one.

    Raises Refused for a closed unit, and where nobody out of its sight watches over it.
    """
    complaint = _held(complaint_id)
    if not against.is_open:
        raise Refused(f"“{against.name}”已撤销，请选择承接其职责的单位。", field="against")
    unit = routing.supervising_unit(against)
    if unit is None:
        raise Refused(NOBODY_ABOVE, field="against")
    before = complaint.against.name if complaint.against else complaint.named
    complaint.against = against
    complaint.save(update_fields=["against"])
    if unit.pk != complaint.case.unit_id:
        cases.transfer(by, complaint.case_id, unit, "由负责监督被投诉单位的部门办理")
    record(by, "supervision.complaint_assign", complaint, before=before, after=against.name)
    return complaint


def _check_unsettled(complaint: Complaint) -> None:
    """Raises Refused naming who was quicker, and how it was settled."""
    if not complaint.outcome:
        return
    decided = complaint.case.events.filter(kind="decide").order_by("-pk").first()
    who = f"由{decided.person}" if decided else ""
    raise Refused(
        f"这件投诉已{who}认定“{complaint.get_outcome_display()}”并答复，不能再作处理，请刷新页面查看。"
    )


def _held(complaint_id: int) -> Complaint:
    """With its case, both locked, and who is complained of."""
    found = Complaint.objects.filter(pk=complaint_id).first()
    if found is None:
        raise Refused("没有找到这件投诉。")
    case = held(found.case_id)
    locked = Complaint.objects.select_for_update(of=("self",)).select_related("against", "matter")
    complaint = locked.get(pk=complaint_id)
    complaint.case = case
    return complaint

"""What may become of an application of the demonstration, day after day, by the platform's own actions?"""

from collections.abc import Callable
from io import BytesIO

from yiwang.demonstration import applicants
from yiwang.demonstration.matters import CLERK, DECIDER, REVIEWER, Matter
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases.actions.holding import outcomes_of
from yiwang.kernel.cases.models import Consultation, Extension
from yiwang.kernel.files.actions import receive
from yiwang.kernel.intake.actions import submissions
from yiwang.subsystems.approvals.applications.actions import following_up
from yiwang.subsystems.approvals.applications.models import FollowUp
from yiwang.subsystems.approvals.counter.actions import going_on
from yiwang.subsystems.approvals.payments.actions import demanding, refunding, settling
from yiwang.subsystems.approvals.payments.models import Payment
from yiwang.subsystems.approvals.payments.rules import Demanded

CASHIER, SUPERVISOR, RATINGS = "qian.mingshu", "tan.jianming", "su.huifang"


def _accept(matter: Matter) -> None:
    step = matter.step("accept")
    cases.accept(matter.hand(step), matter.case.pk)


def _ask(matter: Matter, why: str) -> None:
    case = matter.case
    code = case.materials.filter(is_required=True).order_by("-pk").values_list("code", flat=True)[0]
    cases.ask_for_missing(matter.hand(matter.step("accept")), case.pk, [cases.Missing(code, why)])


def _supply(matter: Matter, text: str) -> None:
    submission = matter.submission
    asked = submission.steps.filter(kind="ask").latest("number")
    stored = receive(PUBLIC, BytesIO(f"{matter.told.item}：{text}\n".encode()), "补正材料.txt")
    pieces = {each["code"]: [stored] for each in asked.asks}
    submissions.hand_in_supplement(PUBLIC, submission.pk, asked.number, text, materials=pieces)


def _decline(matter: Matter, ground: str, reason: str, pointer: str) -> None:
    cases.decline(matter.hand(matter.step("accept")), matter.case.pk, ground, reason, pointer)


def _finish(matter: Matter, opinion: str) -> None:
    step = matter.step()
    outcome = next(iter(outcomes_of(step)))
    cases.finish_step(matter.hand(step), step.pk, outcome, opinion)


def _pause(matter: Matter, ground: str, reason: str, announced: str) -> None:
    procedure = cases.SpecialProcedure(ground, reason, announced)
    cases.pause(matter.official(CLERK), matter.case.pk, procedure)


def _resume(matter: Matter, result: str) -> None:
    cases.resume(matter.official(CLERK), matter.case.pk, result)


def _extend(matter: Matter, number: int, ground: str) -> None:
    """Asked for and granted; where it was asked for already, granted."""
    asked = Extension.objects.filter(case=matter.case, state=Extension.ASKED).first()
    asked = asked or cases.ask_extension(matter.official(CLERK), matter.case.pk, number, ground)
    cases.grant_extension(matter.official(DECIDER), asked.pk, "同意延长。")


def _ask_extension(matter: Matter, number: int, ground: str) -> None:
    cases.ask_extension(matter.official(CLERK), matter.case.pk, number, ground)


def _consult(matter: Matter, unit: str, question: str) -> None:
    cases.consult(matter.official(CLERK), matter.case.pk, [matter.cast.units[unit]], question)


def _answer(matter: Matter, unit: str, answer: str) -> None:
    asked = Consultation.objects.get(case=matter.case, unit=matter.cast.units[unit])
    cases.answer_consultation(matter.cast.official(unit, REVIEWER), asked.pk, answer)


def _urge(matter: Matter, text: str) -> None:
    cases.urge(matter.cast.by(SUPERVISOR), matter.case.pk, text)


def _send_back(matter: Matter, reason: str) -> None:
    """From the check to the review, whose turn it is again."""
    step = matter.step("check")
    cases.send_back(matter.hand(step), step.pk, matter.node_of("review"), reason)


def _terminate(matter: Matter, reason: str) -> None:
    cases.terminate(matter.official(CLERK), matter.case.pk, reason)


def _decide(matter: Matter, outcome: str, reason: str = "") -> None:
    """What stands before the decision is agreed to on the same day."""
    while (step := matter.step()).stage != "decide":
        _finish(matter, "符合规定，同意。")
    cases.decide(matter.hand(step), step.pk, outcome, reason)


def _deliver(matter: Matter, way: str) -> None:
    step = matter.step("deliver")
    cases.deliver(matter.hand(step), step.pk, cases.Handover(way, matter.told.who))


def _fetch(matter: Matter) -> None:
    """Handed over at the window: to the person who shows their document, to an organisation's messenger."""
    fetched = going_on.Fetched(who="李晓舟", is_authorised=True, note="出示单位授权委托书和本人身份证")
    if applicants.is_person(matter.told.who):
        fetched = going_on.Fetched(identifier=applicants.identity_of(matter.number))
    going_on.hand_over(matter.official(CLERK), matter.case.pk, fetched)


def _rate(matter: Matter, stars: int, comment: str) -> None:
    submissions.rate(PUBLIC, matter.submission.pk, stars, comment)


def _call_back(matter: Matter, said: str) -> None:
    following_up.call_back(matter.cast.by(RATINGS), _follow_up(matter).pk, is_reached=True, said=said)


def _rectify(matter: Matter, measures: str) -> None:
    following_up.rectify(matter.cast.by(RATINGS), _follow_up(matter).pk, measures)


def _follow_up(matter: Matter) -> FollowUp:
    return FollowUp.objects.get(application__case=matter.case)


def _withdraw(matter: Matter) -> None:
    submissions.withdraw(PUBLIC, matter.submission.pk)


def _bill(matter: Matter) -> None:
    bill = demanding.demand(matter.official(CLERK), matter.case, [Demanded("F01")])
    matter.bill_id = bill.pk


def _pay(matter: Matter) -> None:
    settling.collect(matter.cast.by(CASHIER), matter.bill_id, "card", f"POS{matter.number:04d}")


def _refund(matter: Matter, reason: str) -> None:
    payment = Payment.objects.get(bill=matter.bill_id)
    refunding.refund(matter.official(CLERK), payment.pk, payment.amount, reason)


DEEDS: dict[str, Callable[..., None]] = {
    "accept": _accept,
    "ask": _ask,
    "supply": _supply,
    "decline": _decline,
    "finish": _finish,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "ask_extension": _ask_extension,
    "consult": _consult,
    "answer": _answer,
    "urge": _urge,
    "send_back": _send_back,
    "terminate": _terminate,
    "decide": _decide,
    "deliver": _deliver,
    "fetch": _fetch,
    "rate": _rate,
    "call_back": _call_back,
    "rectify": _rectify,
    "withdraw": _withdraw,
    "bill": _bill,
    "pay": _pay,
    "refund": _refund,
}

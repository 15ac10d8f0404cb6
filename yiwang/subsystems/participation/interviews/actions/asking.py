"""Inner side: what becomes of a question of the public: received, let out, declined, taken back?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.intake.kinds import TakenRating, TakenSubmission, TakenSupplement, TakenWithdrawal
from yiwang.kernel.intake.models import Matter
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.actions.lines import put_question
from yiwang.subsystems.participation.interviews.actions.planning import locked
from yiwang.subsystems.participation.interviews.models import Interview, Question


def take(taken: TakenSubmission) -> None:
    """Hold it until a moderator has read it, or tell its author why it cannot be taken."""
    said = taken.body
    interview = Interview.objects.select_for_update().filter(reference=said.interview).first()
    fault = _fault(interview)
    if interview is None or fault:
        report(SYSTEM, taken.matter.reference, Report("未能提交", fault, kind="close"))
        record(SYSTEM, "interviews.question_fail", taken.matter, reason=fault)
        return
    question = Question.objects.create(
        interview=interview,
        matter=taken.matter,
        nickname=said.nickname,
        text=said.text,
        essence=rules.essence(said.text),
        received_at=now(),
    )
    record(PUBLIC, "interviews.question_receive", question, number=taken.matter.number)


def _fault(interview: Interview | None) -> str:
    if interview is None or interview.state not in {*rules.ASKABLE, rules.ENDED}:
        return "这期访谈现在不接受提问。"
    if interview.questions.pending().count() >= rules.MOST_HELD:
        return "这期访谈等待审核的提问已满，请通过领导信箱反映。"
    return ""


@transaction.atomic
def release(by: Actor, question_id: int, text: str = "") -> Question:
    """Let the public read it, in its author's words or in the moderator's.

    Raises Refused for one that was settled, and for wording that tells personal information.
    """
    question = _held(question_id, rules.PENDING)
    question.shown_text = rules.check_release(text or question.text)
    _settle(by, question, rules.RELEASED)
    put_question(by, question)
    _tell(by, question.matter, Report("审核通过，已公开", "主持人会挑选有代表性的提问请嘉宾回答。"))
    record(by, "interviews.question_release", question, is_reworded=question.shown_text != question.text)
    return question


@transaction.atomic
def decline(by: Actor, question_id: int, ground: str) -> Question:
    """Its author reads why. Raises Refused without a ground of rules.GROUNDS."""
    if ground not in rules.GROUNDS:
        raise Refused("请选择不采用的理由。", field="ground")
    question = _held(question_id, rules.PENDING)
    question.ground = ground
    _settle(by, question, rules.DECLINED)
    _tell(by, question.matter, Report("未采用", f"{rules.GROUNDS[ground]}。", kind="close"))
    record(by, "interviews.question_decline", question, ground=ground)
    return question


def _settle(by: Actor, question: Question, state: str) -> None:
    question.state, question.settled_at, question.settled_by = state, now(), by.person
    question.save(update_fields=["state", "settled_at", "settled_by", "shown_text", "ground"])


def _held(question_id: int, state: str) -> Question:
    """The question with its interview, both ours. Raises Refused where it is no longer in that state."""
    known = Question.objects.filter(pk=question_id).first()
    if known is None:
        raise Refused("没有这条提问。")
    interview = locked(known.interview_id)
    question = Question.objects.select_for_update(of=("self",)).select_related("matter").get(pk=question_id)
    question.interview = interview
    if question.state != state:
        who = f"（{question.settled_by}）" if question.settled_by else ""
        raise Refused(f"这条提问{question.get_state_display()}{who}，请刷新页面查看。")
    return question


def _tell(by: Actor, matter: Matter, step: Report) -> None:
    """Its author, as long as the matter is open: one who took the question back hears no more."""
    matter.refresh_from_db()
    if matter.is_open:
        report(by, matter.reference, step)


def take_withdrawal(taken: TakenWithdrawal) -> None:
    """What nobody has read yet is not read; what is public stays until a moderator removes it."""
    question = Question.objects.select_for_update().filter(matter=taken.matter).first()
    if question is None or question.state != rules.PENDING:
        return
    _settle(PUBLIC, question, rules.TAKEN_BACK)
    record(PUBLIC, "interviews.question_take_back", question)


def take_supplement(taken: TakenSupplement) -> None:
    """Nothing is ever asked of who asks; what comes all the same is kept in the record."""
    record(PUBLIC, "interviews.question_supplement", taken.matter, step=taken.step)


def take_rating(taken: TakenRating) -> None:
    question = Question.objects.filter(matter=taken.matter).first()
    record(PUBLIC, "interviews.question_rate", question, stars=taken.stars)

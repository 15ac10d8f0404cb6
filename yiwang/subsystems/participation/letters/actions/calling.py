"""Who is called back, what follows a bad rating, and how does a matter begin once more?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules as states
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.letters import limits, reminding, rules
from yiwang.subsystems.participation.letters.actions.holding import held, of_desk
from yiwang.subsystems.participation.letters.models import Attempt, CallBack, FollowUp, Letter


def owe(letter: Letter) -> CallBack | None:
    """Part of the transaction that answers: a sample is called back, where somebody can be reached."""
    if letter.is_anonymous or letter.is_repeat or letter.part_of_id:
        return None
    if not rules.is_sampled(letter.uid, limits.SAMPLE_PERCENT):
        return None
    return CallBack.objects.create(letter=letter, owed_at=now())


@transaction.atomic
def attempt(
    by: Actor, letter_id: int, text: str = "", *, level: str = "", solved: str = "", is_reached: bool
) -> CallBack:
    """One try to reach the writer; the third that fails ends it as 无法回访 (letters.md §3).

    Raises Refused for two tries within ``rules.ATTEMPT_HOURS``, and where a colleague was quicker.
    """
    text = states.remark(text, "回访情况", longest=500)
    letter = held(letter_id)
    of_desk(by, letter)
    call = CallBack.objects.select_for_update().filter(letter=letter).first()
    if call is None or call.state != rules.CALLING:
        raise Refused("这封来信没有待回访的任务，请刷新页面查看。")
    if is_reached:
        states.check_choice(level, states.LEVELS, "满意度", field="level")
        states.check_choice(solved, rules.OUTCOMES, "是否解决", field="solved")
    rules.check_attempt([one.at for one in call.attempts.all()], now())
    Attempt.objects.create(call_back=call, at=now(), person=by.person[:80], is_reached=is_reached, text=text)
    call.state = rules.call_state(is_reached, call.attempts.count())
    if call.state != rules.CALLING:
        call.ended_at = now()
    if is_reached:
        call.level, call.solved = level, solved
    call.save(update_fields=["state", "ended_at", "level", "solved"])
    if call.level in rules.BAD_LEVELS:
        open_follow_up(letter)
    record(by, "letters.call_back_attempt", letter, reached=is_reached, state=call.state)
    return call


def open_follow_up(letter: Letter) -> None:
    """Once a letter: a bad rating by the writer, or told over the telephone."""
    _, is_new = FollowUp.objects.get_or_create(letter=letter, defaults={"opened_at": now()})
    if is_new:
        reminding.tell_desk(letter, "差评待跟进", f"letters.follow_up:{letter.pk}")


@transaction.atomic
def settle_follow_up(by: Actor, letter_id: int, result: str, text: str) -> FollowUp:
    states.check_choice(result, rules.FOLLOW_UP_RESULTS, "跟进结果", field="result")
    text = states.words(text, "跟进情况", longest=500)
    letter = held(letter_id)
    of_desk(by, letter)
    follow_up = FollowUp.objects.select_for_update().filter(letter=letter).first()
    if follow_up is None:
        raise Refused("这封来信没有待跟进的差评。")
    if follow_up.settled_at:
        raise Refused(f"已由{follow_up.settled_by}跟进（{follow_up.get_result_display()}），请刷新页面查看。")
    follow_up.result, follow_up.text = result, text
    follow_up.settled_at, follow_up.settled_by = now(), by.person[:80]
    follow_up.save(update_fields=["result", "text", "settled_at", "settled_by"])
    record(by, "letters.follow_up_settle", letter, result=result)
    return follow_up

"""How does a unit sign for an order, report on it in stages, and ask for more time?"""

from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules as words
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.supervision.orders import reminding, rules, timing
from yiwang.subsystems.supervision.orders.actions.holding import held_by_unit, note
from yiwang.subsystems.supervision.orders.models import Delay, Duty, Feedback


@transaction.atomic
def sign(by: Actor, duty_id: int) -> Duty:
    """The unit has it. Signed for already stays as it is."""
    duty, _ = held_by_unit(by, duty_id)
    if duty.signed_at:
        return duty
    rules.check_open_duty(duty.state, "签收")
    duty.signed_at, duty.signed_by = now(), by.person[:80]
    duty.save(update_fields=["signed_at", "signed_by"])
    note(by, duty.order, "order_sign", f"{duty.unit.called}签收")
    record(by, "supervision.order_sign", duty)
    return duty


@transaction.atomic
def feed_back(
    by: Actor,
    duty_id: int,
    progress: int,
    text: str,
    files: Sequence[StoredFile] = (),
    *,
    is_final: bool = False,
) -> Feedback:
    """Report how far it is; ``is_final``: all is done, the time stops and whoever gave the order judges.

    Raises Refused for progress that goes back, for a file that is not clean, and once it is reported.
    """
    text = words.words(text, "反馈内容")
    duty, _ = held_by_unit(by, duty_id)
    rules.check_open_duty(duty.state, "反馈")
    rules.check_progress(progress, duty.progress, is_final=is_final)
    _check_clean(files)
    given = Feedback.objects.create(
        duty=duty,
        at=now(),
        person=by.person[:80],
        post=by.post[:200],
        progress=progress,
        text=text,
        is_final=is_final,
    )
    given.files.set(files)
    duty.progress = progress
    duty.signed_at, duty.signed_by = duty.signed_at or given.at, duty.signed_by or by.person[:80]
    if is_final:
        _report(duty, by)
    duty.save()
    label = f"{duty.unit.called}{'申请销号' if is_final else f'反馈进度{progress}%'}"
    pk = note(by, duty.order, "order_feedback", label, text)
    reminding.tell_issuer(duty.order, label, text[:200], f"supervision.feedback:{pk}")
    record(by, "supervision.order_feed_back", duty, progress=progress, is_final=is_final, files=len(files))
    return given


def _report(duty: Duty, by: Actor) -> None:
    """A request for more time is no longer needed."""
    timing.stop(duty, by.person)
    duty.state, duty.reported_at = rules.REPORTED, now()
    open_delays = duty.delays.filter(state=rules.ASKED)
    open_delays.update(state=rules.REFUSED, settled_at=now(), settled_by="系统", reply="已申请销号")


@transaction.atomic
def ask_delay(by: Actor, duty_id: int, days: int, ground: str) -> Delay:
    """Ask whoever gave the order for more days, of the kind that the limit counts."""
    ground = words.words(ground, "延期的理由", field="ground", longest=rules.REASON_LENGTH)
    duty, _ = held_by_unit(by, duty_id)
    rules.check_open_duty(duty.state, "申请延期")
    rules.check_delay(days, is_asked=duty.delays.filter(state=rules.ASKED).exists())
    delay = Delay.objects.create(duty=duty, days=days, ground=ground, asked_at=now(), asked_by=by.person[:80])
    label = f"{duty.unit.called}申请延期{days}天"
    pk = note(by, duty.order, "order_delay", label, ground)
    reminding.tell_issuer(duty.order, label, ground, f"supervision.delay:{pk}")
    record(by, "supervision.order_ask_delay", duty, days=days, ground=ground)
    return delay


def _check_clean(files: Sequence[StoredFile]) -> None:
    for stored in files:
        if not stored.is_clean:
            raise Refused(f"“{stored.name}”不能提交：{stored.notice}", field="file_1")

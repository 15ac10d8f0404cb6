"""How does a contest end that was announced and is not held?"""

from html import escape

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.subsystems.portal.contests import rules
from yiwang.subsystems.portal.contests.actions import telling
from yiwang.subsystems.portal.contests.actions.held import going_on
from yiwang.subsystems.portal.contests.models import Contest


@transaction.atomic
def call_off(by: Actor, contest_id: int, because: str) -> Contest:
    """For good, with a public reason; what was announced stays readable, no result will follow.

    Raises Refused for a draft, after the result, and without a reason.
    """
    contest = going_on(by, contest_id)
    reason = rules.checked_text(because, "because", "停止原因")
    contest.state, contest.called_off_at, contest.called_off_because = rules.CALLED_OFF, now(), reason
    title = f"关于停止{contest.name}的通知"
    body = f"<p>{escape(contest.name)}现已停止，不再评定结果。</p><p>原因：{escape(reason)}</p>"
    contest.called_off_as = telling.publish(by, contest, "called_off", title, body)
    contest.save()
    entrants, subject = list(contest.entrants.select_related("site__unit")), f"{contest.name}已停止"
    telling.tell_keepers(contest, entrants, "called_off", subject, reason)
    telling.tell_judges(contest, "called_off", subject, reason)
    record(by, "portal.contest_call_off", contest, because=reason)
    return contest

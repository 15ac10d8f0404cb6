"""How is a survey published, prolonged, ended, stopped, and how are its results explained?"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.telling import tell
from yiwang.kernel.organizations import masking
from yiwang.subsystems.participation.surveys import questions, rules
from yiwang.subsystems.participation.surveys.actions.building import held
from yiwang.subsystems.participation.surveys.models import Remark, Survey


@transaction.atomic
def publish(by: Actor, survey_id: int) -> Survey:
    """Told to the outer zone at once, open from its moment on. Raises Refused with every fault at once."""
    survey = held(by, survey_id, rules.PUBLISH)
    rules.check_draft(survey.state)
    found = questions.faults(survey.asked)
    if found:
        raise Refused("还不能发布：" + "".join(found[:10]))
    moment = now()
    rules.check_window(survey.opens_at, survey.closes_at, moment)
    survey.state, survey.published_at, survey.published_by = rules.PUBLISHED, moment, by.person[:80]
    survey.save(update_fields=["state", "published_at", "published_by"])
    tell(by, survey)
    record(by, "surveys.survey_publish", survey, questions=len(survey.asked), once=survey.once)
    return survey


@transaction.atomic
def move_end(by: Actor, survey_id: int, closes_at: datetime) -> Survey:
    survey = held(by, survey_id, rules.PUBLISH)
    rules.check_published(survey.state)
    before = survey.closes_at
    rules.check_closing(before, closes_at, survey.opens_at, now())
    survey.closes_at = closes_at
    survey.save(update_fields=["closes_at"])
    tell(by, survey)
    record(by, "surveys.survey_move_end", survey, before=before, after=closes_at)
    return survey


@transaction.atomic
def stop(by: Actor, survey_id: int, reason: str) -> Survey:
    """For good, with a reason that the public reads; what was answered is counted but not shown."""
    reason = reason.strip()[: rules.REASON_LENGTH]
    if len(reason) < 2:
        raise Refused("请写明停止调查的原因，社会公众能看到。", field="reason")
    survey = held(by, survey_id, rules.PUBLISH)
    rules.check_published(survey.state)
    survey.state, survey.reason = rules.WITHDRAWN, reason
    survey.save(update_fields=["state", "reason"])
    tell(by, survey)
    record(by, "surveys.survey_stop", survey, reason=reason)
    return survey


@transaction.atomic
def explain(by: Actor, survey_id: int, notice: str) -> Survey:
    """What the unit says after the end: what was found, and what follows from it. May be said again."""
    notice = notice.replace("\x00", "").strip()[: rules.NOTICE_LENGTH]
    if len(notice) < 10:
        raise Refused("请写明调查的主要结果和采纳情况。", field="notice")
    if masking.text(notice) != notice:
        raise Refused("结果说明里有身份证号、手机号或者银行卡号，请删去后再发布。", field="notice")
    survey = held(by, survey_id, rules.PUBLISH)
    rules.check_published(survey.state)
    moment = now()
    rules.check_notice(survey.closes_at, moment)
    survey.notice, survey.noticed_at = notice, survey.noticed_at or moment
    survey.save(update_fields=["notice", "noticed_at"])
    tell(by, survey)
    record(by, "surveys.survey_explain", survey)
    return survey


@transaction.atomic
def review_remarks(by: Actor, survey_id: int, remark_ids: Collection[int], state: str) -> int:
    """Show or keep back what people wrote; how many changed. What is shown goes outside masked."""
    if state not in {Remark.State.SHOWN, Remark.State.KEPT_BACK}:
        raise Refused("请选择公开还是不公开。")
    survey = held(by, survey_id)
    rules.check_published(survey.state)
    chosen = Remark.objects.select_for_update().filter(survey=survey, pk__in=set(remark_ids))
    changed = chosen.exclude(state=state).update(state=state)
    if not changed:
        raise Refused("请先选择要审看的内容。")
    tell(by, survey)
    record(by, "surveys.remarks_review", survey, state=state, count=changed)
    return changed

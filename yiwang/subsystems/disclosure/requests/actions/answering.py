"""How is an answer drafted, reviewed by a second person, sent and delivered? (art. 36 to 40)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.actions import Handover
from yiwang.kernel.deadlines.moments import day_of, now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.disclosure.requests import pages, papers, reminding, results, rules, timing
from yiwang.subsystems.disclosure.requests.actions import ending, issuing, stopping
from yiwang.subsystems.disclosure.requests.actions.consulting import objections
from yiwang.subsystems.disclosure.requests.actions.holding import check_state, clock_of, of_handler
from yiwang.subsystems.disclosure.requests.models import Reply, Request
from yiwang.subsystems.disclosure.requests.papers import Words

FILES_LABEL, PAPER_LABEL = "公开的信息", "答复书"


@dataclass(frozen=True)
class Draft:
    """``pointer``: where what is public already can be found, or which organ has it; ``interest``: why it is
    given against an objection; ``seen``: the version of the request that its author had read."""

    result: str
    text: str
    ground: str
    pointer: str = ""
    interest: str = ""
    seen: int = 1
    files: Sequence[StoredFile] = ()


@transaction.atomic
def save(by: Actor, request_id: int, draft: Draft) -> Reply:
    """Keep it, whatever is still missing; one is in hand at a time."""
    request, _ = of_handler(by, request_id)
    return _saved(by, request, draft)


@transaction.atomic
def submit(by: Actor, request_id: int, draft: Draft) -> Reply:
    """Keep it and hand it to a second person. Raises Refused naming what the law wants and is missing."""
    request, _ = of_handler(by, request_id)
    reply = _saved(by, request, draft)
    _check(request, reply)
    reply.state, reply.submitted_at = rules.SUBMITTED, now()
    reply.save(update_fields=["state", "submitted_at"])
    reminding.tell_heads(request, "待审核的答复", f"disclosure.reply:{reply.pk}")
    record(by, "disclosure.reply_submit", request, number=reply.number, result=results.LABELS[reply.result])
    return reply


@transaction.atomic
def send_back(by: Actor, request_id: int, verdict: str) -> Reply:
    verdict = states.words(verdict, "修改意见", field="verdict", longest=300)
    request, reply = _to_judge(by, request_id)
    _judge(by, reply, rules.RETURNED, verdict)
    key = f"disclosure.reply_returned:{reply.pk}"
    reminding.tell_person(request, reply.drafter_id, "答复退回修改", key, verdict)
    record(by, "disclosure.reply_return", request, number=reply.number, verdict=verdict)
    return reply


@transaction.atomic
def approve(by: Actor, request_id: int, seen: int, verdict: str = "") -> Request:
    """By a second person: decided, the paper issued; what is fetched on the web is delivered with it.

    Raises Refused for its author, for a request that changed, and while others are asked.
    """
    request, reply = _to_judge(by, request_id)
    rules.check_seen(seen, request.version)
    _check(request, reply)
    _judge(by, reply, rules.SENT, verdict.strip()[:300])
    moment, clock = now(), clock_of(request)
    words = _words(reply)
    paper = issuing.issue(by, request, papers.REPLY, _paper(request, reply, words))
    request.is_in_time = timing.in_time(clock, moment)
    ending.settle(request, reply.result)
    with pages.ours():
        if files := list(reply.files.all()):
            cases.attach(by, request.case_id, files, FILES_LABEL, is_public=True)
        if paper.pdf:
            cases.attach(by, request.case_id, [paper.pdf], PAPER_LABEL, is_public=True)
        request.case = cases.decide_case(by, request.case_id, reply.result, words)
        if request.way == rules.ONLINE:
            request.case = cases.deliver_case(by, request.case_id, Handover("online", note="网上送达答复书"))
    record(by, "disclosure.reply_send", request, number=paper.number, result=results.LABELS[reply.result])
    return request


@transaction.atomic
def deliver(by: Actor, request_id: int, who: str, on: date, note: str = "") -> Request:
    """By post, at the counter, by e-mail or fax: who got it on which day (送达回证)."""
    request, _ = of_handler(by, request_id)
    if on > today():
        raise Refused("送达日期不能晚于今天。", field="on")
    decided_at = request.case.decided_at
    check_state(request, frozenset({states.DECIDED}), "登记送达")
    if decided_at is None or on < day_of(decided_at):
        raise Refused("送达日期不能早于答复日期。", field="on")
    at = max(timing.moment_on(on), decided_at)
    with pages.ours():
        handover = Handover(rules.HANDOVERS[request.way], who, at, note)
        request.case = cases.deliver_case(by, request.case_id, handover)
    record(by, "disclosure.reply_deliver", request, way=request.get_way_display(), on=on)
    return request


@transaction.atomic
def propose(by: Actor, request_id: int, why: str) -> Request:
    """Suggest that what was given be disclosed to everybody (art. 44)."""
    why = states.words(why, "转为主动公开的理由", field="why", longest=500)
    request, _ = of_handler(by, request_id)
    if not (request.result and results.RESULTS[request.result].discloses):
        raise Refused("答复予以公开的信息才能建议转为主动公开（第四十四条）。")
    if request.proposed_at:
        raise Refused(f"{request.proposed_by}已经提出过建议。")
    request.proposal, request.proposed_at, request.proposed_by = why, now(), by.person[:80]
    request.save(update_fields=["proposal", "proposed_at", "proposed_by"])
    record(by, "disclosure.request_propose", request, why=why)
    return request


def _saved(by: Actor, request: Request, draft: Draft) -> Reply:
    check_state(request, frozenset({states.ACCEPTED, states.PAUSED}), "起草答复")
    rules.check_seen(draft.seen, request.version)
    states.check_choice(draft.result, results.REPLIES, "答复类型", field="result")
    reply = request.replies.filter(state__in=[rules.DRAFT, rules.SUBMITTED]).first()
    if reply and reply.state == rules.SUBMITTED:
        raise Refused(f"{reply.drafted_by}已经报送答复，正在审核；退回以后才能修改。")
    reply = reply or Reply(request=request, number=request.replies.count() + 1)
    reply.result = draft.result
    reply.text = states.words(draft.text, "答复内容", longest=rules.REPLY_LENGTH)
    reply.ground = states.remark(draft.ground, "依据", field="ground", longest=200)
    reply.pointer = states.remark(draft.pointer, "获取途径", field="pointer", longest=300)
    reply.interest = states.remark(draft.interest, "公共利益理由", field="interest", longest=300)
    reply.drafted_by, reply.drafter_id, reply.drafted_at = by.person[:80], by.person_id, now()
    reply.save()
    if draft.files:
        reply.files.set(draft.files)
    record(by, "disclosure.reply_save", request, number=reply.number)
    return reply


def _check(request: Request, reply: Reply) -> None:
    """What the law asks of an answer of this kind."""
    was_corrected = request.case.asked_at is not None
    about = results.check_reply(reply.result, reply.ground, reply.pointer, was_corrected=was_corrected)
    rules.check_nothing_waited_for(stopping.waited_for(request))
    rules.check_against_objection(len(objections(request)), about.discloses, reply.interest)


def _to_judge(by: Actor, request_id: int) -> tuple[Request, Reply]:
    request, _ = of_handler(by, request_id, states.DECIDE)
    reply = request.replies.order_by("-number").first()
    if reply is None or reply.state != rules.SUBMITTED:
        who = f"（已由{reply.reviewed_by}处理）" if reply and reply.reviewed_by else ""
        raise Refused(f"没有等待审核的答复{who}，请刷新页面查看。")
    rules.check_reviewer(reply.drafter_id, by.person_id)
    return request, reply


def _judge(by: Actor, reply: Reply, state: str, verdict: str) -> None:
    reply.state, reply.verdict = state, verdict
    reply.reviewed_by, reply.reviewed_at = by.person[:80], now()
    reply.save(update_fields=["state", "verdict", "reviewed_by", "reviewed_at"])


def _words(reply: Reply) -> str:
    """What the applicant reads: the answer, where it can be had, its ground, and the remedies."""
    parts = [
        reply.text,
        f"获取途径：{reply.pointer}" if reply.pointer else "",
        f"公开理由：{reply.interest}" if reply.interest else "",
        f"依据：{reply.ground}",
        results.remedies(reply.result, today()),
    ]
    return "\n".join(part for part in parts if part)


def _paper(request: Request, reply: Reply, words: str) -> Words:
    about = results.RESULTS[reply.result]
    opening = f"您（单位）于{papers.in_words(request.received_on)}提出的政府信息公开申请收悉。现答复如下："
    return Words(
        f"{opening}\n{words}",
        (("申请编号", request.number), ("所需信息", request.title), ("答复类型", about.label)),
        title=f"政府信息公开申请答复书（{about.paper}）" if about.paper != "答复书" else "",
    )

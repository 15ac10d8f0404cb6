"""How is a reply drafted, checked, reviewed by a second person, and sent?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases import standing
from yiwang.kernel.cases.actions import Handover
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.participation.letters import pages, quality, reminding, rules, timing
from yiwang.subsystems.participation.letters.actions import calling, crossing
from yiwang.subsystems.participation.letters.actions.grouping import open_followers
from yiwang.subsystems.participation.letters.actions.holding import held, of_holder
from yiwang.subsystems.participation.letters.actions.publishing import names_of
from yiwang.subsystems.participation.letters.models import Letter, Reply
from yiwang.subsystems.participation.letters.quality import Fault

FILES_LABEL = "答复附件"


@dataclass(frozen=True)
class Draft:
    """A reply as it was written. ``seen``: the version of the letter that its author had read; ``excuse``:
    why the doubts of the check do not hold."""

    outcome: str
    text: str
    ground: str = ""
    excuse: str = ""
    seen: int = 1
    files: Sequence[StoredFile] = ()


@transaction.atomic
def save(by: Actor, letter_id: int, draft: Draft) -> Reply:
    """Keep it, whatever is still wrong with it; one is in hand at a time."""
    letter = held(letter_id)
    return _saved(by, letter, draft)


@transaction.atomic
def submit(by: Actor, letter_id: int, draft: Draft) -> Reply:
    """Keep it and hand it to a second person. Raises Refused naming what the check finds."""
    letter = held(letter_id)
    reply = _saved(by, letter, draft)
    found = checked(letter, reply)
    if blocking := [fault.sentence for fault in found if fault.blocks]:
        raise Refused("答复还不能报送：" + "".join(blocking), field="text")
    if found and len(reply.excuse) < 4:
        doubts = "".join(fault.sentence for fault in found)
        raise Refused(f"请修改，或者写明为什么可以这样答复：{doubts}", field="excuse")
    reply.state, reply.submitted_at = rules.SUBMITTED, now()
    reply.faults = [fault.sentence for fault in found]
    reply.save(update_fields=["state", "submitted_at", "faults"])
    reminding.tell_reviewers(letter, "待审核的答复", f"letters.reply:{reply.pk}")
    record(by, "letters.reply_submit", letter, number=reply.number, doubts=len(found))
    return reply


@transaction.atomic
def send_back(by: Actor, letter_id: int, verdict: str) -> Reply:
    verdict = states.words(verdict, "修改意见", field="verdict", longest=300)
    letter, reply = _to_judge(by, letter_id)
    _judge(by, reply, rules.RETURNED, verdict)
    key = f"letters.reply_returned:{reply.pk}"
    reminding.tell_person(letter, reply.drafter_id, "答复退回修改", key, verdict)
    record(by, "letters.reply_return", letter, number=reply.number, verdict=verdict)
    return reply


@transaction.atomic
def approve(by: Actor, letter_id: int, seen: int, verdict: str = "") -> Letter:
    """By a second person: the writer gets the answer, and so does everybody whose letter goes with it.

    Raises Refused for its author, for a letter that changed meanwhile, and while parts of it are open.
    """
    letter, reply = _to_judge(by, letter_id)
    rules.check_seen(seen, letter.version)
    if blocking := [fault.sentence for fault in checked(letter, reply) if fault.blocks]:
        raise Refused("答复不能发出：" + "".join(blocking))
    if waiting := letter.parts.filter(case__closed_at=None).count():
        raise Refused(f"这封来信拆分出的{waiting}件还没有办结，办结后再答复。")
    if letter.lead_id is not None and letter.lead is not None and letter.lead.is_open:
        raise Refused(f"这封来信随{letter.lead.number}合并办理，请在主办件上答复。")
    _judge(by, reply, rules.SENT, verdict.strip()[:300])
    files = list(reply.files.all())
    for each in [letter, *open_followers(letter)]:
        _answer(by, each, reply, files)
    record(by, "letters.reply_send", letter, number=reply.number, outcome=reply.outcome)
    return letter


def checked(letter: Letter, reply: Reply) -> list[Fault]:
    return quality.faults(
        reply.text,
        reply.ground,
        f"{letter.title}{letter.text}",
        letter.case.kind,
        letter.type,
        names_of(letter),
    )


def _saved(by: Actor, letter: Letter, draft: Draft) -> Reply:
    of_holder(by, letter)
    standing.require(standing.post_of(by), states.HANDLE, letter.case)
    if letter.case.state != states.ACCEPTED:
        raise Refused(f"这封来信{letter.stage[0]}，现在不能起草答复。")
    if letter.lead_id is not None:
        raise Refused("这封来信已合并办理，请在主办件上答复。")
    rules.check_seen(draft.seen, letter.version)
    outcomes = rules.outcomes_of(letter.case.kind)
    states.check_choice(draft.outcome, outcomes, "办理结果", field="outcome")
    reply = letter.replies.filter(state__in=[rules.DRAFT, rules.SUBMITTED]).first()
    if reply and reply.state == rules.SUBMITTED:
        raise Refused(f"{reply.drafted_by}已经报送答复，正在审核；退回以后才能修改。")
    reply = reply or Reply(letter=letter, number=letter.replies.count() + 1)
    reply.outcome = draft.outcome
    reply.text = states.words(draft.text, "答复内容", longest=rules.REPLY_LENGTH)
    reply.ground = states.remark(draft.ground, "办理依据", field="ground", longest=300)
    reply.excuse = states.remark(draft.excuse, "说明", field="excuse", longest=300)
    reply.drafted_by, reply.drafter_id, reply.drafted_at = by.person[:80], by.person_id, now()
    reply.save()
    if draft.files:
        reply.files.set(draft.files)
    record(by, "letters.reply_save", letter, number=reply.number)
    return reply


def _to_judge(by: Actor, letter_id: int) -> tuple[Letter, Reply]:
    letter = held(letter_id)
    of_holder(by, letter)
    standing.require(standing.post_of(by), states.DECIDE, letter.case)
    reply = letter.replies.order_by("-number").first()
    if reply is None or reply.state != rules.SUBMITTED:
        who = f"（已由{reply.reviewed_by}处理）" if reply and reply.reviewed_by else ""
        raise Refused(f"没有等待审核的答复{who}，请刷新页面查看。")
    rules.check_reviewer(reply.drafter_id, by.person_id)
    return letter, reply


def _judge(by: Actor, reply: Reply, state: str, verdict: str) -> None:
    reply.state, reply.verdict = state, verdict
    reply.reviewed_by, reply.reviewed_at = by.person[:80], now()
    reply.save(update_fields=["state", "verdict", "reviewed_by", "reviewed_at"])


def _answer(by: Actor, letter: Letter, reply: Reply, files: Sequence[StoredFile]) -> None:
    """Decided and delivered in one; how long it took is kept as it was."""
    clock = Clock.objects.filter(pk=letter.case.clock_id).first() if letter.case.clock_id else None
    moment = now()
    words = f"{reply.text}\n办理依据：{reply.ground}" if reply.ground else reply.text
    with pages.ours():
        if states.allows(letter.case.state, "accept"):
            cases.accept(by, letter.case_id)
        if files:
            cases.attach(by, letter.case_id, files, FILES_LABEL, is_public=True)
        cases.decide_case(by, letter.case_id, reply.outcome, words)
        letter.working_days = timing.working_days(letter.received_at, moment)
        letter.is_in_time = timing.in_time(clock, moment)
        letter.save(update_fields=["working_days", "is_in_time"])
        letter.case = cases.deliver_case(by, letter.case_id, Handover("online", note="信件答复"))
    calling.owe(letter)
    crossing.tell_if_counted(by, letter)

"""How does a case get more time, once, by the head of the organ? (行政许可法 art. 42)"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules, terms, timing
from yiwang.kernel.cases.actions import holding
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case, Extension
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.rules import Limit
from yiwang.kernel.errors import Refused


@transaction.atomic
def ask_extension(by: Actor, case_id: int, number: int, ground: str) -> Extension:
    """Ask the head of the organ for ``number`` more of the law's unit.

    Raises Refused after one was granted, while one is asked for, after the end, for more than the law allows.
    """
    ground = rules.words(ground, "延长期限的理由", field="ground", longest=300)
    case, _ = holding.held_by_official(by, case_id)
    holding.advance(case, "ask_extension")
    limit = terms.check_extension(case.terms, number)
    _check_once(case)
    _check_not_late(case)
    asked = Extension.objects.create(
        case=case, number=number, ground=ground, asked_at=now(), asked_by=by.person
    )
    enter(by, case, Line("ask_extension", f"申请延长{limit}", ground))
    record(by, "cases.extension_ask", case, number=number, ground=ground)
    return asked


@transaction.atomic
def grant_extension(by: Actor, extension_id: int, reply: str = "", document: str = "") -> Extension:
    """By the head of the organ (permission cases.extend_grant); the party is told the reason (art. 42).

    Raises Refused where whoever asked would grant it, and where it was settled meanwhile.
    """
    case, asked = _held(by, extension_id)
    holding.advance(case, "grant_extension")
    limit = terms.check_extension(case.terms, asked.number)
    _settle(asked, by, Extension.GRANTED, reply, document)
    timing.extend(case, by.person, asked, limit)
    case.save(update_fields=["clock", "is_timed"])
    told = Told("note", f"办理期限延长{limit}", _reason(asked, limit), due_on=timing.due_on(case))
    enter(by, case, Line("grant_extension", f"批准延长{limit}", asked.reply), told)
    record(by, "cases.extension_grant", case, number=asked.number, document=asked.document)
    return asked


@transaction.atomic
def refuse_extension(by: Actor, extension_id: int, reply: str) -> Extension:
    reply = rules.words(reply, "不批准的理由", field="reply", longest=300)
    case, asked = _held(by, extension_id)
    holding.advance(case, "refuse_extension")
    _settle(asked, by, Extension.REFUSED, reply, "")
    enter(by, case, Line("refuse_extension", opinion=reply))
    record(by, "cases.extension_refuse", case, reply=reply)
    return asked


def _held(by: Actor, extension_id: int) -> tuple[Case, Extension]:
    found = Extension.objects.get(pk=extension_id)
    case, _ = holding.held_by_official(by, found.case_id, rules.GRANT)
    asked = Extension.objects.select_for_update().get(pk=extension_id)
    if asked.state != Extension.ASKED:
        raise Refused(
            f"这项延期申请已由{asked.settled_by}处理（{asked.get_state_display()}），请刷新页面查看。"
        )
    return case, asked


def _settle(asked: Extension, by: Actor, state: str, reply: str, document: str) -> None:
    asked.state, asked.settled_at = state, now()
    asked.settled_by = f"{by.person}（{by.post}）"[:80] if by.post else by.person
    asked.reply = rules.remark(reply, "批复意见", field="reply", longest=300)
    asked.document = document.strip()[:80]
    asked.save(update_fields=["state", "settled_at", "settled_by", "reply", "document"])


def _reason(asked: Extension, limit: Limit) -> str:
    paper = f"详见{asked.document}。" if asked.document else ""
    return f"因{asked.ground}，经本机关负责人批准，办理期限延长{limit}。{paper}"


def _check_once(case: Case) -> None:
    for earlier in case.extensions.exclude(state=Extension.REFUSED):
        if earlier.state == Extension.GRANTED:
            raise Refused("办理期限已经延长过一次，依法不能再次延长（第四十二条）。")
        raise Refused("已经申请延长，正在等待批准。")


def _check_not_late(case: Case) -> None:
    clock = case.clock
    if clock and clock.legal_due_at and clock.legal_due_at <= now():
        raise Refused("法定期限已经届满，不能再申请延长。")

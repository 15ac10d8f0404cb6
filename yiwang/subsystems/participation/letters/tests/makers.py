"""A mailbox with the people who run it, a unit that answers, and letters of the public."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import TestCase

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, Receipt, rate, submit
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.actions import accepting, answering, mailboxes, moving
from yiwang.subsystems.participation.letters.actions.accepting import Sorted
from yiwang.subsystems.participation.letters.actions.answering import Draft
from yiwang.subsystems.participation.letters.actions.mailboxes import MailboxFacts
from yiwang.subsystems.participation.letters.actions.publishing import Words
from yiwang.subsystems.participation.letters.models import Letter, Mailbox, Trace

CONTACT = Contact("赵小明", "13812345678", "zhao@example.com")
TITLE, TEXT = "青山路的路灯坏了", "青山路中段的路灯坏了一个星期，晚上看不清路，请问什么时候修好？"
REPLY = (
    "您好！您反映的青山路路灯问题已收悉。经核实，中段路灯因线路故障停亮，我局已于昨日修复，"
    "根据《城市照明管理规定》将加强巡查。"
)
GROUND = "《城市照明管理规定》第二十条"
PETITION_REPLY = (
    "您的诉求：请求补发青山路路灯款。经核查，事实和理由如下：款项已于上月拨付。处理意见：已责成单位支付。"
)


@dataclass(frozen=True)
class Hall:
    """``manager`` of ``desk`` runs the mailbox; of ``bureau`` ``clerk`` drafts, ``reviewer`` sends."""

    desk: Unit
    manager: Post
    bureau: Unit
    clerk: Post
    reviewer: Post
    mailbox: Mailbox


def make_hall(**changes: Any) -> Hall:
    desk = make_unit(name="市长信箱办公室")
    bureau = make_unit(name="市城市管理局")
    since = {"starts_on": date(2020, 1, 1)}
    manager = make_post(unit=desk, roles=[rules.MANAGER, rules.REVIEWER], **since)
    clerk, reviewer = (
        make_post(unit=bureau, roles=[role], **since) for role in (rules.CLERK, rules.REVIEWER)
    )
    return Hall(desk, manager, bureau, clerk, reviewer, make_mailbox(manager, **changes))


def make_mailbox(manager: Post, **changes: Any) -> Mailbox:
    code = changes.pop("code", "mayor")
    facts: dict[str, Any] = {
        "name": "市长信箱",
        "kind": rules.LEADER,
        "unit": manager.unit,
        "leader": "市长",
        "subjects": ["城乡建设", "教育"],
        **changes,
    }
    with TestCase.captureOnCommitCallbacks(execute=True):
        return mailboxes.open_mailbox(by(manager), code, MailboxFacts(**facts))


def make_petitions(hall: Hall, **changes: Any) -> Mailbox:
    changes = {"kind": rules.PETITIONS, "exposure": rules.NEVER, "name": "网上信访", "leader": "", **changes}
    return make_mailbox(hall.manager, code="petitions", subjects=[], **changes)


def data_of(mailbox: Mailbox, **changes: Any) -> dict[str, Any]:
    return {
        "mailbox": mailbox.code,
        "mailbox_name": mailbox.name,
        "type": next(iter(mailbox.offered_types)),
        "type_label": "咨询",
        "subject": "",
        "title": TITLE,
        "text": TEXT,
        "place": "",
        "against": "",
        "is_public": False,
        "public_label": "不公开",
        "is_anonymous": False,
        "site": "",
        "again": "",
        **changes,
    }


def write(mailbox: Mailbox, contact: Contact = CONTACT, files: Any = (), **changes: Any) -> Receipt:
    """Handed in by the public and taken in inside."""
    handed = HandedIn(mailbox.case_kind, codes.new_token(), data_of(mailbox, **changes), contact, files)
    with TestCase.captureOnCommitCallbacks(execute=True):
        return submit(PUBLIC, handed)


def fresh(letter: Letter) -> Letter:
    joined = ("case__unit", "case__clock", "mailbox", "matter", "desk", "against")
    return Letter.objects.select_related(*joined).get(pk=letter.pk)


def make_letter(hall: Hall, contact: Contact = CONTACT, **changes: Any) -> Letter:
    receipt = write(changes.pop("mailbox", hall.mailbox), contact, **changes)
    return fresh(Letter.objects.get(matter__number=receipt.submission.number))


def done(call: Any, *args: Any, **options: Any) -> Any:
    """An action with everything that happens at its commit."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return call(*args, **options)


def accepted(hall: Hall, letter: Letter | None = None, words: Words | None = None, **changes: Any) -> Letter:
    letter = letter or make_letter(hall, **changes)
    done(accepting.accept, by(hall.manager), letter.pk, Sorted(letter.type), words)
    return fresh(letter)


def assigned(hall: Hall, letter: Letter | None = None, **changes: Any) -> Letter:
    letter = accepted(hall, letter, **changes)
    done(moving.assign, by(hall.manager), letter.pk, hall.bureau, "请按职责办理")
    return fresh(letter)


def draft_of(**changes: Any) -> Draft:
    return Draft(**{"outcome": rules.SOLVED, "text": REPLY, "ground": GROUND, **changes})


def answered(hall: Hall, letter: Letter | None = None, **changes: Any) -> Letter:
    letter = assigned(hall, letter, **changes)
    done(answering.submit, by(hall.clerk), letter.pk, draft_of(excuse="已核对，逐项回应了。"))
    done(answering.approve, by(hall.reviewer), letter.pk, letter.version)
    return fresh(letter)


def rated(letter: Letter, stars: int) -> Letter:
    """By its writer, outside."""
    submission = Submission.objects.get(number=letter.matter.number)  # type: ignore[union-attr]
    done(rate, PUBLIC, submission.pk, stars, "")
    return fresh(letter)


def trace_of(letter: Letter) -> Trace:
    return Trace.objects.get(uid=letter.uid)


def steps_of(letter: Letter) -> list[tuple[str, str]]:
    """What the writer was told outside, in order."""
    submission = Submission.objects.get(number=letter.matter.number)  # type: ignore[union-attr]
    return list(submission.steps.order_by("number").values_list("kind", "label"))

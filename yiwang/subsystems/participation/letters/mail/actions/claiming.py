"""Inner side: a mail joins the letter that it answers, or waits until an official claims or discards it."""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.cases import parties
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.standing import post_of
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions import telling
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.rules import marking_in, refuse_marked
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.intake import private
from yiwang.kernel.intake.kinds import TakenSupplement
from yiwang.kernel.organizations import masking
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.participation.letters import rules as letters
from yiwang.subsystems.participation.letters import taking
from yiwang.subsystems.participation.letters.mail import messages, rules
from yiwang.subsystems.participation.letters.mail.models import Claim
from yiwang.subsystems.participation.letters.models import Letter, Mailbox

MOST_OTHERS = 500


def take_mail(taken: Taken) -> None:
    """It may come twice: the uid is known then. What it says of an open letter stands with that letter."""
    check_from(taken, "outer")
    said: messages.Mail = taken.body
    if not said.is_waiting or Claim.objects.filter(uid=said.uid).exists():
        return
    hidden = private.opened(said.sealed, said.uid)
    refuse_marked(marking_in(f"{hidden['subject']}\n{hidden['text']}"))
    address = str(hidden["address"])
    claim = Claim.objects.create(
        uid=said.uid,
        mailbox=Mailbox.objects.filter(code=said.box).first(),
        reason=said.reason,
        hint=said.hint,
        sender=next(parties.digests("letters.mail", address.lower()), ""),
        masked=masking.email(address) if address else "",
        subject=str(hidden["subject"])[: rules.SUBJECT_LENGTH],
        text=str(hidden["text"]),
        received_at=said.received_at,
    )
    claim.files.set(taken.files)
    letter = Letter.objects.select_related("case", "matter").filter(matter__reference=said.about).first()
    if said.about and letter is not None:
        claim.letter, claim.hint = letter, letter.number
        if letter.is_open and not claim.reason.startswith("同一发件人"):
            _join(claim, letter)
            _decide(SYSTEM.person, claim, rules.FILED)
        else:
            claim.save(update_fields=["letter", "hint"])
    record(SYSTEM, "letters.mail_take", claim, state=claim.state, reason=claim.reason)


@transaction.atomic
def as_letter(by: Actor, claim_id: int, mailbox: Mailbox) -> Claim:
    """A new letter to a mailbox; outside its writer gets number and code."""
    post, claim = _held(by, claim_id)
    found = Mailbox.objects.visible_to(post).filter(pk=mailbox.pk).first()
    if found is None:
        raise Refused("这个信箱不由您所在的单位管理。", field="mailbox")
    if not found.is_open:
        raise Refused(f"{mailbox.name}现在不收信，请选择别的信箱。", field="mailbox")
    claim.to_box = mailbox.code
    _decide(by.person, claim, rules.LETTER)
    telling.tell(by, claim)
    record(by, "letters.mail_claim", claim, box=mailbox.code)
    return claim


@transaction.atomic
def file_with(by: Actor, claim_id: int, number: str) -> Claim:
    """What it says is added to an open letter, as if its writer had said so."""
    post, claim = _held(by, claim_id)
    letter = (
        Letter.objects.visible_to(post)
        .select_related("case", "matter")
        .filter(matter__number=number.strip().upper())
        .first()
    )
    if letter is None:
        raise Refused(f"没有找到编号为“{number}”的来信。", field="number")
    if not letter.is_open:
        raise Refused(f"编号为“{number}”的来信已经办结，请作为新的来信处理。", field="number")
    _join(claim, letter)
    _decide(by.person, claim, rules.FILED)
    telling.tell(by, claim)
    record(by, "letters.mail_claim", claim, number=letter.number)
    return claim


@transaction.atomic
def discard(by: Actor, claim_id: int, reason: str, *, with_others: bool = False) -> int:
    """``with_others``: everything else that waits from the same sender here, too. How many."""
    verdict = states.words(reason, "丢弃的理由", field="reason", longest=300)
    post, claim = _held(by, claim_id)
    found = [claim]
    if with_others and claim.sender:
        others = Claim.objects.visible_to(post).waiting().filter(sender=claim.sender).exclude(pk=claim.pk)
        ids = list(others.order_by("pk").values_list("pk", flat=True)[:MOST_OTHERS])
        found += Claim.objects.select_for_update(of=("self",)).filter(pk__in=ids, state=rules.WAITING)
    for each in found:
        each.verdict = verdict
        _decide(by.person, each, rules.DISCARDED)
        telling.tell(by, each)
    record(by, "letters.mail_discard", claim, reason=verdict, mails=len(found))
    return len(found)


def wait_again(claim: Claim) -> None:
    """The outer zone could not do what was decided: it waits for somebody once more, who reads why."""
    if claim.state == rules.WAITING:
        return
    claim.state, claim.decided_by, claim.decided_at, claim.to_box = rules.WAITING, "", None, ""
    claim.verdict, claim.reason = "", claim.trouble[:120]
    claim.save()


def _held(by: Actor, claim_id: int) -> tuple[object, Claim]:
    post = post_of(by)
    require(post, letters.DESK)
    visible = Claim.objects.visible_to(post).values("pk")
    claim = Claim.objects.select_for_update(of=("self",)).filter(pk=claim_id, pk__in=visible).first()
    if claim is None:
        raise Refused("没有这封邮件，或者它不由您所在的单位处理。")
    if claim.state != rules.WAITING:
        raise Refused(f"这封邮件{claim.get_state_display()}（{claim.decided_by}），请刷新页面查看。")
    return post, claim


def _join(claim: Claim, letter: Letter) -> None:
    """As a supplement: whoever handles the letter has to read it before answering."""
    if letter.matter is None:
        raise Refused("这是拆分出的来信，请填写原信的编号。", field="number")
    files = tuple(claim.files.all())
    text = f"{claim.text}\n〔由电子邮件补充，发件地址未经核实〕".strip()
    taking.take_supplement(TakenSupplement(letter.matter, 0, text[:5_000], files, claim.received_at))
    claim.letter = letter


def _decide(who: str, claim: Claim, state: str) -> None:
    claim.state, claim.decided_by, claim.decided_at = state, who[:80], now()
    if state != rules.LETTER:  # the outer zone may find that it cannot be one
        claim.text = ""
    claim.save()

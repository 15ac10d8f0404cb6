"""How is renewal asked for, granted or refused, and what happens when the last day is over?"""

from collections import Counter
from dataclasses import replace
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.actions import enqueue, tell
from yiwang.kernel.notifications.models import Channel
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.subsystems.approvals.certificates import holders, rules
from yiwang.subsystems.approvals.certificates.actions.deeds import UNSAID, Said, Written, done, locked
from yiwang.subsystems.approvals.certificates.models import Certificate

KEEPER = "certificate_keeper"
BATCH = 500


@transaction.atomic
def ask_renewal(by: Actor, certificate_id: int, asked_on: date, said: Said = UNSAID) -> Certificate:
    """Note that the holder asked; ``is_renewal_timely`` of the answer says whether art. 50 protects them.

    Raises Refused after the end, for a late request that the kind does not take, and for a second one.
    """
    certificate = locked(certificate_id)
    rules.next_state(certificate.state, "ask_renewal")
    if certificate.renewal_asked_on:
        raise Refused("延续申请已经登记，尚未决定。")
    if asked_on > today():
        raise Refused("提出延续的日期不能晚于今天。", field="asked_on")
    kind = certificate.kind
    certificate.is_renewal_timely = rules.check_renewal_asked(
        asked_on, certificate.valid_until, kind.renewal_days, kind.takes_late
    )
    certificate.renewal_asked_on = asked_on
    done(by, certificate, "ask_renewal", said, Written({"提出延续日期": ("", f"{asked_on}")}))
    return certificate


@transaction.atomic
def renew(by: Actor, certificate_id: int, valid_until: date, said: Said = UNSAID) -> Certificate:
    """Raises Refused for an end that is not later, or a certificate without end."""
    certificate = locked(certificate_id)
    rules.next_state(certificate.state, "renew")
    if certificate.is_unlimited:
        raise Refused("长期有效的证照不需要延续。")
    rules.check_renewed(certificate.valid_until, valid_until)
    changes = {"有效期至": (f"{certificate.valid_until}", f"{valid_until}")}
    certificate.valid_until = valid_until
    certificate.renewal_asked_on, certificate.is_renewal_timely = None, False
    done(by, certificate, "renew", said, Written(changes))
    return certificate


@transaction.atomic
def refuse_renewal(by: Actor, certificate_id: int, said: Said) -> Certificate:
    """The certificate holds until its last day. Raises Refused where nobody asked, or without a reason."""
    certificate = locked(certificate_id)
    rules.next_state(certificate.state, "refuse_renewal")
    if not certificate.renewal_asked_on:
        raise Refused("没有待决定的延续申请。")
    said = replace(said, text=rules.checked_text(said.text))
    certificate.renewal_asked_on, certificate.is_renewal_timely = None, False
    done(by, certificate, "refuse_renewal", said)
    return certificate


def expire_due() -> int:
    """Regular job: what is past its last day is expired or, with a timely request, deemed renewed."""
    day = today()
    due = list(Certificate.objects.ended_before(day).values_list("pk", flat=True)[:BATCH])
    return sum(_expired(pk, day) for pk in due)


@transaction.atomic
def _expired(pk: int, day: date) -> int:
    certificate = locked(pk)
    state = rules.state_on(day, certificate.state, certificate.valid_until, certificate.is_renewal_timely)
    if state == certificate.state:
        return 0
    deed = "deem" if state == rules.DEEMED else "expire"
    text = "延续申请按时提出，届满未作决定（行政许可法第50条）" if state == rules.DEEMED else "有效期届满"
    done(SYSTEM, certificate, deed, Said(text), Written(state=state))
    return 1


@transaction.atomic
def remind() -> int:
    """Regular job: holder and keepers hear once that a certificate ends within sixty days."""
    day = today()
    new = Certificate.objects.ending(day, shifted(day, days=rules.REMINDED_DAYS)).unreminded()
    locked_ones = new.select_for_update(of=("self",)).select_related("unit", "kind")
    reminded = list(locked_ones.order_by("pk")[:BATCH])
    for certificate in reminded:
        _tell_holder(certificate)
        certificate.reminded_for = certificate.valid_until
    Certificate.objects.bulk_update(reminded, ["reminded_for"])
    for unit, count in Counter(certificate.unit for certificate in reminded).items():
        _tell_keepers(unit, count, day)
    if reminded:
        record(SYSTEM, "certificates.certificate_remind", None, count=len(reminded))
    return len(reminded)


def _tell_holder(certificate: Certificate) -> None:
    """By text message where a mobile number was left."""
    phone = holders.opened(certificate).phone
    last = date.fromordinal(certificate.valid_until.toordinal() - certificate.kind.renewal_days)
    body = (
        f"您持有的{certificate.name}（{certificate.number}）将于{certificate.valid_until}到期，"
        f"需要延续的，请在{last}前向{certificate.unit_name}提出申请。"
    )
    key = f"certificates:ending:{certificate.pk}:{certificate.valid_until}"
    try:
        if phone:
            enqueue(Channel.SMS, phone, body=body, key=key)
    except Refused:  # a fixed line takes no messages
        return


def _tell_keepers(unit: Unit, count: int, day: date) -> None:
    posts = Post.objects.in_office(day).carrying(KEEPER).filter(unit=unit).select_related("person")
    for post in posts:
        tell(
            post.person,
            subject=f"有{count}本证照将在{rules.REMINDED_DAYS}日内到期",
            body=f"{unit.name}发出的{count}本证照将在{rules.REMINDED_DAYS}日内到期，持证人留有手机号的已发短信提醒。",
            link="/office/certificates/?ending=60",
            key=f"certificates:ending:{unit.pk}:{post.person_id}:{day}",
        )

"""How is a certificate changed, suspended, restored, checked, and how does it end?"""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.certificates import holders, rules
from yiwang.subsystems.approvals.certificates.actions.deeds import Said, Written, done, locked
from yiwang.subsystems.approvals.certificates.holders import Holder
from yiwang.subsystems.approvals.certificates.models import Certificate, Event

SEALED = ("", "已变更，内容加密保存")


@dataclass(frozen=True)
class Change:
    """What a changed certificate says; None leaves it as it was."""

    holder_name: str | None = None
    representative: str | None = None
    address: str | None = None
    content: str | None = None


@transaction.atomic
def change(by: Actor, certificate_id: int, wanted: Change, said: Said) -> Certificate:
    """Raises Refused where nothing would change, or the certificate is not in force."""
    certificate = locked(certificate_id)
    rules.next_state(certificate.state, "change")
    said = _reasoned("change", said)
    held = holders.opened(certificate)
    after = holders.checked(_with(held, wanted))
    content = (wanted.content or certificate.content).replace("\x00", "").strip()[: rules.CONTENT_LENGTH]
    changes = _differences(held, after)
    if content != certificate.content:
        changes["许可内容"] = (certificate.content, content)
    if not changes:
        raise Refused("没有变更任何内容。")
    for column, value in holders.columns(after).items():
        setattr(certificate, column, value)
    certificate.content = content
    done(by, certificate, "change", said, Written(changes))
    return certificate


@transaction.atomic
def suspend(by: Actor, certificate_id: int, said: Said, until: date | None = None) -> Certificate:
    """暂扣 (行政处罚法 art. 9 item 3)."""
    certificate = locked(certificate_id)
    rules.next_state(certificate.state, "suspend")
    if until and until < today():
        raise Refused("暂扣的截止日期已经过去。", field="until")
    certificate.suspended_until = until
    done(by, certificate, "suspend", _reasoned("suspend", said))
    return certificate


@transaction.atomic
def restore(by: Actor, certificate_id: int, said: Said) -> Certificate:
    """Back to the state before the suspension; one whose last day is over meanwhile is expired."""
    certificate = locked(certificate_id)
    rules.next_state(certificate.state, "restore")
    suspension = Event.objects.filter(certificate=certificate, deed="suspend").first()
    before = suspension.state_before if suspension else rules.VALID
    state = rules.state_on(today(), before, certificate.valid_until, certificate.is_renewal_timely)
    certificate.suspended_until = None
    done(by, certificate, "restore", _reasoned("restore", said), Written(state=state))
    return certificate


@transaction.atomic
def revoke(by: Actor, certificate_id: int, said: Said) -> Certificate:
    """吊销: a penalty; raises Refused without the number of the decision."""
    if not said.decision_number.strip():
        raise Refused("请填写行政处罚决定书文号。", field="decision_number")
    return _ended(by, certificate_id, "revoke", said)


@transaction.atomic
def annul(by: Actor, certificate_id: int, said: Said) -> Certificate:
    """撤销 on one of the grounds of 行政许可法 art. 69."""
    return _ended(by, certificate_id, "annul", said)


@transaction.atomic
def cancel(by: Actor, certificate_id: int, said: Said) -> Certificate:
    """注销 on one of the grounds of 行政许可法 art. 70."""
    return _ended(by, certificate_id, "cancel", said)


@transaction.atomic
def annual_check(by: Actor, certificate_id: int, year: int, result: str, said: Said) -> Certificate:
    """Raises Refused for a kind without yearly checks, a year to come, or one that was checked already."""
    certificate = locked(certificate_id)
    rules.next_state(certificate.state, "annual_check")
    if not certificate.kind.has_checks:
        raise Refused(f"{certificate.kind.name}不需要年检。")
    if result not in rules.CHECK_RESULTS:
        raise Refused("请选择年检结果。", field="result")
    if not certificate.issued_on.year <= year <= today().year:
        raise Refused("年检年度应在发证年度至今年之间。", field="year")
    if certificate.checked_for is not None and year <= certificate.checked_for:
        raise Refused(f"{certificate.checked_for}年度已经年检。", field="year")
    certificate.checked_for = year
    changes = {"年检年度": ("", f"{year}"), "年检结果": ("", rules.CHECK_RESULTS[result])}
    done(by, certificate, "annual_check", said, Written(changes))
    return certificate


@transaction.atomic
def read_holder(by: Actor, certificate_id: int, why: str) -> Holder:
    """The holder in full, for the certificate's paper or for asking back; who looked stands in the record."""
    certificate = locked(certificate_id)
    holder = holders.opened(certificate)
    record(by, "certificates.holder_read", certificate, reason=why)
    return holder


def _ended(by: Actor, certificate_id: int, deed: str, said: Said) -> Certificate:
    certificate = locked(certificate_id)
    rules.next_state(certificate.state, deed)
    certificate.renewal_asked_on, certificate.is_renewal_timely = None, False
    certificate.suspended_until = None
    done(by, certificate, deed, _reasoned(deed, said))
    return certificate


def _reasoned(deed: str, said: Said) -> Said:
    return replace(said, text=rules.checked_ground(deed, said.ground, said.text))


def _with(held: Holder, wanted: Change) -> Holder:
    given = {
        "name": wanted.holder_name,
        "representative": wanted.representative,
        "address": wanted.address,
    }
    return replace(held, **{field: value for field, value in given.items() if value is not None})


def _differences(before: Holder, after: Holder) -> dict[str, tuple[str, str]]:
    """By label what differs; of what is kept sealed only that it differs."""
    changes = {}
    if before.name != after.name:
        changes["持证人"] = (before.name, after.name)
    if before.representative != after.representative:
        changes["法定代表人（负责人）"] = (before.representative, after.representative)
    if before.address != after.address:
        changes["地址"] = SEALED
    return changes

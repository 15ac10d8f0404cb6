"""How does a granted licence become public within seven working days, and how is it kept back or taken down?

自作出行政决定之日起7个工作日内 (credit.md §1). Records are published by a regular job after a pause in which
the unit may look at them; one that breaks a rule of the data standard waits for people.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction

from yiwang import environment
from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines.actions import Subject
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.organizations import masking
from yiwang.subsystems.approvals.applications import messages
from yiwang.subsystems.approvals.applications.models import Application, Publicity
from yiwang.subsystems.approvals.applications.publicity import rules

CLOCK = "approvals.publicity"
HOLD_HOURS = environment.number("YIWANG_PUBLICITY_HOLD_HOURS", 24)
"""How long a unit may look at a record before it is published by itself."""
BATCH = 200
State = Publicity.State


def owe(application: Application, fields: dict[str, str], ground: str = "") -> Publicity:
    """Part of the transaction that decides; with a ``ground`` of rules.GROUNDS it stays exempt."""
    publicity, _ = Publicity.objects.update_or_create(
        application=application,
        defaults={
            "unit": application.case.unit,
            "record": fields,
            "decided_on": today(),
            "owed_at": now(),
            "state": State.EXEMPT if ground else State.DUE,
            "ground": ground,
            "reason": rules.GROUNDS.get(ground, ""),
            "is_timed": not ground,
        },
    )
    if not ground and not start_clock(publicity):
        publicity.is_timed = False
        publicity.save(update_fields=["is_timed"])
    return publicity


def recall(application: Application) -> None:
    """Part of the transaction that undoes a decision: there is nothing to publish any more."""
    publicity = Publicity.objects.select_for_update(of=("self",)).filter(application=application).first()
    if publicity is None:
        return
    if publicity.state == State.PUBLISHED:
        raise Refused("许可结果已经公示，请先撤下公示，再撤回决定。")
    publicity.state, publicity.ground, publicity.reason = State.EXEMPT, "recalled", "决定已撤回重办"
    publicity.save(update_fields=["state", "ground", "reason"])
    clock = Clock.objects.open().of(CLOCK, str(publicity.pk)).first()
    if clock:
        deadlines.cancel(clock, SYSTEM.person, publicity.reason)


def name_certificate(application: Application, number: str, ends_on: str = "") -> None:
    """Part of the transaction that issues a certificate: its number belongs into the record."""
    publicity = (
        Publicity.objects.due().select_for_update(of=("self",)).filter(application=application).first()
    )
    if publicity:
        publicity.record |= {"XK_XKBH": number} | ({"XK_YXQZI": ends_on} if ends_on else {})
        publicity.save(update_fields=["record"])


def start_clock(publicity: Publicity) -> bool:
    """Whether it runs: not while a year's calendar has not been published."""
    subject = Subject(CLOCK, str(publicity.pk), unit_id=publicity.unit_id, item="结果公示")
    try:
        deadlines.start(subject, rules.LIMITS, SYSTEM.person, at=publicity.owed_at)
    except Refused:
        return False
    return True


def start_untimed() -> int:
    """The regular job: clocks that waited for the calendar of a year; how many now run."""
    waiting = Publicity.objects.due().filter(is_timed=False)
    return sum(_started_late(pk) for pk in list(waiting.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _started_late(publicity_id: int) -> bool:
    found = Publicity.objects.due().select_for_update(of=("self",)).filter(pk=publicity_id, is_timed=False)
    publicity = found.first()
    if publicity is None or not start_clock(publicity):
        return False
    publicity.is_timed = True
    publicity.save(update_fields=["is_timed"])
    return True


def publish_due() -> int:
    """The regular job: what was looked at long enough and breaks no rule; how many."""
    before = shifted(now(), hours=-HOLD_HOURS)
    due = Publicity.objects.due().filter(owed_at__lte=before).values_list("pk", flat=True)
    return sum(_published(pk) for pk in list(due[:BATCH]))


def _published(publicity_id: int) -> bool:
    try:
        publish(SYSTEM, publicity_id)
    except Refused:
        return False
    return True


@transaction.atomic
def publish(by: Actor, publicity_id: int) -> Publicity:
    """Send it outside now. Raises Refused naming every rule of the data standard that it breaks."""
    publicity = _locked(publicity_id)
    if publicity.state != State.DUE:
        raise Refused(f"这条许可信息{publicity.get_state_display()}，不能再公示。")
    faults = rules.faults(publicity.record, today())
    if faults:
        raise Refused("不符合“双公示”数据标准，不能公示：" + "".join(faults))
    publicity.state, publicity.published_at = State.PUBLISHED, now()
    _send(by, publicity)
    publicity.save(update_fields=["state", "published_at", "version"])
    _stop_clock(by, publicity)
    record(by, "approvals.publicity_publish", publicity, number=publicity.record.get("XK_WSH", ""))
    return publicity


@transaction.atomic
def correct(by: Actor, publicity_id: int, fields: Mapping[str, str]) -> Publicity:
    """Put right what the register said wrongly, of rules.CORRECTABLE, before it is published."""
    publicity = _locked(publicity_id)
    if publicity.state != State.DUE:
        raise Refused(f"这条许可信息{publicity.get_state_display()}，不能再更正。")
    given = {code: value.strip() for code, value in fields.items() if code in rules.CORRECTABLE}
    if code := given.get("XK_XDR_SHXYM"):
        given["XK_XDR_SHXYM"] = _credit_code(code)
    changed = {code: value for code, value in given.items() if publicity.record.get(code, "") != value}
    publicity.record = {code: value for code, value in {**publicity.record, **given}.items() if value}
    publicity.save(update_fields=["record"])
    record(by, "approvals.publicity_correct", publicity, fields=sorted(changed))
    return publicity


def _credit_code(code: str) -> str:
    try:
        return identifiers.check(identifiers.CREDIT, code)
    except Refused as refused:
        raise Refused(refused.sentence, field="XK_XDR_SHXYM") from None


@transaction.atomic
def exempt(by: Actor, publicity_id: int, ground: str, reason: str) -> Publicity:
    """Keep it back. Raises Refused for an unknown ground, without reason, and once it is public."""
    publicity = _locked(publicity_id)
    if publicity.state != State.DUE:
        raise Refused(f"这条许可信息{publicity.get_state_display()}，不能改为不予公示。")
    if ground not in rules.CHOSEN_GROUNDS:
        raise Refused("请选择不予公示的情形。", field="ground")
    publicity.state, publicity.ground = State.EXEMPT, ground
    publicity.reason = _given(reason, "请写明不予公示的理由。")
    publicity.save(update_fields=["state", "ground", "reason"])
    _stop_clock(by, publicity)
    record(by, "approvals.publicity_exempt", publicity, ground=ground, reason=publicity.reason)
    return publicity


@transaction.atomic
def take_down(by: Actor, publicity_id: int, reason: str) -> Publicity:
    """Withdraw what is public, with the reason that everybody reads (credit.md §2: within three days)."""
    publicity = _locked(publicity_id)
    if publicity.state != State.PUBLISHED:
        raise Refused(f"这条许可信息{publicity.get_state_display()}，不需要撤下。")
    publicity.state, publicity.ground = State.WITHDRAWN, "withdrawn"
    publicity.reason = _given(reason, "请写明撤下的理由。")
    publicity.record = {**publicity.record, "XK_ZT": rules.INVALID}
    _send(by, publicity)
    publicity.save(update_fields=["state", "ground", "reason", "record", "version"])
    record(by, "approvals.publicity_withdraw", publicity, reason=publicity.reason)
    return publicity


def tell_all_again() -> int:
    """For an outer zone that was set up anew: every result that it was ever told, many to a transaction; how
    many. Raises Refused where that zone is unknown.
    """
    told = Publicity.objects.filter(version__gt=0).order_by("pk").values_list("pk", flat=True)
    number = last = 0
    while ids := list(told.filter(pk__gt=last)[:BATCH]):
        _tell_again(ids)
        number, last = number + len(ids), ids[-1]
    return number


@transaction.atomic
def _tell_again(ids: Sequence[int]) -> None:
    for pk in ids:
        publicity = _locked(pk)
        _send(SYSTEM, publicity)
        publicity.save(update_fields=["version"])


def _send(by: Actor, publicity: Publicity) -> None:
    publicity.version += 1
    is_shown = publicity.state == State.PUBLISHED
    fields = rules.shown(publicity.record, masked_name(publicity))
    body = messages.Result(
        uid=publicity.uid,
        version=publicity.version,
        state="published" if is_shown else "withdrawn",
        item=publicity.application.edition.elements.name,
        item_code=publicity.application.edition.elements.code,
        unit=publicity.record.get("XK_XKJG", ""),
        decided_on=publicity.decided_on,
        fields=fields if is_shown else {},
        reason=publicity.reason if not is_shown else "",
    ).model_dump(mode="json")
    subject = f"许可结果公示 {publicity.record.get('XK_WSH', '')}"
    send(by, Side(), Outline(messages.RESULT, subject, [addressing.of_zone("outer")], body=body))


def masked_name(publicity: Publicity) -> str:
    return masking.name(publicity.record.get("XK_XDR_MC", ""))


def _stop_clock(by: Actor, publicity: Publicity) -> None:
    clock = Clock.objects.open().of(CLOCK, str(publicity.pk)).first()
    if clock:
        deadlines.stop(clock, by.person)


def _locked(publicity_id: int) -> Publicity:
    rows = Publicity.objects.select_for_update(of=("self",)).select_related("application__edition")
    found = rows.filter(pk=publicity_id).first()
    if found is None:
        raise Refused("没有这条许可信息。")
    return found


def _given(text: str, sentence: str) -> str:
    given = text.replace("\x00", "").strip()
    if len(given) < 2:
        raise Refused(sentence, field="reason")
    return given[:500]

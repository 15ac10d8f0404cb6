"""Who hears of an order, of its feedback, and that time runs out?"""

from collections.abc import Iterable

from yiwang.kernel.cases.reminding import people_to_act
from yiwang.kernel.deadlines.due import in_words
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.watchers import Happening
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person
from yiwang.subsystems.supervision.orders import rules, timing
from yiwang.subsystems.supervision.orders.mandates import responders
from yiwang.subsystems.supervision.orders.models import Complaint, Duty, Order

CHANNELS = ("site", "email", "sms")


def address_of(order: Order) -> str:
    return f"/office/supervision/orders/{order.pk}/"


def tell_unit(duty: Duty, what: str, body: str, key: str) -> None:
    """Everybody who may answer for the unit. Reads ``duty.order.case``."""
    _tell(responders(duty.unit_id), f"{what}：{duty.order.case.number}", body, address_of(duty.order), key)


def tell_issuer(order: Order, what: str, body: str, key: str) -> None:
    handler = order.case.handler
    if handler:
        _tell([handler], f"{what}：{order.case.number}", body, address_of(order), key)


def tell_handlers(complaint: Complaint, what: str, key: str) -> None:
    """Without a word of who complained, or of whom."""
    case = complaint.case
    link = f"/office/supervision/complaints/{complaint.pk}/"
    _tell(people_to_act(case), f"{what}：{case.number}", f"投诉类型：{complaint.about}", link, key)


def warn_of_duty(clock: Clock, happening: Happening) -> None:
    """A watcher: the unit hears it, and once it is late whoever gave the order."""
    found = Duty.objects.open().select_related("order__case__handler", "unit")
    duty = found.filter(pk=clock.subject_key).first()
    if duty is None:
        return
    is_late = happening == "breached"
    what = "督办已超过办理期限" if is_late else "督办即将到办理期限"
    last = timing.last_day(clock)
    body = f"{duty.order.case.title}\n" + (
        f"最后一日：{in_words(f'{last:%Y年%m月%d日}', clock)}" if last else ""
    )
    key = f"supervision.order:{clock.pk}:{happening}:{clock.due_at}"
    tell_unit(duty, what, body, key)
    if is_late:
        tell_issuer(duty.order, f"{duty.unit.called}{what}", body, key)


def warn_of_complaint(clock: Clock, happening: Happening) -> None:
    """A watcher: whoever has to decide whether it is accepted."""
    found = Complaint.objects.open().select_related("case__unit", "case__handler")
    complaint = found.filter(pk=clock.subject_key).first()
    if complaint is None:
        return
    what = "投诉已超过受理期限" if happening == "breached" else "投诉即将到受理期限"
    tell_handlers(complaint, what, f"supervision.complaint:{clock.pk}:{happening}:{clock.due_at}")


def _tell(people: Iterable[Person], subject: str, body: str, link: str, key: str) -> None:
    for person in sorted(people, key=lambda each: each.pk):
        tell(person, subject=subject, body=body, link=link, channels=CHANNELS, key=key)


def about_duties(keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Title and page of the order that each duty belongs to."""
    found = Duty.objects.filter(pk__in=list(keys)).select_related("order__case", "unit")
    return {
        str(duty.pk): (
            f"{duty.order.case.number} {duty.order.case.title}（{duty.unit.called}{duty.part}）",
            address_of(duty.order),
        )
        for duty in found
    }


def about_complaints(keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    found = Complaint.objects.filter(pk__in=list(keys)).select_related("case")
    return {
        str(one.pk): (
            f"{rules.COMPLAINT_LABEL} {one.case.number}（{one.about}）",
            f"/office/supervision/complaints/{one.pk}/",
        )
        for one in found
    }

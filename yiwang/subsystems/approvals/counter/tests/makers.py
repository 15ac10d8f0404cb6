"""A hall with services and windows, clerks at them, and people who wait."""

from typing import Any

from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit
from yiwang.subsystems.approvals.counter import rules
from yiwang.subsystems.approvals.counter.actions import calling, halls, queueing
from yiwang.subsystems.approvals.counter.models import Hall, Service, Ticket, Window

SLOTS = "09:00-10:00 2\n14:00-15:00 1"


def make_hall(**changes: Any) -> Hall:
    unit = changes.pop("unit", None) or make_unit(name="云泽市政务服务中心")
    said = {"name": "市政务服务中心", "address": "望湖路8号", "hours": "工作日", "is_open": True}
    code = changes.pop("code", "center")
    return halls.open_hall(SYSTEM, unit, code, {**said, **changes})


def make_service(hall: Hall, letter: str = "A", **changes: Any) -> Service:
    said = {
        "letter": letter,
        "name": f"{letter}类业务",
        "covers": "",
        "themes": [],
        "units": [],
        "slots": "",
        "days_ahead": 7,
        "is_open": True,
    }
    return halls.put_service(SYSTEM, hall.pk, {**said, **changes})


def make_window(hall: Hall, *services: Service, number: int = 1, **changes: Any) -> Window:
    said = {"number": number, "name": "", "services": list(services), "is_open": True}
    return halls.put_window(SYSTEM, hall.pk, {**said, **changes})


def make_clerk(**changes: Any) -> Post:
    return make_post(roles=[rules.CLERK], **changes)


def make_manager(hall: Hall) -> Post:
    return make_post(unit=hall.unit, roles=[rules.MANAGER])


def seated(window: Window, clerk: Post | None = None) -> Post:
    """A clerk who sits there."""
    post = clerk or make_clerk()
    calling.sit(actor(post), window.pk)
    return post


def make_ticket(service: Service, priority: str = "") -> Ticket:
    return queueing.take_ticket(PUBLIC, service.pk, rules.KIOSK, priority)

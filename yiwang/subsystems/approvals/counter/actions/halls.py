"""How are halls, services and windows set up? What can be booked is told to the outer side."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.approvals.counter import messages, rules
from yiwang.subsystems.approvals.counter.actions.owing import owe
from yiwang.subsystems.approvals.counter.models import Hall, Service, Window

HALL = ("name", "address", "hours", "is_open")
SERVICE = ("letter", "name", "covers", "themes", "slots", "days_ahead", "is_open")
WINDOW = ("number", "name", "is_open")


@transaction.atomic
def open_hall(by: Actor, unit: Unit, code: str, said: Mapping[str, Any]) -> Hall:
    """Raises Refused for a code that another hall has."""
    if Hall.objects.filter(code=code).exists():
        raise Refused(f"已经有代号为“{code}”的大厅。", field="code")
    hall = Hall.objects.create(unit=unit, code=code, **{name: said[name] for name in HALL})
    served = _serve(hall, said)
    _tell(by, hall)
    record(by, "counter.hall_open", hall, code=hall.code, name=hall.name, delivers_for=served)
    return hall


@transaction.atomic
def change_hall(by: Actor, hall_id: int, said: Mapping[str, Any]) -> Hall:
    hall = _locked(hall_id)
    for name in HALL:
        setattr(hall, name, said[name])
    hall.save(update_fields=HALL)
    served = _serve(hall, said)
    _tell(by, hall)
    record(by, "counter.hall_change", hall, name=hall.name, is_open=hall.is_open, delivers_for=served)
    return hall


def _serve(hall: Hall, said: Mapping[str, Any]) -> list[str]:
    """Whose results are handed over here; the names, for the record."""
    hall.delivers_for.set(said.get("delivers_for", ()))
    return [unit.name for unit in hall.delivers_for.order_by("path")]


@transaction.atomic
def put_service(by: Actor, hall_id: int, said: Mapping[str, Any], service_id: int | None = None) -> Service:
    """A new service or a change of one. Raises Refused for a letter taken and for slots without sense."""
    hall = _locked(hall_id)
    letter = rules.check_letter(said["letter"])
    rules.read_slots(said["slots"])
    if hall.services.filter(letter=letter).exclude(pk=service_id or 0).exists():
        raise Refused(f"代号{letter}已经用于本大厅的其他业务。", field="letter")
    service = Service.objects.get(pk=service_id, hall=hall) if service_id else Service(hall=hall)
    if service.pk and service.letter != letter and service.tickets.exists():
        raise Refused("这项业务已经发过号，代号不能再改。", field="letter")
    for name in SERVICE:
        setattr(service, name, letter if name == "letter" else said[name])
    service.save()
    service.units.set(said["units"])
    _tell(by, hall)
    record(by, "counter.service_put", service, hall=hall.code, letter=letter, name=service.name)
    return service


@transaction.atomic
def put_window(by: Actor, hall_id: int, said: Mapping[str, Any], window_id: int | None = None) -> Window:
    """A new window or a change of one. Raises Refused for a number taken, and to close a staffed one."""
    hall = _locked(hall_id)
    if hall.windows.filter(number=said["number"]).exclude(pk=window_id or 0).exists():
        raise Refused(f"本大厅已经有{said['number']}号窗口。", field="number")
    found = hall.windows.select_for_update(of=("self",)).filter(pk=window_id or 0).first()
    window = found or Window(hall=hall)
    if window.clerk_id and not said["is_open"]:
        raise Refused("窗口有人在岗，请先请其离岗再停用。", field="is_open")
    for name in WINDOW:
        setattr(window, name, said[name])
    window.save()
    window.services.set(said["services"])
    record(by, "counter.window_put", window, hall=hall.code, number=window.number)
    return window


def _tell(by: Actor, hall: Hall) -> None:
    hall.version += 1
    hall.save(update_fields=["version"])
    services = [
        messages.HallService(
            letter=service.letter,
            name=service.name,
            covers=service.covers,
            slots=service.slots,
            days_ahead=service.days_ahead,
            is_open=service.is_open,
        )
        for service in hall.services.all()
    ]
    body = messages.Hall(
        code=hall.code,
        version=hall.version,
        name=hall.name,
        address=hall.address,
        hours=hall.hours,
        is_open=hall.is_open,
        services=services,
    )
    owe(by, "outer", messages.HALL, f"大厅预约安排 {hall.name}", body)


def tell_all_again() -> int:
    """For an outer zone that was set up anew: every hall that it was ever told; how many."""
    return sum(
        _told_again(pk) for pk in list(Hall.objects.filter(version__gt=0).values_list("pk", flat=True))
    )


@transaction.atomic
def _told_again(hall_id: int) -> int:
    _tell(SYSTEM, _locked(hall_id))
    return 1


def _locked(hall_id: int) -> Hall:
    return Hall.objects.select_for_update(of=("self",)).get(pk=hall_id)

"""What does a clerk at a window do with the queue?"""

from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.counter import rules
from yiwang.subsystems.approvals.counter.models import Call, Service, Ticket, Window
from yiwang.subsystems.approvals.counter.rules import Queued


@transaction.atomic
def sit(by: Actor, window_id: int) -> Window:
    """Take the window. Raises Refused where somebody else sits there or it is closed."""
    window = _locked(window_id)
    if not window.is_open or not window.hall.is_open:
        raise Refused(f"{window.label}没有启用。")
    if window.clerk_id and window.clerk_id != by.person_id:
        raise Refused(f"{window.clerk.name}正在{window.label}，请先请其离岗。")  # type: ignore[union-attr]
    own = Window.objects.select_for_update(of=("self",)).filter(clerk=by.person_id).exclude(pk=window.pk)
    for other in own:
        _check_free(other)
        _vacate(other)
    if window.clerk_id is None:
        window.clerk_id, window.sat_at = by.person_id, now()
    window.is_paused = False
    window.save(update_fields=["clerk", "sat_at", "is_paused"])
    record(by, "counter.window_sit", window, hall=window.hall.code, number=window.number)
    return window


@transaction.atomic
def leave(by: Actor, window_id: int) -> Window:
    """Raises Refused while somebody is being served there."""
    window = _own(by, window_id)
    _check_free(window)
    _vacate(window)
    record(by, "counter.window_leave", window, hall=window.hall.code, number=window.number)
    return window


@transaction.atomic
def free(by: Actor, window_id: int) -> Window:
    """A manager frees a window whose clerk is gone; whoever was being served counts as served."""
    window = _locked(window_id)
    if window.clerk_id is None:
        raise Refused(f"{window.label}没有人在岗。")
    ticket = window.tickets.at_window().select_for_update(of=("self",)).first()
    if ticket:
        _end(ticket, rules.DONE)
    _vacate(window)
    record(by, "counter.window_free", window, hall=window.hall.code, number=window.number)
    return window


@transaction.atomic
def pause(by: Actor, window_id: int, *, is_paused: bool) -> Window:
    """Shown on the screen; nobody is called meanwhile."""
    window = _own(by, window_id)
    window.is_paused = is_paused
    window.save(update_fields=["is_paused"])
    record(by, "counter.window_pause", window, hall=window.hall.code, is_paused=is_paused)
    return window


@transaction.atomic
def call_next(by: Actor, window_id: int) -> Ticket | None:
    """The next number in turn; whoever was being served is finished first. None where nobody waits."""
    window = _own(by, window_id)
    if window.is_paused:
        raise Refused("窗口已暂停服务，请先恢复。")
    _finish_current(window)
    services = [service.pk for service in window.services.all()]
    if not services:
        raise Refused(f"{window.label}还没有设置办理的业务，请联系大厅管理员。")
    ticket = _first(services, window.priority_in_a_row)
    if ticket is None:
        return None
    window.priority_in_a_row = window.priority_in_a_row + 1 if ticket.is_priority else 0
    window.save(update_fields=["priority_in_a_row"])
    return _called(by, window, ticket)


@transaction.atomic
def call(by: Actor, window_id: int, ticket_id: int) -> Ticket:
    """A certain number, out of turn: one that was skipped and came back, or that is sent here."""
    window = _own(by, window_id)
    _finish_current(window)
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket_id, hall=window.hall, day=today())
    if ticket.state == rules.NO_SHOW:
        ticket.ended_at = None
        ticket.state = rules.next_state(ticket.state, "requeue")
    return _called(by, window, ticket)


def _first(services: Sequence[int], priority_in_a_row: int) -> Ticket | None:
    """Ours alone: a row that a colleague is just calling is left out."""
    waiting = Ticket.objects.of_day(today()).waiting().filter(service__in=services)
    heads = list(waiting.in_turn().values_list("pk", "is_priority", "queued_at")[:200])
    others = list(
        waiting.filter(is_priority=False)
        .order_by("queued_at", "pk")
        .values_list("pk", "is_priority", "queued_at")[:20]
    )
    known = {pk: Queued(pk, is_priority, since) for pk, is_priority, since in (*heads, *others)}
    for queued in rules.turn(known.values(), priority_in_a_row):
        ticket = waiting.select_for_update(of=("self",), skip_locked=True).filter(pk=queued.id).first()
        if ticket:
            return ticket
    return None


def _called(by: Actor, window: Window, ticket: Ticket) -> Ticket:
    moment = now()
    ticket.state = rules.next_state(ticket.state, "call")
    ticket.window, ticket.clerk_id = window, by.person_id
    ticket.called_at = moment
    ticket.first_called_at = ticket.first_called_at or moment
    ticket.calls += 1
    ticket.save()
    Call.objects.create(hall=window.hall, ticket=ticket, window=window, at=moment)
    record(by, "counter.ticket_call", ticket, number=ticket.number, window=window.number)
    return ticket


@transaction.atomic
def call_again(by: Actor, ticket_id: int) -> Ticket:
    ticket = _current(by, ticket_id)
    ticket.state = rules.next_state(ticket.state, "call_again")
    ticket.called_at = now()
    ticket.calls += 1
    ticket.save(update_fields=["state", "called_at", "calls"])
    Call.objects.create(
        hall=ticket.hall, ticket=ticket, window=_window(ticket), is_again=True, at=ticket.called_at
    )
    record(by, "counter.ticket_call_again", ticket, number=ticket.number)
    return ticket


@transaction.atomic
def start(by: Actor, ticket_id: int) -> Ticket:
    """The person has come: waiting ends, service begins."""
    ticket = _current(by, ticket_id)
    ticket.state, ticket.started_at = rules.next_state(ticket.state, "start"), now()
    ticket.save(update_fields=["state", "started_at"])
    record(by, "counter.ticket_start", ticket, number=ticket.number)
    return ticket


@transaction.atomic
def finish(by: Actor, ticket_id: int) -> Ticket:
    ticket = _current(by, ticket_id)
    rules.next_state(ticket.state, "finish")
    _end(ticket, rules.DONE)
    record(by, "counter.ticket_finish", ticket, number=ticket.number)
    return ticket


@transaction.atomic
def skip(by: Actor, ticket_id: int) -> Ticket:
    """Nobody came."""
    ticket = _current(by, ticket_id)
    _end(ticket, rules.next_state(ticket.state, "skip"))
    record(by, "counter.ticket_skip", ticket, number=ticket.number)
    return ticket


@transaction.atomic
def requeue(by: Actor, ticket_id: int) -> Ticket:
    """Somebody whose number was called in vain queues again, behind those who wait now."""
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("hall").get(pk=ticket_id)
    if ticket.day != today():
        raise Refused("不是今天的号，请重新取号。")
    ticket.state, ticket.ended_at = rules.next_state(ticket.state, "requeue"), None
    ticket.queued_at, ticket.window, ticket.is_priority = now(), None, False
    ticket.save(update_fields=["state", "ended_at", "queued_at", "window", "is_priority"])
    record(by, "counter.ticket_requeue", ticket, number=ticket.number)
    return ticket


@transaction.atomic
def transfer(by: Actor, ticket_id: int, service_id: int) -> Ticket:
    """To another service of the hall, before those who wait there: the person has waited once."""
    ticket = _current(by, ticket_id)
    service = Service.objects.filter(pk=service_id, hall=ticket.hall, is_open=True).first()
    if service is None or service.pk == ticket.service_id:
        raise Refused("请选择要转往的其他业务。", field="service")
    ticket.state = rules.next_state(ticket.state, "transfer")
    ticket.service, ticket.is_priority, ticket.queued_at = service, True, now()
    ticket.window, ticket.started_at = None, None
    ticket.transfers += 1
    ticket.save()
    record(by, "counter.ticket_transfer", ticket, number=ticket.number, service=service.letter)
    return ticket


def _end(ticket: Ticket, state: str) -> None:
    ticket.state, ticket.ended_at = state, now()
    ticket.save(update_fields=["state", "ended_at"])


def _finish_current(window: Window) -> None:
    current = window.tickets.at_window().select_for_update(of=("self",)).first()
    if current is None:
        return
    if current.state == rules.CALLED:
        raise Refused(f"{current.number}号已叫到{window.label}，请先开始办理、过号或者办完。")
    _end(current, rules.DONE)


def _current(by: Actor, ticket_id: int) -> Ticket:
    """The ticket at the clerk's own window, locked."""
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("hall").get(pk=ticket_id)
    if ticket.window is None or ticket.window.clerk_id != by.person_id:
        raise Refused(f"{ticket.number}号不在您的窗口，请刷新页面。")
    return ticket


def _window(ticket: Ticket) -> Window:
    if ticket.window is None:
        raise Refused(f"{ticket.number}号不在窗口。")
    return ticket.window


def _own(by: Actor, window_id: int) -> Window:
    window = _locked(window_id)
    if window.clerk_id is None or window.clerk_id != by.person_id:
        raise Refused(f"您不在{window.label}，请先上岗。")
    return window


def _locked(window_id: int) -> Window:
    """Without its clerk joined: who sits there is read only once the row is ours."""
    held = Window.objects.select_for_update(of=("self",)).select_related("hall")
    return held.get(pk=window_id)


def _check_free(window: Window) -> None:
    current = window.tickets.at_window().first()
    if current:
        raise Refused(f"{window.label}正在办理{current.number}号，请先办完或者转办。")


def _vacate(window: Window) -> None:
    window.clerk, window.sat_at, window.is_paused = None, None, False
    window.save(update_fields=["clerk", "sat_at", "is_paused"])

"""Outer side: what becomes of what the inner zone tells of organs?"""

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import newer
from yiwang.subsystems.disclosure.requests import messages
from yiwang.subsystems.disclosure.requests.models import OpenDesk


def take_desk(taken: Taken) -> None:
    said: messages.DeskTold = taken.body
    desk = newer(taken, OpenDesk.objects.all(), {"code": said.code})
    if desk is None:
        return
    for name, value in said.model_dump(mode="json").items():
        setattr(desk, name, value)
    desk.save()
    record(SYSTEM, "disclosure.desk_take", desk, sequence=said.sequence, is_open=said.is_open)

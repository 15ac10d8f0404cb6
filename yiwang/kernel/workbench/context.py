"""What does the frame of every workbench page show?"""

from functools import cached_property
from typing import Any

from yiwang.kernel.notifications.queries import unread_count
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.workbench.menu import Section, menu_for


class Frame:
    """Asked for only by pages that draw the frame: nothing is queried before."""

    def __init__(self, request: OfficeRequest) -> None:
        self.request = request

    @cached_property
    def menu(self) -> tuple[Section, ...]:
        return menu_for(self.request.post, self.request) if self.request.post else ()

    @cached_property
    def unread(self) -> int:
        return unread_count(self.request.user) if self.request.user.is_authenticated else 0


def frame(request: OfficeRequest) -> dict[str, Any]:
    return {"frame": Frame(request)}

"""Who may open the pages of orders?"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

from yiwang.kernel.cases.standing import require_any
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.supervision.watching.rules import LEAD, READ, RESPOND

View = Callable[..., HttpResponse]


def reader(view: View) -> View:
    """Whoever supervises, gives orders, or answers them for a unit."""

    @wraps(view)
    def entitled(request: OfficeRequest, *args: Any, **options: Any) -> HttpResponse:
        require_any(request.post, (READ, LEAD, RESPOND))
        return view(request, *args, **options)

    return office(entitled)

"""What waits for the official who is signed in, and what is done with many at once?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.cases import actions, queries, rules
from yiwang.kernel.cases.actions import Result
from yiwang.kernel.cases.forms.deeds import outcomes_of
from yiwang.kernel.cases.office.batches import ids_of
from yiwang.kernel.cases.queries import Row
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Post

TABS = {
    "": "待办",
    "waiting": "等待补正和特别程序",
    "questions": "征求意见",
    "extensions": "延期申请",
    "done": "已办",
}
EMPTY = {
    "": "现在没有待办的事项。",
    "waiting": "没有等待申请人补正或特别程序的办件。",
    "questions": "没有需要您所在单位答复的征求意见。",
    "extensions": "没有等待您批准的延期申请。",
    "done": "您还没有办理过办件。",
}


@dataclass(frozen=True)
class Batch:
    """``label`` of each outcome that at least one of the listed steps has."""

    outcomes: dict[str, str]

    @property
    def is_offered(self) -> bool:
        return bool(self.outcomes)


@require_safe
@office(rules.READ)
def todos(request: OfficeRequest) -> HttpResponse:
    """By urgency; a page of them, for the rest comes up as these are done."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    return render(request, "cases/todos.html", _context(request.post, tab))


@require_POST
@office(rules.HANDLE)
def batch(request: OfficeRequest) -> HttpResponse:
    """Each ticked step on its own; the page then says of each what came of it."""
    ids = ids_of(request, "step")
    deed = request.POST.get("deed", "")
    opinion = request.POST.get("opinion", "")
    if not ids:
        messages.error(request, "请先勾选要办理的事项。")
        return redirect("cases:todos")
    try:
        results = _done(request, deed, ids, opinion)
    except Refused as refused:
        context = _context(request.post, "") | {
            "refusal": refused.sentence,
            "ticked": ids,
            "opinion": opinion,
        }
        return render(request, "cases/todos.html", context | {"chosen": deed}, status=422)
    return render(request, "cases/batch.html", {"results": results, "back": "cases:todos"})


def _context(post: Post, tab: str) -> dict[str, Any]:
    context: dict[str, Any] = {"tab": tab, "tabs": TABS.items(), "empty": EMPTY[tab], "most": queries.SIZE}
    read = READ[tab]
    found = read(post, queries.SIZE + 1)
    context |= {"rows": found[: queries.SIZE], "has_more": len(found) > queries.SIZE}
    if tab == "":
        context["batch"] = _batch(context["rows"])
    return context


READ: dict[str, Callable[[Post, int], list[Any]]] = {
    "": queries.todos,
    "waiting": lambda post, most: queries.todos(post, most, is_waiting=True),
    "questions": queries.consultations_for,
    "extensions": queries.extensions_for,
    "done": queries.done_by,
}


def _batch(rows: list[Row]) -> Batch:
    """Delivery says how and to whom, so it is done one by one."""
    found: dict[str, str] = {}
    for row in rows:
        if row.step and row.step.stage != "deliver":
            found |= outcomes_of(row.step)
    return Batch(found)


def _done(request: OfficeRequest, deed: str, ids: list[int], opinion: str) -> list[Result]:
    if deed == "take":
        return actions.take_many(request.actor, ids)
    if not deed.startswith("outcome-"):
        raise Refused("请选择批量办理的结果。")
    return actions.finish_many(request.actor, ids, deed.removeprefix("outcome-"), opinion)

"""What does the workbench show of files that were quarantined?"""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.files import actions
from yiwang.kernel.files.forms import DecisionForm
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.rules import QUARANTINE_MANAGE
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Person

PAGE = 20
_DECISIONS = {"release": (actions.release, "已放行"), "remove": (actions.remove, "已删除")}


@dataclass(frozen=True)
class Held:
    """A quarantined file and who handed it in."""

    stored: StoredFile
    receiver: str


@dataclass(frozen=True)
class HeldPage:
    rows: list[Held]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


@office(QUARANTINE_MANAGE)
@require_safe
def quarantine(request: OfficeRequest) -> HttpResponse:
    given = request.GET.get("page", "1")
    number = max(1, int(given)) if given.isdecimal() and len(given) < 5 else 1
    return render(request, "files/quarantine.html", {"page": _page(number)})


def _page(number: int) -> HeldPage:
    start = (number - 1) * PAGE
    found = list(StoredFile.objects.quarantined().order_by("-received_at")[start : start + PAGE + 1])
    people = Person.objects.in_bulk({stored.receiver_id for stored in found if stored.receiver_id})
    rows = [
        Held(stored, people[stored.receiver_id].name if stored.receiver_id in people else "公众或系统")
        for stored in found[:PAGE]
    ]
    return HeldPage(rows, number, has_next=len(found) > PAGE)


@office(QUARANTINE_MANAGE)
def decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """Release or delete one quarantined file, with the reason."""
    stored = get_object_or_404(StoredFile.objects.quarantined(), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decision, done = _DECISIONS[form.cleaned_data["decision"]]
        try:
            decision(request.actor, stored, form.cleaned_data["reason"])
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"{done}“{stored.name}”。")
            return redirect("files:quarantine")
    return render(request, "files/decide.html", {"stored": stored, "form": form})

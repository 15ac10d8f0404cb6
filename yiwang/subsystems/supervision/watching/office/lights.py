"""Which matters are near their end, late, or in time: the list of lights?"""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines import subjects
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import day_of, now, shifted
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.supervision.watching import lights, rules, sight
from yiwang.subsystems.supervision.watching.forms.narrowing import LightsForm
from yiwang.subsystems.supervision.watching.lights import Narrowing
from yiwang.subsystems.supervision.watching.rulebook.late import matters_of


@dataclass(frozen=True)
class Row:
    clock: Clock
    light: str
    title: str
    address: str
    unit: str

    @property
    def label(self) -> str:
        return lights.SHORT[self.light]

    @property
    def tone(self) -> str:
        return lights.TONES[self.light]

    @property
    def kind(self) -> str:
        return subjects.label(self.clock.subject_kind)

    @property
    def last_day(self) -> date | None:
        due_at = self.clock.due_at
        return day_of(shifted(due_at, seconds=-1)) if due_at else None


@require_safe
@office
def lights_list(request: OfficeRequest) -> HttpResponse:
    sight.require(request.post)
    form = LightsForm(request.GET)
    given = form.narrowing()
    units = sight.narrowed(request.post, given["unit"])
    narrowing = Narrowing(given["light"], units, given["kind"], given["item"])
    moment = now()
    listing = lights.listing(narrowing, request.GET.get("after", "")[:80], moment)
    asked = [(name, value) for name, value in request.GET.lists() if name != "after" and any(value)]
    context = {
        "form": form,
        "given": given,
        "unit": _unit_shown(request, given["unit"]),
        "choices": lights.LABELS.items(),
        "rows": _rows(listing.rows, moment),
        "next": _query([*asked, ("after", [listing.after])]) if listing.after else "",
        "first": _query(asked) if request.GET.get("after") else "",
        "is_narrowed": bool(asked),
        "may_set": may(request.post, rules.SET),
    }
    return render(request, "supervision_watching/lights.html", context)


def _rows(clocks: list[Clock], moment: datetime) -> list[Row]:
    matters = matters_of(clocks)
    names = dict(Unit.objects.filter(pk__in={clock.unit_id for clock in clocks}).values_list("pk", "name"))
    return [
        Row(
            clock,
            lights.of(clock, moment),
            matters[clock.pk].title,
            matters[clock.pk].address,
            names.get(clock.unit_id or 0, ""),
        )
        for clock in clocks
    ]


def _unit_shown(request: OfficeRequest, asked: str) -> str:
    """The name of a unit that was asked for by its id."""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return asked
    return sight.units(request.post).filter(pk=asked).values_list("name", flat=True).first() or asked


def _query(pairs: list[tuple[str, list[str]]]) -> str:
    return f"?{urlencode(pairs, doseq=True)}"

"""How far did an envelope come with each of its recipients?"""

from dataclasses import dataclass

from yiwang.kernel.exchange import queries, rules
from yiwang.kernel.exchange.models import Delivery, Envelope
from yiwang.kernel.exchange.office.mail import numbers_in, without
from yiwang.kernel.exchange.queries import Progress
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import Page, page_of

SHOWN: dict[str, tuple[str, frozenset[str]]] = {
    "": ("全部", frozenset(rules.STATES)),
    "unsigned": ("未签收", rules.UNSIGNED),
    "signed": ("已签收", frozenset({rules.SIGNED})),
    "returned": ("退回", frozenset({rules.RETURNED, rules.REFUSED})),
    "withdrawn": ("已撤回", frozenset({rules.WITHDRAWN})),
}


@dataclass(frozen=True)
class Tab:
    code: str
    label: str
    count: int


@dataclass(frozen=True)
class Tracking:
    """Some of the recipients of an envelope, and how many stand where."""

    progress: Progress
    tabs: list[Tab]
    shown: str
    text: str
    page: Page[Delivery]
    chosen: list[int]
    kept: str


def tracking(request: OfficeRequest, envelope: Envelope) -> Tracking:
    """As ``?show=``, ``?name=`` and ``?page=`` ask; what was ticked stays ticked."""
    progress = queries.progress([envelope])[envelope.pk]
    asked = request.GET.get("show", "")
    shown = asked if asked in SHOWN else ""
    text = request.GET.get("name", "").strip()[:60]
    rows = Delivery.objects.filter(envelope=envelope).order_by("number")
    if shown:
        rows = rows.filter(state__in=SHOWN[shown][1])
    if text:
        rows = rows.filter(name__icontains=text)
    return Tracking(
        progress=progress,
        tabs=[_tab(code, progress) for code in SHOWN],
        shown=shown,
        text=text,
        page=page_of(rows, request.GET.get("page")),
        chosen=numbers_in(request.POST.getlist("number")),
        kept=without(request, "show", "page"),
    )


def _tab(code: str, progress: Progress) -> Tab:
    label, states = SHOWN[code]
    return Tab(code, label, sum(number for state, number in progress.states.items() if state in states))

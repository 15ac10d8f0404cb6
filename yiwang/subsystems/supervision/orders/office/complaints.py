"""What does the supervising unit see of complaints, and what does it do with them?"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import parties, standing
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.models import Event
from yiwang.kernel.deadlines.due import due_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may, permissions
from yiwang.subsystems.supervision.orders import timing
from yiwang.subsystems.supervision.orders.actions import complaints as actions
from yiwang.subsystems.supervision.orders.forms import settling as asked
from yiwang.subsystems.supervision.orders.models import Complaint
from yiwang.subsystems.supervision.watching.rules import LEAD, READ

Said = Mapping[str, Any]
TABS = {"": "未办结", "all": "全部", "closed": "已办结"}

# Label, form, deed, what is said when it is done, tone of the button.
DEEDS: dict[str, tuple[str, type[forms.Form], Callable[[Actor, int, Said], object], str, str]] = {
    "assign": (
        "确定被投诉单位",
        asked.AgainstForm,
        lambda by, pk, said: actions.assign(by, pk, said["against"]),
        "被投诉的单位已确定。",
        "outline-primary",
    ),
    "accept": (
        "受理",
        forms.Form,
        lambda by, pk, said: actions.accept(by, pk),
        "已受理，投诉人能看到。",
        "primary",
    ),
    "ask": (
        "请投诉人补充",
        asked.AskForm,
        lambda by, pk, said: actions.ask(by, pk, said["text"]),
        "已请投诉人补充，受理期限暂停。",
        "outline-primary",
    ),
    "decline": (
        "不予受理",
        asked.DeclineForm,
        lambda by, pk, said: actions.decline(by, pk, said["ground"], said["reason"]),
        "已不予受理，投诉人能看到理由。",
        "outline-danger",
    ),
    "settle": (
        "作出处理并答复",
        asked.SettleForm,
        lambda by, pk, said: actions.settle(by, pk, said["outcome"], said["answer"]),
        "已答复投诉人，投诉办结。",
        "primary",
    ),
}


@require_safe
@office(READ)
def complaint_list(request: OfficeRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    form = asked.NarrowForm(request.GET)
    form.is_valid()
    found = Complaint.objects.visible_to(request.post).in_full().newest_first()
    if tab == "":
        found = found.open()
    elif tab == "closed":
        found = found.filter(case__closed_at__isnull=False)
    for name in ("about", "outcome"):
        if form.cleaned_data.get(name):
            found = found.filter(**{name: form.cleaned_data[name]})
    page = page_of(found, request.GET.get("page"))
    rows = [(one, due_of(one.case.clock) if one.case.clock else None) for one in page.rows]
    context = {"rows": rows, "page": page, "tab": tab, "tabs": TABS.items(), "form": form}
    return render(request, "orders/complaints.html", context)


@require_safe
@office(READ)
def complaint(request: OfficeRequest, complaint_id: int) -> HttpResponse:
    """Whoever reads it as a supervisor of others is recorded."""
    shown = _found(request, complaint_id)
    if not standing.is_ours(request.post, shown.case.unit):
        cases.oversee(request.actor, shown.case)
    return _page(request, shown)


@require_POST
@office(READ)
def deed(request: OfficeRequest, complaint_id: int, code: str) -> HttpResponse:
    if code not in DEEDS:
        raise Http404
    shown = _found(request, complaint_id)
    form = DEEDS[code][1](request.POST, prefix=code)
    if form.is_valid():
        try:
            DEEDS[code][2](request.actor, shown.pk, form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, DEEDS[code][3])
            return _back(request, complaint_id)
    return _page(request, _found(request, complaint_id), {code: form}, status=422)


def _back(request: OfficeRequest, complaint_id: int) -> HttpResponse:
    """A complaint that was given to another unit may be out of sight now."""
    if Complaint.objects.visible_to(request.post).filter(pk=complaint_id).exists():
        return redirect("supervision_orders:complaint", complaint_id)
    return redirect("supervision_orders:complaint_list")


@require_POST
@office(READ)
def party(request: OfficeRequest, complaint_id: int) -> HttpResponse:
    """The complainant in full, on this one page only; the record says who looked."""
    shown = _found(request, complaint_id)
    if not standing.is_ours(request.post, shown.case.unit):
        raise Refused("只有承办这件投诉的单位可以查看投诉人的完整信息。")
    return _page(request, shown, party=cases.read_party(request.actor, shown.case).shown)


def _found(request: OfficeRequest, complaint_id: int) -> Complaint:
    shown = Complaint.objects.visible_to(request.post).in_full().filter(pk=complaint_id).first()
    if shown is None:
        raise Http404
    return shown


def _page(
    request: OfficeRequest,
    shown: Complaint,
    held: dict[str, forms.Form] | None = None,
    *,
    party: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    held = held or {}
    case = shown.case
    clock = case.clock or timing.acceptance_of(shown)
    facts = parties.facts_of(case.party).masked.shown if not shown.is_anonymous else []
    offered = dict.fromkeys([*_offered(request.post, shown), *held])
    context = {
        "complaint": shown,
        "case": case,
        "party": _called(party or facts),
        "is_party_open": party is not None,
        "may_open_party": standing.is_ours(request.post, case.unit) and not shown.is_anonymous,
        "due": due_of(clock) if case.is_open and clock else None,
        "orders": shown.orders.select_related("case__unit").order_by("-pk"),
        "offers": [(code, *_shown(code, held)) for code in offered],
        "open": next(iter(held), ""),
        "files": [stored for material in case.materials.all() for stored in material.files.all()],
        "attachments": case.attachments.select_related("stored"),
        "history": Event.objects.filter(case=case).order_by("-pk"),
        "may_order": may(request.post, LEAD) and case.is_open and shown.against_id is not None,
        "rating": states.LEVELS.get(case.rating, ""),
    }
    return render(request, "orders/complaint.html", context, status=status)


def _called(party: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("投诉人" if label == "申请人" else label, value) for label, value in party if label != "类别"]


def _shown(code: str, held: dict[str, forms.Form]) -> tuple[str, forms.Form, str]:
    label, form, _, _, tone = DEEDS[code]
    return label, held.get(code) or form(prefix=code), tone


def _offered(post: Post, shown: Complaint) -> list[str]:
    case, rights = shown.case, permissions(post)
    if not (standing.is_ours(post, case.unit) and states.HANDLE in rights and case.is_open):
        return []
    offered = ["assign"] if case.state in {states.RECEIVED, states.ASKED, states.ACCEPTED} else []
    if shown.against_id and states.allows(case.state, "accept"):
        offered.insert(0, "accept")
    if states.allows(case.state, "ask") and case.asked_at is None:
        offered.append("ask")
    if states.allows(case.state, "decline"):
        offered.append("decline")
    if states.allows(case.state, "decide") and states.DECIDE in rights and shown.against_id:
        offered.insert(0, "settle")
    return offered

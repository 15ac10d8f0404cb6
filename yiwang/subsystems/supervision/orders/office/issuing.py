"""How is an order written, from nothing or from a finding, a case or a complaint?"""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yiwang.kernel.cases.models import Case
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import Matter
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.orders import rules
from yiwang.subsystems.supervision.orders.actions.issuing import Issue, issue
from yiwang.subsystems.supervision.orders.forms.ordering import IssueForm
from yiwang.subsystems.supervision.orders.models import Complaint
from yiwang.subsystems.supervision.watching.rules import LEAD

ORIGINS = ("finding", "case", "complaint")


@dataclass(frozen=True)
class Origin:
    """What an order comes from, as far as the post may see it, and what that fills in."""

    matter: Matter | None = None
    finding: Finding | None = None
    complaint: Complaint | None = None
    initial: dict[str, Any] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
@office(LEAD)
def new(request: OfficeRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    origin = _origin(request.post, {name: given.get(name, "") for name in ORIGINS})
    if request.method != "POST":
        form = IssueForm(initial={"token": secrets.token_hex(16), **origin.initial})
        return _page(request, form, origin)
    form = IssueForm(request.POST)
    if form.is_valid():
        try:
            order = issue(request.actor, _issue(request.post, form, origin))
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"已下达{order.case.number}，承办单位已收到通知。")
            return redirect("supervision_orders:order", order.pk)
    return _page(request, form, origin)


def _page(request: OfficeRequest, form: IssueForm, origin: Origin) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "orders/new.html", {"form": form, "origin": origin}, status=status)


def _issue(post: Post, form: IssueForm, origin: Origin) -> Issue:
    """Raises Refused for the number of a case that the post does not see."""
    said = form.cleaned_data
    return Issue(
        token=said["token"],
        title=said["title"],
        source=said["source"],
        lead=said["lead"],
        requirement=said["requirement"],
        joint=said["joint"],
        instruction=said["instruction"],
        working_days=said["working_days"],
        due_on=said["due_on"],
        matter=_of_number(post, said["number"]) if said["number"] else origin.matter,
        findings=[origin.finding] if origin.finding else [],
        complaint=origin.complaint,
    )


def _of_number(post: Post, number: str) -> Matter:
    case = Case.objects.visible_to(post).filter(number=number.strip()).exclude(kind=rules.COMPLAINT).first()
    if case is None:
        raise Refused(f"没有找到编号为“{number.strip()}”的办件，或者您看不到它。", field="number")
    return _of_case(case)


def _of_case(case: Case) -> Matter:
    return Matter("cases.case", str(case.pk), f"{case.number} {case.title}", f"/office/cases/{case.pk}/")


def _origin(post: Post, keys: dict[str, str]) -> Origin:
    """What the post may not see, and nonsense, is nothing to come from."""
    pks = {name: int(key) for name, key in keys.items() if key.isascii() and key.isdigit() and len(key) < 18}
    if "finding" in pks:
        finding = Finding.objects.visible_to(post).select_related("unit").filter(pk=pks["finding"]).first()
        return _from_finding(finding) if finding else Origin()
    if "complaint" in pks:
        seen = Complaint.objects.visible_to(post).select_related("against", "case")
        complaint = seen.filter(pk=pks["complaint"]).first()
        return _from_complaint(complaint) if complaint else Origin()
    if "case" in pks:
        cases = Case.objects.visible_to(post).exclude(kind=rules.COMPLAINT).select_related("unit")
        case = cases.filter(pk=pks["case"]).first()
        return _from_case(case) if case else Origin()
    return Origin()


def _from_finding(finding: Finding) -> Origin:
    matter = Matter("findings.finding", str(finding.pk), f"{finding.label}：{finding.title}", finding.address)
    initial = {
        "finding": finding.pk,
        "title": f"关于“{finding.label}”的整改"[: rules.TITLE_LENGTH],
        "source": rules.FINDING,
        "lead": finding.unit.name,
        "instruction": f"监察发现：{finding.title}。依据：{finding.basis}",
    }
    return Origin(matter, finding=finding, initial=initial)


def _from_case(case: Case) -> Origin:
    initial = {"case": case.pk, "title": f"督办：{case.title}"[: rules.TITLE_LENGTH], "lead": case.unit.name}
    return Origin(_of_case(case), initial=initial)


def _from_complaint(complaint: Complaint) -> Origin:
    """Neither who complained nor the matter, by which the unit would know them."""
    initial = {
        "complaint": complaint.pk,
        "title": f"关于核查办理中“{complaint.about}”问题的督办",
        "source": rules.COMPLAINED,
        "lead": complaint.against.name if complaint.against else "",
    }
    return Origin(complaint=complaint, initial=initial)

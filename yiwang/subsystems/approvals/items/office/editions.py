"""What does the workbench show of an edition, and how is it handed on?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.approvals.items import comparison, documents, readiness, rules
from yiwang.subsystems.approvals.items.actions import drafting, workflow
from yiwang.subsystems.approvals.items.checks import Fault
from yiwang.subsystems.approvals.items.forms.deeds import OpinionForm, PutInForceForm, ReasonForm, SubmitForm
from yiwang.subsystems.approvals.items.models import Edition
from yiwang.subsystems.approvals.items.office import shown
from yiwang.subsystems.approvals.items.office.desk import edits, readable_edition


@dataclass(frozen=True)
class Deed:
    label: str
    said_so: str
    form: type[forms.Form]
    done: Callable[[Actor, int, dict[str, Any]], object]
    is_grave: bool = False


DEEDS = {
    "submit": Deed(
        "提交审查", "已提交审查。", SubmitForm, lambda by, pk, said: workflow.submit(by, pk, said["change"])
    ),
    "agree": Deed(
        "审查同意",
        "已审查同意，请确定生效日期。",
        OpinionForm,
        lambda by, pk, said: workflow.agree(by, pk, said["text"]),
    ),
    "put_in_force": Deed(
        "确定生效",
        "生效日期已确定。",
        PutInForceForm,
        lambda by, pk, said: workflow.put_in_force(by, pk, said["on"]),
    ),
    "send_back": Deed(
        "退回修改",
        "已退回编制单位修改。",
        ReasonForm,
        lambda by, pk, said: workflow.send_back(by, pk, said["reason"]),
        True,
    ),
    "discard": Deed(
        "放弃草稿", "草稿已放弃。", forms.Form, lambda by, pk, said: drafting.discard(by, pk), True
    ),
}


def _offered(request: OfficeRequest, edition: Edition) -> list[str]:
    """Deeds that the post may do now; who wrote an edition does not review it."""
    is_own = edits(request.post, edition.implementation)
    reviews = may(request.post, rules.REVIEW)
    offers = {
        "submit": is_own and edition.state == rules.DRAFT,
        "agree": reviews and edition.state == rules.SUBMITTED,
        "put_in_force": reviews and edition.state in {rules.REVIEWED, rules.PLANNED},
        "send_back": reviews and edition.state in {rules.SUBMITTED, rules.REVIEWED, rules.PLANNED},
        "discard": is_own and edition.state == rules.DRAFT,
    }
    return [verb for verb, is_offered in offers.items() if is_offered]


@require_safe
@office
def edition(request: OfficeRequest, pk: int) -> HttpResponse:
    return _page(request, readable_edition(request, pk), {})


def _page(request: OfficeRequest, found: Edition, refused: dict[str, forms.Form]) -> HttpResponse:
    in_force = found.implementation.editions.filter(state=rules.IN_FORCE).exclude(pk=found.pk).first()
    context = {
        "edition": found,
        "item": found.implementation,
        "sections": shown.sections(found),
        "mendings": shown.mendings(found, faults_of(found)) if found.state == rules.DRAFT else [],
        "is_editable": found.state == rules.DRAFT and edits(request.post, found.implementation),
        "in_force": in_force,
        "differences": comparison.compared(in_force.document, found.document) if in_force else [],
        "opinions": found.opinions.all(),
        "offers": [(verb, DEEDS[verb], _form(verb, found, refused)) for verb in _offered(request, found)],
        "open": next(iter(refused), ""),
    }
    return render(request, "items/edition.html", context, status=422 if refused else 200)


def faults_of(found: Edition) -> list[Fault]:
    """Everything that keeps a draft from being submitted."""
    judged = documents.judged(found.document)
    return judged.faults if judged.elements is None else [*judged.faults, *readiness.faults(judged.elements)]


def _form(verb: str, found: Edition, refused: dict[str, forms.Form]) -> forms.Form:
    if verb in refused:
        return refused[verb]
    initial = {"change": found.change} if verb == "submit" else None
    return DEEDS[verb].form(prefix=verb, initial=initial) if initial else DEEDS[verb].form(prefix=verb)


@require_POST
@office
def deed(request: OfficeRequest, pk: int, verb: str) -> HttpResponse:
    """Do it; what is refused is said on the page, with what was typed."""
    found = readable_edition(request, pk)
    if verb not in DEEDS:
        raise Http404
    if verb not in _offered(request, found):
        raise Refused(
            f"现在不能“{DEEDS[verb].label}”：您的岗位没有这项权限，或者版本状态已变化，请刷新页面。"
        )
    form = DEEDS[verb].form(request.POST, prefix=verb)
    if form.is_valid():
        try:
            DEEDS[verb].done(request.actor, found.pk, form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, DEEDS[verb].said_so)
            return _after(found)
    return _page(request, readable_edition(request, pk), {verb: form})


def _after(found: Edition) -> HttpResponse:
    """The edition, or where it is gone the item, or where that is gone the library."""
    if Edition.objects.filter(pk=found.pk).exists():
        return redirect("items:edition", found.pk)
    if type(found.implementation).objects.filter(pk=found.implementation_id).exists():
        return redirect("items:item", found.implementation_id)
    return redirect("items:library")

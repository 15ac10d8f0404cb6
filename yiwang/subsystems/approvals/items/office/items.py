"""What does the workbench show of an item, and what may be done with it as a whole?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.approvals.items import comparison, queries, rules, waiting
from yiwang.subsystems.approvals.items.actions import crossing, drafting, workflow
from yiwang.subsystems.approvals.items.forms.deeds import (
    CopyForm,
    EndForm,
    NewItemForm,
    ReviseForm,
    open_units,
)
from yiwang.subsystems.approvals.items.models import Edition, Implementation
from yiwang.subsystems.approvals.items.office import shown
from yiwang.subsystems.approvals.items.office.desk import check_keeper, edits, readable


@dataclass(frozen=True)
class Deed:
    """``done``: takes actor, item and what was said; gives the edition to go to, or None to stay."""

    label: str
    said_so: str
    form: Callable[..., forms.Form]
    done: Callable[[Actor, Implementation, dict[str, Any]], Edition | None]
    is_grave: bool = False


def _confirm(by: Actor, item: Implementation, said: dict[str, Any]) -> None:
    workflow.confirm(by, item.pk)


def _tell_again(by: Actor, item: Implementation, said: dict[str, Any]) -> None:
    crossing.tell_again(by, item.pk)


def _end(by: Actor, item: Implementation, said: dict[str, Any]) -> None:
    workflow.end(by, item.pk, said["reason"], said["into"])


DEEDS = {
    "confirm": Deed("核对无误", "已记录核对日期，办事指南随之更新。", forms.Form, _confirm),
    "revise": Deed(
        "新建版本",
        "已新建版本，请修改后提交审查。",
        ReviseForm,
        lambda by, item, said: drafting.revise(by, item.pk, said["change"]),
    ),
    "copy": Deed(
        "复制到其他单位",
        "已复制，请补充窗口和电话。",
        CopyForm,
        lambda by, item, said: drafting.copy(by, item.pk, said["unit"], said["code"]),
    ),
    "tell": Deed("重新公布指南", "已重新送往外网。", forms.Form, _tell_again),
    "end": Deed("停止事项", "事项已停止，外网不再受理。", EndForm, _end, is_grave=True),
}


def _offered(request: OfficeRequest, item: Implementation, has_draft: bool) -> list[str]:
    """Deeds that the post may do now."""
    is_in_force = item.standing == rules.IN_FORCE
    is_own = edits(request.post, item)
    offers = {
        "confirm": is_own and is_in_force,
        "revise": is_own and not has_draft,
        "copy": may(request.post, rules.EDIT) and item.current_id is not None,
        "tell": is_own and bool(item.trouble) and item.current_id is not None,
        "end": may(request.post, rules.MANAGE) and is_in_force,
    }
    return [verb for verb, is_offered in offers.items() if is_offered]


def _form(request: OfficeRequest, verb: str, data: Any = None) -> forms.Form:
    if verb == "copy":
        return CopyForm(open_units(request.post), data, prefix=verb)
    return DEEDS[verb].form(data, prefix=verb)


@require_safe
@office
def item(request: OfficeRequest, pk: int) -> HttpResponse:
    return _page(request, readable(request, pk), {})


def _page(request: OfficeRequest, found: Implementation, refused: dict[str, forms.Form]) -> HttpResponse:
    seen = queries.editions_readable_by(request.post).filter(implementation=found)
    editions = list(seen.defer("document").select_related("submitted_by").order_by("-number"))
    working = next((each for each in editions if each.state in rules.WORKING), None)
    offers = [
        (verb, DEEDS[verb], refused.get(verb) or _form(request, verb))
        for verb in _offered(request, found, found.editions.working().exists())
    ]
    context = {
        "item": found,
        "sections": shown.sections(found.current) if found.current else [],
        "editions": editions,
        "working": working,
        "offers": offers,
        "open": next(iter(refused), ""),
        "is_due": waiting.unchecked().filter(pk=found.pk).exists(),
        "absorbed": found.absorbed.order_by("code"),
        "decisions": found.decisions.exclude(choice="").select_related("round").order_by("-pk")[:10],
        "check_days": rules.CHECK_DAYS,
    }
    return render(request, "items/item.html", context, status=422 if refused else 200)


@require_POST
@office
def deed(request: OfficeRequest, pk: int, verb: str) -> HttpResponse:
    """Do it; what is refused is said on the page, with what was typed."""
    found = readable(request, pk)
    if verb not in DEEDS:
        raise Http404
    form = _form(request, verb, request.POST)
    has_draft = found.editions.working().exists()
    if verb not in _offered(request, found, has_draft):
        raise Refused(
            f"现在不能“{DEEDS[verb].label}”：您的岗位没有这项权限，或者事项状态已变化，请刷新页面。"
        )
    if form.is_valid():
        try:
            edition = DEEDS[verb].done(request.actor, found, form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, DEEDS[verb].said_so)
            return redirect("items:edition", edition.pk) if edition else redirect("items:item", found.pk)
    return _page(request, readable(request, pk), {verb: form})


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.EDIT)
def new(request: OfficeRequest) -> HttpResponse:
    """A new item as a draft of one of the post's units."""
    units = open_units(request.post)
    data = request.POST if request.method == "POST" else None
    form = NewItemForm(units, data, initial={"unit": request.post.unit})
    if form.is_valid():
        said = form.cleaned_data
        try:
            document = {name: said[name] for name in ("name", "type", "item_code", "code")}
            edition = drafting.add(request.actor, said["unit"], document)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "事项已建立，请逐节填写。")
            return redirect("items:section", edition.pk, "basics")
    return render(request, "items/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@office
def compare(request: OfficeRequest, pk: int) -> HttpResponse:
    """Two editions of an item; without ``?old=&new=`` the two newest."""
    check_keeper(request)
    found = readable(request, pk)
    seen = queries.editions_readable_by(request.post).filter(implementation=found)
    numbers = list(seen.order_by("-number").values_list("number", flat=True))
    newer = _number(request.GET.get("new"), numbers[0] if numbers else 0)
    older = _number(request.GET.get("old"), next((each for each in numbers if each < newer), newer))
    new_one = get_object_or_404(seen, number=newer)
    old_one = get_object_or_404(seen, number=older)
    context = {
        "item": found,
        "old": old_one,
        "new": new_one,
        "numbers": numbers,
        "differences": comparison.compared(old_one.document, new_one.document),
    }
    return render(request, "items/compare.html", context)


def _number(asked: str | None, otherwise: int) -> int:
    return int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 6 else otherwise

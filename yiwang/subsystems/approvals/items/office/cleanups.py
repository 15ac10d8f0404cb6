"""How does a clean-up round run: what becomes of each item, who agreed, how many before and after?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.approvals.items import rules
from yiwang.subsystems.approvals.items.actions import cleanups as actions
from yiwang.subsystems.approvals.items.forms.rounds import KeepForm, ProposalForm, RoundForm, VerdictForm
from yiwang.subsystems.approvals.items.models import CleanUp, Decision
from yiwang.subsystems.approvals.items.models.cleanups import DecisionQuerySet
from yiwang.subsystems.approvals.items.office.desk import check_keeper

UNDECIDED = "none"


@require_http_methods(["GET", "HEAD", "POST"])
@office
def rounds(request: OfficeRequest) -> HttpResponse:
    """All rounds, and the form to open one for whoever may."""
    check_keeper(request)
    form = RoundForm(request.POST or None) if may(request.post, rules.MANAGE) else None
    if request.method == "POST":
        if form is None:
            raise Refused("您当前的岗位不能开始清理，请由事项库管理员办理。")
        if form.is_valid():
            said = form.cleaned_data
            try:
                opened = actions.open_round(request.actor, said["title"], said["ground"], form.units())
            except Refused as refused:
                refused.show_in(form)
            else:
                messages.success(request, f"已开始清理，共{opened.count_before}个事项。")
                return redirect("items:cleanup", opened.pk)
    listed = CleanUp.objects.prefetch_related("reviewers")[:50]
    context = {"form": form, "rounds": listed, "is_open": any(each.is_open for each in listed)}
    return render(request, "items/cleanups.html", context, status=422 if form and form.errors else 200)


@require_safe
@office
def cleanup(request: OfficeRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk), {})


def _found(request: OfficeRequest, pk: int) -> CleanUp:
    check_keeper(request)
    return get_object_or_404(CleanUp.objects.prefetch_related("reviewers"), pk=pk)


def _seen(request: OfficeRequest, round_: CleanUp) -> DecisionQuerySet:
    """Reviewers and managers see all of a round, editors their units' items."""
    rows = Decision.objects.filter(round=round_)
    if may(request.post, rules.REVIEW) or may(request.post, rules.MANAGE):
        return rows
    return rows.visible_to(request.post)


def _page(request: OfficeRequest, round_: CleanUp, refused: dict[str, forms.Form]) -> HttpResponse:
    choice = request.GET.get("choice", "")
    rows = _seen(request, round_)
    if choice in rules.CHOICES or choice == UNDECIDED:
        rows = rows.filter(choice="" if choice == UNDECIDED else choice)
    page = page_of(rows.in_full().order_by("implementation__code"), request.GET.get("page"))
    is_reviewer = any(unit.pk == request.post.unit_id for unit in round_.reviewers.all())
    is_open = round_.is_open
    context = {
        "round": round_,
        "page": page,
        "rows": [(row, _verdicts(row, round_)) for row in page.rows],
        "counts": _counts(request, round_),
        "choice": choice,
        "may_keep": is_open and may(request.post, rules.EDIT),
        "may_judge": is_open and is_reviewer and may(request.post, rules.REVIEW),
        "may_close": is_open and may(request.post, rules.MANAGE),
        "keep_form": refused.get("keep") or KeepForm(prefix="keep"),
        "verdict_form": refused.get("judge") or VerdictForm(prefix="judge"),
        "refused": next(iter(refused.values()), None),
        "ticked": request.POST.getlist("decision"),
    }
    return render(request, "items/cleanup.html", context, status=422 if refused else 200)


def _verdicts(row: Decision, round_: CleanUp) -> list[tuple[str, str, str]]:
    """Of each reviewing unit: its name, what it said and in which tone."""
    said = {verdict.unit_id: verdict for verdict in row.verdicts.all()}
    found = []
    for unit in round_.reviewers.all():
        verdict = said.get(unit.pk)
        if verdict is None:
            found.append((unit.called, "待审查", ""))
        else:
            words = "同意" if verdict.agrees else f"不同意：{verdict.text}"
            found.append((unit.called, words, "good" if verdict.agrees else "bad"))
    return found


def _counts(request: OfficeRequest, round_: CleanUp) -> list[tuple[str, str, int]]:
    """Code, label and number of each choice; one query."""
    given = {choice: Count("pk", filter=Q(choice=choice)) for choice in rules.CHOICES}
    counted = _seen(request, round_).aggregate(
        all=Count("pk"), none=Count("pk", filter=Q(choice="")), **given
    )
    labels = {"": "全部", UNDECIDED: "未提出", **rules.CHOICES}
    return [(code, label, counted[code or "all"]) for code, label in labels.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.EDIT)
def decision(request: OfficeRequest, pk: int) -> HttpResponse:
    """What becomes of one item."""
    found = get_object_or_404(Decision.objects.visible_to(request.post).in_full(), pk=pk)
    form = ProposalForm(found, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.propose(request.actor, found.pk, form.proposal())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"已提出“{found.implementation.name}”的清理意见。")
            return redirect("items:cleanup", found.round_id)
    context = {"decision": found, "item": found.implementation, "form": form, "round": found.round}
    return render(request, "items/decision.html", context, status=422 if form.errors else 200)


@require_POST
@office
def batch(request: OfficeRequest, pk: int) -> HttpResponse:
    """Keep what is ticked, or say as a reviewing unit what is thought of it."""
    round_ = _found(request, pk)
    deed = request.POST.get("deed", "")
    ids = [int(each) for each in request.POST.getlist("decision") if each.isascii() and each.isdigit()][:500]
    form: forms.Form = (
        KeepForm(request.POST, prefix="keep") if deed == "keep" else VerdictForm(request.POST, prefix="judge")
    )
    if not ids:
        form.add_error(None, "请先勾选事项。")
    elif form.is_valid():
        try:
            done = _done(request, round_, deed, ids, form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"已办理{done}项。")
            return redirect("items:cleanup", round_.pk)
    return _page(request, round_, {"keep" if deed == "keep" else "judge": form})


def _done(request: OfficeRequest, round_: CleanUp, deed: str, ids: list[int], said: dict[str, Any]) -> int:
    seen = _seen(request, round_).filter(pk__in=ids)
    if deed == "keep":
        own = seen.visible_to(request.post).values_list("pk", flat=True)
        return (
            actions.keep_many(request.actor, list(own), said["reason"])
            if may(request.post, rules.EDIT)
            else 0
        )
    if not may(request.post, rules.REVIEW):
        raise Refused("您当前的岗位没有审查权限。")
    listed = list(seen.values_list("pk", flat=True))
    return actions.judge(request.actor, request.post.unit, listed, deed == "agree", said["text"])


@require_POST
@office(rules.MANAGE)
def close(request: OfficeRequest, pk: int) -> HttpResponse:
    """Carry everything out."""
    closed = actions.close_round(request.actor, _found(request, pk).pk)
    messages.success(request, f"清理完成：清理前{closed.count_before}个，清理后{closed.count_after}个。")
    return redirect("items:cleanup", closed.pk)

"""Which words, people and checks does the city keep, and which mistakes stand in what is published?"""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.proofreading import norm, rules
from yiwang.subsystems.portal.proofreading.actions import words as actions
from yiwang.subsystems.portal.proofreading.forms import CheckForm, LeaderForm, WordForm
from yiwang.subsystems.portal.proofreading.models import Leader, Looked, Standing, Word
from yiwang.subsystems.portal.text import KINDS
from yiwang.subsystems.portal.wording.mistakes import DOUBT, GRADES

PER_PAGE = 30


def _may_keep(request: OfficeRequest, permission: str) -> bool:
    return may(request.post, permission) and request.post.unit.parent_id is None


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.READ)
def word_list(request: OfficeRequest) -> HttpResponse:
    """The city's words, and a form to enter another."""
    form = WordForm(request.POST or None)

    def kept() -> None:
        said = form.cleaned_data
        actions.keep_word(request.actor, said["wrong"], said["right"], said["grade"], said["reason"])

    told = "词表已更新，已发布的内容将重新检查。"
    if answer := done(request, form, kept, told, "portal_proofreading:words"):
        return answer
    asked = request.GET.get("q", "").strip()[:40]
    rows = (
        Word.objects.filter(Q(wrong__icontains=asked) | Q(right__icontains=asked))
        if asked
        else Word.objects.all()
    )
    context = {
        "form": form,
        "asked": asked,
        "page": page_of(rows, request.GET.get("page"), PER_PAGE),
        "may_keep": _may_keep(request, rules.WORDS),
    }
    return render(request, "portal_proofreading/words.html", context, status=422 if form.errors else 200)


@require_POST
@office(rules.WORDS)
def word_drop(request: OfficeRequest, word_id: int) -> HttpResponse:
    actions.drop_word(request.actor, word_id)
    messages.success(request, "已从词表删除。")
    return redirect("portal_proofreading:words")


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.READ)
def leaders(request: OfficeRequest) -> HttpResponse:
    """Names and titles with their order."""
    form = LeaderForm(request.POST or None)

    def kept() -> None:
        said = form.cleaned_data
        actions.keep_leader(request.actor, said["name"], said["titles"], said["rank"])

    told = "名单已更新，已发布的内容将重新检查。"
    if answer := done(request, form, kept, told, "portal_proofreading:leaders"):
        return answer
    context = {"form": form, "rows": Leader.objects.all()[:200], "may_keep": _may_keep(request, rules.WORDS)}
    return render(request, "portal_proofreading/leaders.html", context, status=422 if form.errors else 200)


@require_POST
@office(rules.WORDS)
def leader_drop(request: OfficeRequest, leader_id: int) -> HttpResponse:
    actions.drop_leader(request.actor, leader_id)
    messages.success(request, "已从名单删除。")
    return redirect("portal_proofreading:leaders")


@require_safe
@office(rules.READ)
def checks(request: OfficeRequest) -> HttpResponse:
    """The norm as it is in force."""
    titles = dict(Column.objects.values_list("pk", "title"))
    rows = [
        {
            "check": check,
            "label": rules.SEVERITIES[check.severity],
            "tone": rules.TONES[check.severity],
            "kinds": "、".join(KINDS[kind] for kind in check.kinds if kind in KINDS) or "全部",
            "columns": "、".join(titles[pk] for pk in check.columns if pk in titles) or "全部",
        }
        for check in norm.in_force()
    ]
    context = {"rows": rows, "may_set": _may_keep(request, rules.SET)}
    return render(request, "portal_proofreading/checks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.SET)
def check(request: OfficeRequest, code: str) -> HttpResponse:
    held = next((one for one in norm.in_force() if one.code == code), None)
    if held is None:
        raise Http404
    form = CheckForm(request.POST or None, check=held, nodes=Column.objects.nodes(), initial=_initial(held))

    def changed() -> None:
        actions.set_check(request.actor, code, form.change(), form.cleaned_data["reason"])

    told = "检查规范已调整，立即生效。"
    if answer := done(request, form, changed, told, "portal_proofreading:checks"):
        return answer
    context = {"form": form, "check": held}
    return render(request, "portal_proofreading/check.html", context, status=422 if form.errors else 200)


def _initial(held: rules.Check) -> dict[str, Any]:
    return {
        "severity": held.severity,
        "is_on": held.is_on,
        "kinds": list(held.kinds),
        "columns": [str(pk) for pk in held.columns],
        "most": held.most,
    }


@require_safe
@office(rules.READ)
def standing(request: OfficeRequest) -> HttpResponse:
    """Mistakes in what the public reads, of this unit and those below it."""
    grade = request.GET.get("grade", "")
    rows = Standing.objects.visible_to(request.post).open().select_related("publication", "unit")
    # Doubts of the engine are often names: they are looked at apart.
    rows = rows.filter(grade=grade) if grade in GRADES else rows.exclude(grade=DOUBT)
    context = {
        "page": page_of(rows.order_by("-found_at", "-pk"), request.GET.get("page"), PER_PAGE),
        "grade": grade,
        "grades": [("", "严重和错误"), *(pair for pair in GRADES.items() if pair[0] != "advice")],
        "looked": Looked.objects.count(),
    }
    return render(request, "portal_proofreading/standing.html", context)

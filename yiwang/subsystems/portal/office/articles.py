"""Which articles are there, and what happened to one of them?"""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.audit import events
from yiwang.kernel.audit.queries import history
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.portal import checks
from yiwang.subsystems.portal.actions import many
from yiwang.subsystems.portal.forms import (
    BatchForm,
    ExpiryForm,
    FilterForm,
    PublishForm,
    ReasonForm,
    ScheduleForm,
    WithdrawForm,
    column_choices,
)
from yiwang.subsystems.portal.models import Article, ArticleQuerySet, Column
from yiwang.subsystems.portal.offers import offers
from yiwang.subsystems.portal.rules import STATE_LABELS, WRITE, State

PER_PAGE = 20
# Before which step the page says what stands against it.
NEXT_STEP = {
    State.DRAFT: "submit",
    State.RETURNED: "submit",
    State.WITHDRAWN: "submit",
    State.SUBMITTED: "review",
    State.REVIEWED: "publish",
    State.SCHEDULED: "publish_due",
}
TABS = [
    ("", "全部"),
    *((state.value, STATE_LABELS[state]) for state in State),
    ("forced", "特急签发"),
    ("bin", "回收站"),
]


@require_safe
@office(WRITE)
def articles(request: OfficeRequest) -> HttpResponse:
    """The list, cut by state, column, unit and words of the title."""
    nodes = Column.objects.shelves(request.post.unit)
    form = FilterForm(request.GET, nodes=nodes)
    rows = Article.objects.visible_to(request.post).for_list()
    if form.is_valid():
        rows = _filtered(rows, form.cleaned_data)
    tab = request.GET.get("state", "")
    context = {
        "form": form,
        "tab": tab,
        "tabs": TABS,
        "page": page_of(_in_tab(rows, tab).order_by("-changed_at"), request.GET.get("page"), PER_PAGE),
        "columns": column_choices(nodes, empty="选择目标栏目"),
        "kept_query": _kept_query(request),
    }
    return render(request, "portal/office/articles.html", context)


def _filtered(rows: ArticleQuerySet, said: dict[str, Any]) -> ArticleQuerySet:
    if said["q"]:
        rows = rows.filter(title__icontains=said["q"])
    if said["column"]:
        rows = rows.filter(Q(column=said["column"]) | Q(column__parent=said["column"]))
    if said["unit"]:
        rows = rows.filter(
            Q(unit__name__icontains=said["unit"]) | Q(unit__short_name__icontains=said["unit"])
        )
    return rows


def _in_tab(rows: ArticleQuerySet, tab: str) -> ArticleQuerySet:
    if tab == "bin":
        return rows.binned()
    if tab == "forced":
        return rows.kept().filter(is_forced=True)
    return rows.standing(State(tab)) if tab in STATE_LABELS else rows.kept()


def _kept_query(request: OfficeRequest) -> str:
    query = request.GET.copy()
    query.pop("state", None)
    query.pop("page", None)
    return query.urlencode()


@require_POST
@office(WRITE)
def batch(request: OfficeRequest) -> HttpResponse:
    """One step with many articles, and what became of each."""
    form = BatchForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/office/batch.html", {"outcomes": [], "label": "批量办理"}, status=400)
    said = form.cleaned_data
    chosen = Article.objects.visible_to(request.post).kept().filter(pk__in=said["article"]).order_by("pk")
    outcomes = many.take_step(
        request.actor, said["verb"], chosen, reason=said["reason"], column=said["column"]
    )
    context = {
        "outcomes": outcomes,
        "label": many.label(said["verb"]),
        "done": sum(not outcome.sentence for outcome in outcomes),
    }
    return render(request, "portal/office/batch.html", context)


def found(request: OfficeRequest, article_id: int) -> Article:
    """The article, where this post may see it."""
    return get_object_or_404(Article.objects.visible_to(request.post).in_full(), pk=article_id)


@require_safe
@office(WRITE)
def article(request: OfficeRequest, article_id: int) -> HttpResponse:
    """One article: its text, its steps, who did what."""
    return page(request, found(request, article_id), {})


def page(request: OfficeRequest, shown: Article, forms: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page of an article; ``forms`` holds the one that was sent and refused, by its verb."""
    offered = offers(request.post, shown) if request.post else {}
    step = NEXT_STEP.get(State(shown.state))
    findings = checks.findings(shown, step) if step else []
    blank = {
        "return": ReasonForm(prefix="return"),
        "publish": PublishForm(prefix="publish"),
        "schedule": ScheduleForm(prefix="schedule"),
        "force": ReasonForm(prefix="force"),
        "withdraw": WithdrawForm(prefix="withdraw"),
        "set_expiry": ExpiryForm(prefix="set_expiry", initial={"expire_at": shown.expire_at}),
    }
    context = {
        "article": shown,
        "offers": offered,
        "forms": {**blank, **forms},
        "open": next(iter(forms), ""),
        "findings": findings,
        "warnings": [finding for finding in findings if finding.is_warning],
        "timeline": _timeline(shown),
        "listed": [held for held in shown.attachments.all() if held.role == "file"],
        "attributes": shown.attributes(),
        "body": mark_safe(shown.body),  # cleaned when it was saved
    }
    return render(request, "portal/office/article.html", context, status=status)


def _timeline(shown: Article) -> list[dict[str, Any]]:
    """Who did what when, the newest first, as the audit record has it."""
    return [
        {
            "at": entry.recorded_at,
            "label": events.label(entry.act),
            "person": entry.person,
            "unit": entry.unit,
            "post": entry.post,
            "reason": entry.detail.get("reason", ""),
            "version": entry.detail.get("version", ""),
            "changed": "、".join(entry.detail.get("changed", [])),
        }
        for entry in history("portal.article", shown.pk, most=50)
    ]


def back(article_id: int) -> HttpResponse:
    return redirect("portal:article", article_id)

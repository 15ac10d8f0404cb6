"""What stands against an article, line by line, and what does an editor do about it?"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import pressed
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.office.articles import found
from yiwang.subsystems.portal.proofreading import norm, rules, subject
from yiwang.subsystems.portal.proofreading.actions import keeping, words
from yiwang.subsystems.portal.proofreading.forms import SecrecyForm
from yiwang.subsystems.portal.proofreading.links import digest, outer
from yiwang.subsystems.portal.proofreading.models import Link, Override, SecrecyReview
from yiwang.subsystems.portal.rules import TRANSITIONS, WRITE, State
from yiwang.subsystems.portal.wording.mistakes import DOUBT

NEXT_STEP = {
    State.DRAFT: "submit",
    State.RETURNED: "submit",
    State.SUBMITTED: "review",
    State.REVIEWED: "publish",
    State.SCHEDULED: "publish_due",
    State.PUBLISHED: "publish",
    State.WITHDRAWN: "submit",
}
MOST_SHOWN = 50


@require_safe
@office(WRITE)
def checklist(request: OfficeRequest, article_id: int) -> HttpResponse:
    return _page(request, found(request, article_id), SecrecyForm())


@require_safe
@office(WRITE)
def beside(request: OfficeRequest, article_id: int) -> HttpResponse:
    """The short form, for the margin of the editor."""
    return render(request, "portal_proofreading/beside.html", _looked(found(request, article_id)))


def _looked(article: Article) -> dict[str, Any]:
    step = NEXT_STEP[State(article.state)]
    about = subject.of_article(article, step)
    order = list(rules.SEVERITIES)
    lines = sorted(
        norm.lines(article, about),
        key=lambda line: (not line.findings, order.index(line.check.severity) if line.findings else 0),
    )
    return {
        "article": article,
        "step": TRANSITIONS[step].label,
        "lines": lines,
        "open": [line for line in lines if line.findings],
        "mistakes": about.mistakes[:MOST_SHOWN],
        "more": max(0, len(about.mistakes) - MOST_SHOWN),
        "has_personal": any(line.check.code == "personal.numbers" and line.findings for line in lines),
        "can_accept": any(one.mistake.suggestion and one.mistake.grade != DOUBT for one in about.mistakes),
    }


def _page(request: OfficeRequest, article: Article, form: SecrecyForm, status: int = 200) -> HttpResponse:
    asked = outer(article.body)
    context = {
        **_looked(article),
        "secrecy_form": form,
        "may_review": may(request.post, rules.SECRECY, article.unit),
        "may_write": may(request.post, WRITE, article.unit),
        "reviews": SecrecyReview.objects.filter(article=article).select_related("reviewed_by")[:10],
        "overrides": Override.objects.filter(article=article)[:10],
        "links": Link.objects.filter(digest__in=[digest(one) for one in asked]).order_by("pk")
        if asked
        else [],
        "has_outer": bool(asked),
    }
    return render(request, "portal_proofreading/checklist.html", context, status=status)


def _done(request: OfficeRequest, article_id: int, said: str, deed: Callable[[], object]) -> HttpResponse:
    """Do it and go back to the list; what is refused is said there."""
    found(request, article_id)
    return pressed(request, deed, said, reverse("portal_proofreading:checklist", args=[article_id]))


def _version(request: OfficeRequest) -> int:
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


@require_POST
@office(WRITE)
def accept(request: OfficeRequest, article_id: int) -> HttpResponse:
    word = request.POST.get("word", "")
    return _done(
        request,
        article_id,
        "已采纳建议并保存为新版本。",
        lambda: words.accept(request.actor, article_id, _version(request), word),
    )


@require_POST
@office(WRITE)
def mask(request: OfficeRequest, article_id: int) -> HttpResponse:
    return _done(
        request,
        article_id,
        "已遮盖个人号码并保存为新版本。",
        lambda: words.mask(request.actor, article_id, _version(request)),
    )


@require_POST
@office(WRITE)
def spare(request: OfficeRequest, article_id: int) -> HttpResponse:
    word = request.POST.get("word", "")
    return _done(
        request,
        article_id,
        f"“{word}”在本稿中不再提示。",
        lambda: words.spare(request.actor, article_id, word),
    )


@require_POST
@office(WRITE)
def ask_links(request: OfficeRequest, article_id: int) -> HttpResponse:
    body = found(request, article_id).body
    return _done(request, article_id, "后台正在逐个打开，请稍后刷新查看。", lambda: keeping.ask_links(body))


@require_POST
@office(rules.SECRECY)
def secrecy(request: OfficeRequest, article_id: int) -> HttpResponse:
    article = found(request, article_id)
    form = SecrecyForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            keeping.conclude(request.actor, article.pk, said["conclusion"], said["opinion"])
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "保密审查结论已记录。")
            return redirect("portal_proofreading:checklist", article_id)
    return _page(request, article, form, status=422)

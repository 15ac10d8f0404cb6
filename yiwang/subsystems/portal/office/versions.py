"""Which texts did an article have, how do two of them differ, and what would the public see?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.portal import shown
from yiwang.subsystems.portal.actions import articles
from yiwang.subsystems.portal.comparison import compared
from yiwang.subsystems.portal.context import frame_at
from yiwang.subsystems.portal.models import Column, Version
from yiwang.subsystems.portal.office.articles import back, found
from yiwang.subsystems.portal.publishing import content_of
from yiwang.subsystems.portal.rules import WRITE

VERSIONS_SHOWN = 20


@require_safe
@office(WRITE)
def versions(request: OfficeRequest, article_id: int) -> HttpResponse:
    article = found(request, article_id)
    rows = article.versions.defer("content").select_related("saved_by")
    context = {"article": article, "page": page_of(rows, request.GET.get("page"), VERSIONS_SHOWN)}
    return render(request, "portal/office/versions.html", context)


@require_safe
@office(WRITE)
def compare(request: OfficeRequest, article_id: int) -> HttpResponse:
    """Two versions in one text; without numbers the newest against what is live, or the one before."""
    article = found(request, article_id)
    old = _numbered(request, "old", article.live_version or max(article.version - 1, 1))
    new = _numbered(request, "new", article.version)
    earlier, later = (get_object_or_404(Version, article=article, number=number) for number in (old, new))
    context = {
        "article": article,
        "old": earlier,
        "new": later,
        "comparison": compared(earlier.text(), later.text(), dict(Column.objects.values_list("pk", "title"))),
    }
    return render(request, "portal/office/compare.html", context)


@require_POST
@office(WRITE)
def restore(request: OfficeRequest, article_id: int, number: int) -> HttpResponse:
    article = found(request, article_id)
    get_object_or_404(Version, article=article, number=number)
    sent = request.POST.get("version", "")
    try:
        saved = articles.restore_version(
            request.actor, article.pk, int(sent) if sent.isdecimal() and len(sent) < 9 else -1, number
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"已将第 {number} 版恢复为第 {saved.version} 版草稿。")
    return back(article.pk)


@require_safe
@office(WRITE)
def preview(request: OfficeRequest, article_id: int) -> HttpResponse:
    """The public page exactly as it will look, with a banner that says it is none yet."""
    article = found(request, article_id)
    content = content_of(article, article.published_at or now())
    page = shown.of_article(article, content, frame_at(article.site, request.path))
    return render(
        request, "portal/public/article.html", {"page": page, "is_preview": True, "article": article}
    )


def _numbered(request: OfficeRequest, name: str, default: int) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 9 else default

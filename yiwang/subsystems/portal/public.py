"""What does the public read: home, columns, topics, articles, site map?"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import end_of, now, today
from yiwang.kernel.prepared import Prepared
from yiwang.kernel.publications import dependencies
from yiwang.kernel.publications.models import Placement, Publication
from yiwang.subsystems.portal import composed, lists, shown
from yiwang.subsystems.portal.context import SiteFrame, frame_of
from yiwang.subsystems.portal.front import PER_BLOCK, front_page
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.rules import SiteState

_PLACEMENTS = Prepared(
    lambda publication_id: (
        Placement.objects.filter(publication=publication_id)
        .select_related("publication__image")
        .order_by("pk")
    )
)


def gated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A site that is not open shows why on its front page, and nothing else."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        frame = frame_of(request)
        if frame.is_open:
            return view(request, *args, **kwargs)
        return away(request, frame) if request.path == "/" else _not_here(request, frame)

    return answered


def away(request: HttpRequest, frame: SiteFrame) -> HttpResponse:
    """503 for a while, 410 for good (RFC 9110); ``layout`` says why and where the content is.

    An outer installation holds nothing of a site in preparation: 404.
    """
    status = 410 if frame.state == SiteState.CLOSED else 503
    if frame.state == SiteState.PREPARING and settings.ZONE == "outer":
        status = 404
    return render(request, "portal/public/away.html", {"state": frame.state}, status=status)


def _not_here(request: HttpRequest, frame: SiteFrame) -> HttpResponse:
    """What a closed site held is looked for among the old addresses, see group/public.py."""
    if frame.state == SiteState.CLOSED:
        raise Http404
    return away(request, frame)


@require_safe
@gated
def home(request: HttpRequest) -> HttpResponse:
    """The front page: headline with picture, news, notices, documents, columns."""
    return answer(request, "portal/public/home.html", front_page(frame_of(request)))


@require_safe
@gated
def column(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A column: its only page, its table of documents, or its list; sub-columns before it.

    ``number``: a page of the list that is over, counted from the oldest; its address stays.
    """
    frame = frame_of(request)
    found = frame.column(slug)
    if found is None:
        raise Http404
    if found.kind == "link" and found.link:
        return redirect(found.link)
    if found.kind == "topic" and request.path.startswith("/c/"):
        return HttpResponsePermanentRedirect(found.address)
    return _column_page(request, frame, found, number)


def _column_page(request: HttpRequest, frame: SiteFrame, found: Column, number: int | None) -> HttpResponse:
    children = frame.children(found)
    context: dict[str, object] = {
        "column": found,
        "line": frame.line(found),
        "children": children,
        "siblings": frame.children(next((one for one in frame.columns if one.pk == found.parent_id), None)),
    }
    if found.kind == "page":
        return _single_page(request, frame, found, context)
    if found.kind == "topic" and (blocks := composed.drawn(frame, found)) is not None:
        return answer(request, composed.TEMPLATE, {**context, **blocks})
    if found.kind == "topic" and children:
        context["blocks"] = lists.blocks(frame, children, PER_BLOCK)
        return answer(request, "portal/public/topic.html", context)
    slugs = [one.slug for one in frame.subtree(found)]
    if asked := request.GET.get("page"):
        return _as_numbered_now(frame, found, slugs, asked)
    page = lists.column_part(frame.slug, found, slugs, number)
    if page is None:
        raise Http404
    if number == page.newest:
        return redirect(found.address)  # not over yet: it is the front
    context["page"] = page
    return answer(
        request, f"portal/public/{'documents' if found.kind == 'documents' else 'column'}.html", context
    )


def _as_numbered_now(frame: SiteFrame, found: Column, slugs: list[str], asked: str) -> HttpResponse:
    """Addresses of earlier times counted from the newest: lead to where that article stands today."""
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    number = lists.keeper().number_of_page(frame.slug, found.slug, slugs, page, now()) if page > 1 else None
    if page > 1 and number is None:
        raise Http404
    part = lists.keeper().part(frame.slug, found.slug, slugs, number, now())
    is_over = part is not None and part.number < part.newest
    return redirect(f"{found.address}p/{number}/" if is_over else found.address)


def _single_page(
    request: HttpRequest, frame: SiteFrame, found: Column, context: dict[str, object]
) -> HttpResponse:
    newest = lists.newest(frame.slug, [found.slug], 1)
    if not newest:
        context["page"] = lists.column_part(frame.slug, found, [found.slug])
        return answer(request, "portal/public/column.html", context)
    publication = Publication.objects.select_related("image").get(pk=newest[0].pk)
    context["page"] = shown.of_publication(publication, [found.slug], frame, today())
    return answer(request, "portal/public/single.html", context, publication.changed_at)


@require_safe
@gated
def topics(request: HttpRequest) -> HttpResponse:
    frame = frame_of(request)
    found = [column for column in frame.columns if column.kind == "topic"]
    for topic in found:
        if topic.ends_on is not None and not _is_over(topic):
            dependencies.holds_until(end_of(topic.ends_on))
    context = {
        "running": [topic for topic in found if topic.is_open and not _is_over(topic)],
        "past": [topic for topic in found if not topic.is_open or _is_over(topic)],
    }
    return answer(request, "portal/public/topics.html", context)


def _is_over(topic: Column) -> bool:
    return topic.ends_on is not None and topic.ends_on < today()


@require_safe
@gated
def article(request: HttpRequest, publication_id: int) -> HttpResponse:
    """What was published; what was withdrawn is gone, and the page says why.

    The main site shows what any site published; another one what stands on it.
    """
    placements = _PLACEMENTS.rows(publication_id)
    publication = (
        placements[0].publication if placements else Publication.objects.filter(pk=publication_id).first()
    )
    if publication is None:
        raise Http404
    if publication.is_withdrawn:
        return render(request, "portal/public/gone.html", {"publication": publication}, status=410)
    frame = frame_of(request)
    if not frame.may_show(publication):
        raise Http404
    slugs = [placement.column for placement in placements if placement.site == frame.slug]
    if not (slugs or frame.is_main or publication.site == frame.slug):
        raise Http404
    page = shown.of_publication(publication, slugs, frame, today())
    related = lists.older(frame.slug, page.column.slug, publication) if page.column else []
    context = {"page": page, "related": related}
    dependencies.note(dependencies.publication(publication.pk))
    dependencies.holds_until(publication.readable_until)
    if publication.expires_on and not page.is_out_of_force:
        dependencies.holds_until(end_of(publication.expires_on))
    return answer(
        request, "portal/public/article.html", context, publication.changed_at, publication.readable_until
    )


@require_safe
@gated
def site_map(request: HttpRequest) -> HttpResponse:
    """All open columns as a tree, for people; programs read /sitemap.xml."""
    frame = frame_of(request)
    tree = [
        (top, [(child, frame.children(child)) for child in frame.children(top)])
        for top in frame.children(None)
    ]
    return answer(request, "portal/public/site_map.html", {"tree": tree})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /office/",
        "Disallow: /search/",
        "",
        f"Sitemap: {frame_of(request).address}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def answer(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    changed_at: datetime | None = None,
    until: datetime | None = None,
) -> HttpResponse:
    """The page with its digest as ETag, or 304 where the reader has it.

    ``public, no-cache``: the same for everybody, to be asked for again each time (RFC 9111); that is what
    ``remembered`` keeps. A page that ends by itself at a moment is not kept.
    """
    response = render(request, template, context)
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    if changed_at is not None:
        response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    response.headers["Cache-Control"] = "private, no-cache" if until else "public, no-cache"
    conditional = get_conditional_response(request, etag=etag, response=response)
    return conditional if conditional is not None else response

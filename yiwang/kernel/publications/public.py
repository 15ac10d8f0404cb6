"""What do /search/, /feed/ and /sitemap.xml answer?"""

from datetime import datetime
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.publications import batches, dependencies, feeds, kinds, listings, site_map
from yiwang.kernel.publications.forms import SearchForm
from yiwang.kernel.publications.models import Publication
from yiwang.kernel.publications.sections import Place, Section, keeper
from yiwang.kernel.search.queries import search

LAST_PAGE = 30
MEDIA_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """The form, and what is found where something was asked."""
    place = keeper().place(request)
    form = SearchForm(request.GET)
    is_valid, results = form.is_valid(), None
    if is_valid and form.is_asked:
        results = search(form.query(place), page=_page(request))
    context = {
        "form": form,
        "is_asked": form.is_asked,
        "is_narrowed": form.is_narrowed,
        "results": results,
        "hits": [(hit, kinds.label(hit.category)) for hit in results.hits] if results else [],
    }
    return render(request, "publications/search.html", context)


def _page(request: HttpRequest) -> int:
    written = request.GET.get("page", "1")
    return (
        min(int(written), LAST_PAGE) if written.isascii() and written.isdigit() and written.strip("0") else 1
    )


@require_safe
def feed(request: HttpRequest, form: str = "rss") -> HttpResponse:
    """What is new on the whole site."""
    place = keeper().place(request)
    dependencies.note(dependencies.site(place.site))
    newest = Publication.objects.readable(now()).filter(site=place.site).newest_first().light()
    rows = batches.once(("site feed", place.site), lambda: list(newest[: feeds.SIZE]))
    return _feed(request, keeper().site(place.site), rows, form)


@require_safe
def column_feed(request: HttpRequest, column: str, form: str = "rss") -> HttpResponse:
    """What is new in a column and those below it."""
    place = keeper().place(request)
    section = keeper().column(place.site, column)
    if section is None:
        raise Http404
    rows = listings.newest(place.site, section.slugs, now(), feeds.SIZE).rows
    return _feed(request, section, sorted(rows, key=lambda row: row.published_at, reverse=True), form)


@require_safe
def unit_feed(request: HttpRequest, unit_id: int, form: str = "rss") -> HttpResponse:
    """What is new from a unit."""
    unit = get_object_or_404(Unit, pk=unit_id)
    dependencies.note(dependencies.unit(unit.pk))
    rows = Publication.objects.readable(now()).filter(unit=unit).newest_first().light()[: feeds.SIZE]
    return _feed(request, Section(unit.name, f"{unit.name}发布的信息"), list(rows), form)


def _feed(request: HttpRequest, section: Section, rows: list[Publication], form: str) -> HttpResponse:
    place = keeper().place(request)
    content = feeds.written(section, feeds.Feed(place.address, request.path), rows, form)
    return _answer(request, content, f"{MEDIA_TYPES[form]}; charset=utf-8", _last_change(place))


def _last_change(place: Place) -> datetime | None:
    """When the public last saw anything change: a withdrawal changes feeds too, though nothing in them
    says so.
    """
    moments = Publication.objects.filter(site=place.site, changed_at__lte=now()).order_by("-changed_at")
    return batches.once(
        ("last change", place.site), lambda: moments.values_list("changed_at", flat=True).first()
    )


@require_safe
def site_map_index(request: HttpRequest) -> HttpResponse:
    return _answer(request, site_map.index(keeper().place(request)), "application/xml", None)


@require_safe
def site_map_columns(request: HttpRequest) -> HttpResponse:
    return _answer(request, site_map.columns(keeper().place(request)), "application/xml", None)


@require_safe
def site_map_page(request: HttpRequest, page: int) -> HttpResponse:
    if not 1 <= page <= 10_000:
        raise Http404
    content = site_map.publications(keeper().place(request), page, now())
    return _answer(request, content, "application/xml", None)


def _answer(request: HttpRequest, content: str, media_type: str, changed_at: datetime | None) -> HttpResponse:
    """The content, or 304 where the reader has it (RFC 9110, 13)."""
    etag = f'"{sha256(content.encode()).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=media_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    if changed_at:
        response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    stamp = int(changed_at.timestamp()) if changed_at else None
    conditional = get_conditional_response(request, etag=etag, last_modified=stamp, response=response)
    return conditional if conditional is not None else response

"""How does a reader get from an article to its neighbours, and onto a phone?

The neighbours are asked for when somebody goes there: the page of an article stays the same file whatever is
published after it.
"""

from io import BytesIO

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.publications.models import Placement, Publication
from yiwang.subsystems.portal.context import frame_of
from yiwang.subsystems.portal.public import gated


@require_safe
@gated
def following(request: HttpRequest, publication_id: int) -> HttpResponse:
    """The next one in its column, published later; the column where there is none yet."""
    return _neighbour(request, publication_id, is_later=True)


@require_safe
@gated
def previous(request: HttpRequest, publication_id: int) -> HttpResponse:
    return _neighbour(request, publication_id, is_later=False)


def _neighbour(request: HttpRequest, publication_id: int, *, is_later: bool) -> HttpResponse:
    """By the time of publication, then by number: three queries at most."""
    site = frame_of(request).slug
    own = Placement.objects.filter(publication=publication_id, site=site).order_by("pk").first()
    if own is None:
        raise Http404
    beside = Placement.objects.filter(site=site, column=own.column, published_at__lte=now())
    compared, order = ("gt", "") if is_later else ("lt", "-")
    moment = own.published_at
    same = beside.filter(published_at=moment, **{f"publication_id__{compared}": publication_id})
    other = beside.filter(**{f"published_at__{compared}": moment})
    found = (
        same.order_by(f"{order}publication_id").first()
        or other.order_by(f"{order}published_at", f"{order}publication_id").first()
    )
    return redirect(f"/a/{found.publication_id}/" if found else f"/c/{own.column}/")


@require_safe
def qr_code(request: HttpRequest, publication_id: int) -> HttpResponse:
    """The address of an article as a picture that a phone reads (ISO/IEC 18004)."""
    if not Publication.objects.readable(now()).filter(pk=publication_id).exists():
        raise Http404
    drawn = BytesIO()
    address = f"{frame_of(request).address}/a/{publication_id}/"
    segno.make(address, error="m").save(drawn, kind="svg", scale=4, border=2, light="#fff")
    response = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response

"""What becomes of an address that has no page: an old one, a short one, one of a closed site?"""

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.views.decorators.http import require_safe

from yiwang.subsystems.portal.context import address_of, frame_of
from yiwang.subsystems.portal.group import rules, ways
from yiwang.subsystems.portal.public import answer, away
from yiwang.subsystems.portal.rules import SiteState
from yiwang.subsystems.portal.sites import Site

MOST = 500


def elsewhere(request: HttpRequest) -> HttpResponse | None:
    """Where an address without a page leads now; one query, asked only when no page was found.

    What a closed site held stands under the same number on the site that took it.
    """
    if request.method not in {"GET", "HEAD"}:
        return None
    frame = frame_of(request)
    if frame.row.pk is None:
        return None
    way = ways.first_of(frame.row, _asked(request))
    if way is not None:
        kind = HttpResponseRedirect if way.is_short else HttpResponsePermanentRedirect
        return kind(_elsewhere(frame.row, way.address))
    if frame.is_open:
        return None
    if frame.state == SiteState.CLOSED and request.path.startswith("/a/"):
        return HttpResponsePermanentRedirect(_elsewhere(frame.row, request.path))
    return away(request, frame)


def _asked(request: HttpRequest) -> list[str]:
    """The whole address first, then without what was asked behind it."""
    whole = rules.path_of(request.get_full_path())
    bare = rules.path_of(request.path)
    return [one for one in dict.fromkeys((whole, bare, bare.rstrip("/"), f"{bare}/")) if one]


def _elsewhere(site: Site, address: str) -> str:
    """A page that moved with its site is on the one that took it."""
    successor = str(site.layout.get("successor", "")).rstrip("/")
    return f"{successor}{address}" if address.startswith("/") and successor else address


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """The sites of the group, and those that were closed with where their content is (〔2017〕47号, 关停)."""
    running = Site.objects.filter(state__in=[SiteState.OPEN, SiteState.OFFLINE]).order_by("unit__path", "pk")
    ends = Coalesce(Max("closings__closed_at"), "known__closed_at")
    closed = Site.objects.filter(state=SiteState.CLOSED).annotate(on=ends).order_by("-on", "pk")
    context = {"running": [(one, address_of(one)) for one in running[:MOST]], "closed": closed[:MOST]}
    return answer(request, "portal_group/public_sites.html", context)

"""What becomes of an address that has no page: an old one, a short one, one of a closed site?"""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.views.decorators.http import require_safe

from yiwang.subsystems.portal.context import address_of, frame_of
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.models import Closing, Redirect
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
    found = _redirect(frame.row, request)
    if found is not None:
        kind = HttpResponseRedirect if found.kind == Redirect.Kind.SHORT else HttpResponsePermanentRedirect
        return kind(_elsewhere(frame.row, found.address))
    if frame.is_open:
        return None
    if frame.state == SiteState.CLOSED and request.path.startswith("/a/"):
        return HttpResponsePermanentRedirect(_elsewhere(frame.row, request.path))
    return away(request, frame)


def _redirect(site: Site, request: HttpRequest) -> Redirect | None:
    """By the whole address first, then without what was asked behind it."""
    whole = rules.path_of(request.get_full_path())
    bare = rules.path_of(request.path)
    wanted = [one for one in dict.fromkeys((whole, bare, bare.rstrip("/"), f"{bare}/")) if one]
    found = {row.path: row for row in Redirect.objects.filter(site=site, path__in=wanted)}
    return next((found[one] for one in wanted if one in found), None)


def _elsewhere(site: Site, address: str) -> str:
    """A page that moved with its site is on the one that took it."""
    successor = str(site.layout.get("successor", "")).rstrip("/")
    return f"{successor}{address}" if address.startswith("/") and successor else address


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """The sites of the group, and those that were closed with where their content is (〔2017〕47号, 关停)."""
    running = Site.objects.filter(state__in=[SiteState.OPEN, SiteState.OFFLINE]).order_by("unit__path", "pk")
    closed = Closing.objects.closed().select_related("site", "target").order_by("-closed_at")
    context = {
        "running": [(one, address_of(one)) for one in running[:MOST]],
        "closed": [(one, address_of(one.target)) for one in closed[:MOST]],
    }
    return answer(request, "portal_group/public_sites.html", context)

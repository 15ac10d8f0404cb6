"""How would the pages of a site look in an edition that nobody but its keepers may see yet?"""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, URLResolver, path
from django.urls.resolvers import RegexPattern

from yiwang.kernel.publications.public import search_page
from yiwang.subsystems.portal import lost, public
from yiwang.subsystems.portal.channels.public import sharing
from yiwang.subsystems.portal.context import SiteFrame, Trial, frame_at
from yiwang.subsystems.portal.group.models import Edition
from yiwang.subsystems.portal.rules import SiteState

# The pages that an edition changes; an installation without public pages of its own tries them too.
TRIED = URLResolver(
    RegexPattern(r"^/"),
    [
        path("", public.home),
        path("c/<str:slug>/", public.column),
        path("c/<str:slug>/p/<int:number>/", public.column),
        path("t/", public.topics),
        path("t/<str:slug>/", public.column),
        path("t/<str:slug>/p/<int:number>/", public.column),
        path("a/<int:publication_id>/", public.article),
        path("a/<int:publication_id>/next/", sharing.following),
        path("a/<int:publication_id>/previous/", sharing.previous),
        path("sitemap/", public.site_map),
        path("search/", search_page),
    ],
)
LINK = re.compile(r'( (?:href|action)=")(/[^"]*)(?=")')


def page(request: HttpRequest, edition: Edition, trial: Trial, address: str) -> HttpResponse:
    """The page at that address of the site, in this edition, its links leading to others like it.

    ``request`` is changed: from here on it asks for the public page. Never kept, never found by a search.
    """
    here = request.path.removesuffix(address.removeprefix("/"))
    frame = _frame(edition, trial, address)
    request.site_frame = frame  # type: ignore[attr-defined]
    request.path = request.path_info = address
    answer = _answered(request, frame, address)
    _lead_on(answer, here)
    for name in ("ETag", "Last-Modified"):
        answer.headers.pop(name, None)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _frame(edition: Edition, trial: Trial, address: str) -> SiteFrame:
    frame = frame_at(edition.site, address)
    frame.trial = trial
    frame.is_for_outside = frame.is_for_outside or settings.ZONE == "inner"
    site = frame.row
    site.theme, site.state = edition.theme, SiteState.OPEN
    site.layout = {**site.layout, "blocks": edition.blocks, "hidden": edition.hidden}
    return frame


def _answered(request: HttpRequest, frame: SiteFrame, address: str) -> HttpResponse:
    try:
        view, positional, named = TRIED.resolve(address)
        answer: HttpResponse = view(request, *positional, **named)
    except Http404:
        context = {"meant": lost.meant(frame, address)}
        return render(request, "portal/public/lost.html", context, status=404)
    return answer


def _lead_on(answer: HttpResponse, here: str) -> None:
    """Let links and redirects to pages that are tried stay within the trial."""
    if "Location" in answer.headers:
        answer.headers["Location"] = _led(answer.headers["Location"], here)
    elif answer.headers.get("Content-Type", "").startswith("text/html"):
        text = LINK.sub(lambda link: link[1] + _led(link[2], here), answer.content.decode())
        answer.content = text.encode()


def _led(address: str, here: str) -> str:
    try:
        TRIED.resolve(re.split(r"[?#]", address, maxsplit=1)[0])
    except Resolver404:
        return address
    return here + address.removeprefix("/")

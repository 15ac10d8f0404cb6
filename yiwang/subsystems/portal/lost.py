"""What does somebody see who asked for a page that is not there?"""

from collections.abc import Callable
from difflib import get_close_matches
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found as plainly

from yiwang.subsystems.portal.context import SiteFrame, frame_of
from yiwang.subsystems.portal.models import Column

NOT_PUBLIC = ("/office/", "/accounts/", "/api/", "/static/", "/files/")
CLOSE = 0.6
MOST = 3
_ways: list[Callable[[HttpRequest], HttpResponse | None]] = []


def register(way: Callable[[HttpRequest], HttpResponse | None]) -> None:
    """From ``AppConfig.ready``: who knows where an address without a page leads now; asked in turn."""
    _ways.append(way)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page of the site with its search and what may have been meant; officials see the plain one."""
    if settings.ZONE == "inner" or request.path.startswith(NOT_PUBLIC):
        return plainly(request, exception)
    for way in _ways:
        answer = way(request)
        if answer is not None:
            return answer
    context = {"meant": meant(frame_of(request), request.path)}
    return render(request, "portal/public/lost.html", context, status=404)


def meant(frame: SiteFrame, path: str) -> list[Column]:
    """Open columns whose address is much like a part of the path, or whose title is one."""
    parts = [unquote(one).casefold()[:80] for one in path.split("/") if len(one) > 1][:4]
    named = {name.casefold(): one for one in frame.columns if one.is_open for name in (one.slug, one.title)}
    found = [named[name] for part in parts for name in get_close_matches(part, named, MOST, CLOSE)]
    return list(dict.fromkeys(found))[:MOST]

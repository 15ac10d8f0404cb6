"""What stands on a self-service terminal in a hall (自助终端), and how does it begin and end?"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.subsystems.portal import lists
from yiwang.subsystems.portal.context import frame_of
from yiwang.subsystems.portal.front import LEADING_TYPES
from yiwang.subsystems.portal.public import gated

NOTICES = 5


@dataclass(frozen=True)
class Tile:
    """One large field; ``hall_address`` leads to the same in the hall in which the terminal stands."""

    title: str
    words: str
    address: str
    mark: str
    hall_address: str = ""

    def address_in(self, hall: str) -> str:
        return self.hall_address.format(hall=hall) if hall and self.hall_address else self.address


@cache
def tiles() -> tuple[Tile, ...]:
    """From kiosk.toml. Raises ValueError where a tile would lead off this site."""
    place = Path(__file__).resolve().parent.parent / "kiosk.toml"
    found = tuple(Tile(**row) for row in tomllib.loads(place.read_text(encoding="utf-8"))["tile"])
    for tile in found:
        for address in (tile.address, tile.hall_address or "/"):
            if not address.startswith("/") or address.startswith("//"):
                raise ValueError(f"The tile {tile.title} leads off this site.")
    return found


@require_safe
@gated
def kiosk(request: HttpRequest, hall: str = "") -> HttpResponse:
    """The start of a terminal; from here on the browser's tab is a terminal until it is closed.

    ``?ended=``: whoever stood there went; nothing that the browser knows of them stays.
    """
    frame = frame_of(request)
    notices = [one.slug for one in frame.columns if one.is_open and one.column_type == LEADING_TYPES[1]]
    context = {
        "tiles": [(tile, tile.address_in(hall)) for tile in tiles()],
        "notices": lists.newest(frame.row.slug, notices, NOTICES) if notices else [],
        "state": "on",
    }
    response = render(request, "portal_channels/public/kiosk.html", context)
    response.headers["Cache-Control"] = "no-store"
    if "ended" in request.GET:
        for name in request.COOKIES:
            response.delete_cookie(name)
        response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """For whoever looks after the terminal: the tab is an ordinary one again."""
    response = render(request, "portal_channels/public/kiosk_left.html", {"state": "off"})
    response.headers["Cache-Control"] = "no-cache"
    return response

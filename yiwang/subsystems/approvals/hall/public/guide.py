"""What does the public read of one item?"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.subsystems.approvals.hall import chart, guide_page
from yiwang.subsystems.approvals.items import guides
from yiwang.subsystems.approvals.items.models import Guide


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """The whole guide; of an item that has ended, when and why, and what replaced it.

    ``?print`` unfolds everything, for paper.
    """
    found = guides.known_guide(code)
    if found is None or found.current is None:
        raise Http404
    if not found.is_open:
        return closed(request, found)
    shown = guide_page.of(found)
    context = {
        "is_print": "print" in request.GET,
        "guide": found,
        "shown": shown,
        "elements": shown.elements,
        "chart": chart.plain(shown.elements),
    }
    return render(request, "hall/guide.html", context)


def closed(request: HttpRequest, found: Guide, **more: object) -> HttpResponse:
    """410, as of everything that was there once; ``more``: a draft that is kept all the same."""
    context = {"guide": found, "successor": successor(found), **more}
    return render(request, "hall/closed.html", context, status=410)


def successor(found: Guide) -> Guide | None:
    if not found.successor_code:
        return None
    return Guide.objects.open().filter(code=found.successor_code).first()

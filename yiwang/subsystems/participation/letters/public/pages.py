"""What does everybody read: the mailboxes, letters that were released, and the figures?"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.intake import browsers, throttle
from yiwang.kernel.intake.browsers import Browser
from yiwang.kernel.intake.gate import public_form, who
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.search import queries as search
from yiwang.subsystems.participation.letters import limits, outside, rules, statistics
from yiwang.subsystems.participation.letters.actions import seconding
from yiwang.subsystems.participation.letters.models import Box, Trace

NEWEST, SIZE = 8, 20
COOKIE = "yiwang_seconded"


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The mailboxes by kind, the newest answers, this year's figures; a fixed number of queries."""
    boxes = list(Box.objects.in_order())
    found = {label: [box for box in boxes if box.kind == kind] for kind, label in rules.MAILBOX_KINDS.items()}
    groups = [(label, several) for label, several in found.items() if len(several) > 1]
    single = [box for several in found.values() if len(several) == 1 for box in several]
    if single:
        groups.append(("其他渠道" if groups else "写信渠道", single))
    context = {
        "groups": groups,
        "newest": Trace.objects.shown().order_by("-shown_on", "-pk")[:NEWEST],
        "total": statistics.total(today().year),
    }
    return render(request, "letters/public/overview.html", context)


@require_safe
def replies(request: HttpRequest) -> HttpResponse:
    """Letters that were released, the newest first; with words those that have them, the nearest first."""
    text, code = request.GET.get("q", "").strip()[:60], request.GET.get("mailbox", "")[:40]
    boxes = list(Box.objects.in_order().exclude(exposure=rules.NEVER))
    box = next((one for one in boxes if one.code == code), None)
    found = Trace.objects.shown().in_box(box.code if box else "")
    context: dict[str, Any] = {"boxes": boxes, "box": box, "text": text}
    if text:
        number = _number(request)
        hits = search.search(search.Query(text, categories=(outside.CATEGORY,)), number, SIZE)
        ids = [int(hit.object_id) for hit in hits.hits if hit.object_id.isdigit()]
        by_publication = {one.publication_id: one for one in found.filter(publication_id__in=ids)}
        context["rows"] = [by_publication[pk] for pk in ids if pk in by_publication]
        context["page"] = hits
    else:
        page = page_of(found.order_by("-shown_on", "-pk"), request.GET.get("page"), SIZE)
        context["rows"], context["page"] = page.rows, page
    return render(request, "letters/public/replies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@public_form
def letter(request: HttpRequest, uid: str) -> HttpResponseBase:
    """One released letter, which readers may second; where it was taken down the page says so, without its
    words.
    """
    trace = get_object_or_404(Trace, uid=uid)
    if not trace.is_shown and not trace.note:
        raise Http404
    browser = browsers.read_browser(request.COOKIES.get(COOKIE, ""))
    if request.method == "POST" and trace.is_shown:
        return _seconded(request, uid, browser or browsers.new_browser())
    box = Box.objects.filter(code=trace.box_code).first()
    context = {"trace": trace, "box": box, "has_seconded": seconding.has_seconded(uid, browser)}
    return render(request, "letters/public/letter.html", context, status=200 if trace.is_shown else 410)


def _seconded(request: HttpRequest, uid: str, browser: Browser) -> HttpResponse:
    throttle.spend(throttle.Count("seconding", limits.SECONDINGS_AN_HOUR), who(request))
    throttle.spend(throttle.Count(f"second_{uid}", limits.SECONDINGS_OF_ONE_AN_HOUR), who(request))
    seconding.second(uid, browser)
    response = redirect("participation_letters:letter", uid)
    browsers.remember(response, browser, COOKIE, "/letters/replies/")
    return response


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure of a year, by mailbox and by unit, each a link to its letters."""
    year = _year(request)
    context = {
        "year": year,
        "years": statistics.years(today().year),
        "total": statistics.total(year),
        "boxes": statistics.by_mailbox(year),
        "units": statistics.by_unit(year),
    }
    return render(request, "letters/public/statistics.html", context)


@require_safe
def behind(request: HttpRequest) -> HttpResponse:
    """The letters that a figure counts: of those not released days and state only."""
    of = request.GET.get("of", "received")
    if of not in statistics.OF:
        raise Http404
    code, unit = request.GET.get("mailbox", "")[:40], request.GET.get("unit", "")[:120]
    names = dict(Box.objects.values_list("code", "name"))
    page = page_of(statistics.behind(_year(request), of, code, unit), request.GET.get("page"), 30)
    context = {
        "rows": [(trace, names.get(trace.box_code, "")) for trace in page.rows],
        "page": page,
        "label": statistics.OF[of][0],
        "year": _year(request),
        "where": names.get(code, "") or unit,
    }
    return render(request, "letters/public/behind.html", context)


def _year(request: HttpRequest) -> int:
    asked, this = request.GET.get("year", ""), today().year
    return int(asked) if asked.isascii() and asked.isdigit() and 2000 <= int(asked[:5]) <= this else this


def _number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return max(1, min(int(asked), 50)) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1

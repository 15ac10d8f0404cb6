"""What does an official see first, and find by search?"""

from django.http import HttpResponse
from django.shortcuts import render

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.notifications.queries import newest
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.search.queries import Query, search
from yiwang.kernel.workbench.todos import piles_for


@office
def home(request: OfficeRequest) -> HttpResponse:
    context = {
        "piles": piles_for(request.post),
        "notices": newest(request.user, most=8),
        "today": today(),
    }
    return render(request, "workbench/home.html", context)


@office
def search_page(request: OfficeRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    page = int(number) if (number := request.GET.get("page", "1")).isdecimal() and len(number) < 5 else 1
    found = search(Query(text=text, audience="office", post=request.post), page=page) if text else None
    return render(request, "workbench/search.html", {"query_text": text, "found": found})

"""How do those who look after the site see which pages are up, which wait, and which cannot be made?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.pages import making, mode, queries, rules
from yiwang.subsystems.portal.pages.actions import remaking
from yiwang.subsystems.portal.pages.models import Page
from yiwang.subsystems.portal.sites import Site


@require_safe
@office(rules.READ)
def overview(request: OfficeRequest) -> HttpResponse:
    """Counts by site, the pages of one state, and what keeps them from being written."""
    state = request.GET.get("state", "")
    state = state if state in rules.STATES else ""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context = {
        "counted": queries.counted(),
        "marker": queries.marker(),
        "mode": rules.MODES[mode.mode()],
        "are_files": mode.are_files(),
        "page": page_of(queries.listed(state, text), request.GET.get("page")),
        "state": state,
        "states": rules.STATES,
        "q": text,
        "may_manage": _may_manage(request),
    }
    return render(request, "portal_pages/overview.html", context)


@require_safe
@office(rules.READ)
def page(request: OfficeRequest, page_id: int) -> HttpResponse:
    """One page: its file, what it shows, and what is wrong with it."""
    shown = get_object_or_404(Page, pk=page_id)
    keys = page_of(shown.dependencies.order_by("key"), request.GET.get("page"))
    context = {"shown": shown, "page": keys, "may_manage": _may_manage(request)}
    return render(request, "portal_pages/page.html", context)


@require_POST
@office(rules.MANAGE)
def remake_page(request: OfficeRequest, page_id: int) -> HttpResponse:
    shown = get_object_or_404(Page, pk=page_id)
    _require_city(request)
    remaking.remake_page(request.actor, shown.pk)
    making.make_or_say_why(making.AT_ONCE, seconds=2)
    messages.success(request, "已重新生成，结果见下。")
    return redirect("portal_pages:page", shown.pk)


@require_POST
@office(rules.MANAGE)
def remake(request: OfficeRequest) -> HttpResponse:
    """All pages of a site, or of all sites: the worker makes them, the last good ones stay up."""
    _require_city(request)
    slug = request.POST.get("site", "")
    site = get_object_or_404(Site, slug=slug) if slug else None
    count = remaking.remake_all(request.actor, site)
    messages.success(request, f"{count} 个页面等待重新生成，由后台逐个更新，期间原有页面照常显示。")
    return redirect("portal_pages:overview")


def _may_manage(request: OfficeRequest) -> bool:
    return may(request.post, rules.MANAGE) and request.post.unit.parent_id is None


def _require_city(request: OfficeRequest) -> None:
    if request.post.unit.parent_id is not None:
        raise Refused("静态页面全市统一生成，由市级静态发布管理岗位操作。")

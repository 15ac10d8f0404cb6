"""Which sites are in the group, how do they stand, what is filed, which are off-line?"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done, pressed
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.duties import duties
from yiwang.subsystems.portal.group import rules
from yiwang.subsystems.portal.group.actions import filing, offline
from yiwang.subsystems.portal.group.forms import FilingForm, OfflineForm, ReasonForm
from yiwang.subsystems.portal.group.models import Closing, Filing, FilingChange, Offline
from yiwang.subsystems.portal.group.statistics import figures
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.rules import COLUMNS, SITES
from yiwang.subsystems.portal.sites import Site

STATE_TONES = {"preparing": "info", "open": "good", "offline": "warn", "closed": ""}
CHANGES_SHOWN = 10


@require_safe
@office(SITES)
def listing(request: OfficeRequest) -> HttpResponse:
    rows = Site.objects.visible_to(request.post).select_related("unit").order_by("unit__path", "pk")
    asked = request.GET.get("state", "")
    if asked in STATE_TONES:
        rows = rows.filter(state=asked)
    page = page_of(rows, request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, STATE_TONES[one.site.state]) for one in figures(page.rows)],
        "asked": asked,
        "is_city": request.post.unit.parent_id is None,
    }
    return render(request, "portal_group/sites.html", context)


@require_safe
@office(SITES)
def site(request: OfficeRequest, site_id: int) -> HttpResponse:
    return site_page(request, seen(request, site_id), {})


def seen(request: OfficeRequest, site_id: int) -> Site:
    """The site, where the post may look after it; 404 otherwise."""
    return get_object_or_404(Site.objects.visible_to(request.post).select_related("unit"), pk=site_id)


def site_page(request: OfficeRequest, shown: Site, forms: dict[str, Any]) -> HttpResponse:
    filed = Filing.objects.filter(site=shown).first()
    columns = Column.objects.open().filter(site=shown).select_related("unit").in_order()
    blank = {
        "filing_form": FilingForm(instance=filed, prefix="filing"),
        "offline_form": OfflineForm(prefix="offline"),
        "cancel_form": ReasonForm(prefix="cancel"),
    }
    context = {
        "shown": shown,
        "tone": STATE_TONES[shown.state],
        "figures": figures([shown])[0],
        "overdue": [duty for duty in duties(list(columns)) if duty.is_overdue],
        "filing": filed,
        "changes": FilingChange.objects.filter(site=shown).select_related("by")[:CHANGES_SHOWN],
        "offline_times": Offline.objects.filter(site=shown).select_related("approved_by")[:CHANGES_SHOWN],
        "closing": Closing.objects.filter(site=shown).exclude(state=rules.ClosingState.DROPPED).first(),
        "may_manage": may(request.post, rules.GROUP, shown.unit or root()),
        "may_columns": may(request.post, COLUMNS, shown.unit or root()),
        **blank,
        **forms,
    }
    return render(request, "portal_group/site.html", context, status=422 if forms else 200)


def root() -> Unit | None:
    return Unit.objects.filter(parent=None).first()


def _here(shown: Site) -> str:
    return reverse("portal_group:site", args=[shown.pk])


@require_POST
@office(SITES)
def file(request: OfficeRequest, site_id: int) -> HttpResponse:
    shown = seen(request, site_id)
    form = FilingForm(request.POST, instance=Filing.objects.filter(site=shown).first(), prefix="filing")
    answer = done(
        request,
        form,
        lambda: filing.file(request.actor, shown.pk, form.facts(), form.cleaned_data["ground"]),
        "备案信息已保存。",
        _here(shown),
    )
    return answer or site_page(request, shown, {"filing_form": form})


@require_POST
@office(rules.GROUP)
def cancel_filing(request: OfficeRequest, site_id: int) -> HttpResponse:
    shown = seen(request, site_id)
    form = ReasonForm(request.POST, prefix="cancel")
    answer = done(
        request,
        form,
        lambda: filing.cancel(request.actor, shown.pk, form.cleaned_data["reason"]),
        "备案已注销。",
        _here(shown),
    )
    return answer or site_page(request, shown, {"cancel_form": form})


@require_POST
@office(rules.GROUP)
def take_offline(request: OfficeRequest, site_id: int) -> HttpResponse:
    shown = seen(request, site_id)
    form = OfflineForm(request.POST, prefix="offline")
    answer = done(
        request,
        form,
        lambda: offline.take_offline(
            request.actor, shown.pk, form.cleaned_data["ends_on"], form.cleaned_data["reason"]
        ),
        "网站已临时下线。",
        _here(shown),
    )
    return answer or site_page(request, shown, {"offline_form": form})


@require_POST
@office(rules.GROUP)
def bring_back(request: OfficeRequest, site_id: int) -> HttpResponse:
    shown = seen(request, site_id)
    return pressed(request, lambda: offline.bring_back(request.actor, shown.pk), "网站已恢复。", _here(shown))

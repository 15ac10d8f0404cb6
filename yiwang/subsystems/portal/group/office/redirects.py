"""Where do the old and short addresses of a site lead?"""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done, pressed
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.portal.group.actions import redirects as actions
from yiwang.subsystems.portal.group.forms import RedirectForm
from yiwang.subsystems.portal.group.models import Redirect
from yiwang.subsystems.portal.group.office.sites import seen
from yiwang.subsystems.portal.rules import SITES
from yiwang.subsystems.portal.sites import Site


@require_http_methods(["GET", "HEAD", "POST"])
@office(SITES)
def listing(request: OfficeRequest, site_id: int) -> HttpResponse:
    shown = seen(request, site_id)
    form = RedirectForm(request.POST or None)
    here = reverse("portal_group:redirects", args=[shown.pk])
    if request.method == "POST":
        answer = done(
            request,
            form,
            lambda: actions.lead(request.actor, shown.pk, actions.Way(**form.cleaned_data)),
            "地址已登记。",
            here,
        )
        if answer is not None:
            return answer
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = Redirect.objects.filter(site=shown).select_related("made_by")
    if asked:
        rows = rows.filter(Q(path__icontains=asked) | Q(target__icontains=asked))
    context = {"shown": shown, "form": form, "q": asked, "page": page_of(rows, request.GET.get("page"))}
    return render(request, "portal_group/redirects.html", context, status=422 if form.errors else 200)


@require_POST
@office(SITES)
def forget(request: OfficeRequest, redirect_id: int) -> HttpResponse:
    rows = Redirect.objects.filter(site__in=Site.objects.visible_to(request.post))
    found = get_object_or_404(rows, pk=redirect_id)
    return pressed(
        request,
        lambda: actions.forget(request.actor, found.pk),
        "地址已删除。",
        reverse("portal_group:redirects", args=[found.site_id]),
    )

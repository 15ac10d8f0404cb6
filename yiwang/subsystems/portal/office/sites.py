"""How are the particulars of a site kept?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.portal.actions import sites as actions
from yiwang.subsystems.portal.forms import NewSiteForm, SiteForm
from yiwang.subsystems.portal.models import Site
from yiwang.subsystems.portal.rules import SITES


@require_safe
@office(SITES)
def sites(request: OfficeRequest) -> HttpResponse:
    return render(request, "portal/office/sites.html", {"sites": Site.objects.visible_to(request.post)[:200]})


@require_http_methods(["GET", "HEAD", "POST"])
@office(SITES)
def new(request: OfficeRequest) -> HttpResponse:
    form = NewSiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_site(request.actor, form.cleaned_data["slug"], form.registration())
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, "网站已登记。")
            return redirect("portal:sites")
    return render(request, "portal/office/site.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office(SITES)
def site(request: OfficeRequest, site_id: int) -> HttpResponse:
    found = get_object_or_404(Site.objects.visible_to(request.post), pk=site_id)
    form = SiteForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_site(request.actor, found.pk, form.registration())
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, "网站信息已保存。")
            return redirect("portal:sites")
    context = {"form": form, "shown": found}
    return render(request, "portal/office/site.html", context, status=422 if form.errors else 200)


def _say(form: SiteForm, refused: Refused) -> None:
    refused.show_in(form)

"""Which subscriptions and trusted sites are there, and how are they set?"""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.portal.supply.actions import subscribing
from yiwang.subsystems.portal.supply.forms import SubscriptionForm, TrustForm
from yiwang.subsystems.portal.supply.models import Subscription, Trust
from yiwang.subsystems.portal.supply.rules import ADOPT

MOST_TRUSTS = 200


@require_safe
@office(ADOPT)
def listing(request: OfficeRequest) -> HttpResponse:
    held = Subscription.objects.visible_to(request.post).select_related(
        "column__site", "source__site", "made_by__person"
    )
    trusts = Trust.objects.visible_to(request.post).select_related("column__site", "site", "made_by__person")
    context = {
        "page": page_of(held, request.GET.get("page")),
        "trusts": trusts[:MOST_TRUSTS],
        "may_adopt": True,
    }
    return render(request, "portal_supply/subscriptions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADOPT)
def subscribe(request: OfficeRequest) -> HttpResponse:
    form = SubscriptionForm(request.POST or None, post=request.post)
    answer = done(
        request,
        form,
        lambda: subscribing.subscribe(request.actor, form.terms()),
        "已订阅，从现在起发布的稿件会送到。",
        "portal_supply:subscriptions",
    )
    return answer or _form_page(request, form, "订阅其他网站的栏目")


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADOPT)
def trust(request: OfficeRequest) -> HttpResponse:
    form = TrustForm(request.POST or None, post=request.post)

    def trusted() -> None:
        said = form.cleaned_data
        subscribing.trust(request.actor, said["column"], said["site"].pk, said["follow"])

    told = "已设定：该网站推送的稿件直接采用并发布。"
    answer = done(request, form, trusted, told, "portal_supply:subscriptions")
    return answer or _form_page(request, form, "信任来源网站")


def _form_page(request: OfficeRequest, form: forms.Form, title: str) -> HttpResponse:
    context = {"form": form, "title": title}
    return render(request, "portal_supply/standing_form.html", context, status=422 if form.errors else 200)


@require_POST
@office(ADOPT)
def switch(request: OfficeRequest, subscription_id: int) -> HttpResponse:
    held = get_object_or_404(Subscription.objects.visible_to(request.post), pk=subscription_id)
    subscribing.switch(request.actor, held.pk, is_active=request.POST.get("active") == "1")
    messages.success(request, "订阅已更改。")
    return redirect("portal_supply:subscriptions")


@require_POST
@office(ADOPT)
def distrust(request: OfficeRequest, trust_id: int) -> HttpResponse:
    held = get_object_or_404(Trust.objects.visible_to(request.post), pk=trust_id)
    subscribing.distrust(request.actor, held.pk)
    messages.success(request, "已取消，以后推送的稿件由编辑决定是否采用。")
    return redirect("portal_supply:subscriptions")

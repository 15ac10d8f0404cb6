"""How do registrars keep the register of systems, their tokens and their webhooks?"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.systems import queries, rules
from yiwang.kernel.systems.actions import calls, register, tokens, webhooks
from yiwang.kernel.systems.forms import (
    RegisterForm,
    SuspendForm,
    SystemForm,
    SystemSearchForm,
    TokenForm,
    WebhookForm,
)
from yiwang.kernel.systems.models import Call, System, Token

MANAGE = "systems.manage"


@require_safe
@office(MANAGE)
def system_list(request: OfficeRequest) -> HttpResponse:
    form = SystemSearchForm(request.GET)
    told = form.cleaned_data if form.is_valid() else {"q": "", "state": ""}
    found = queries.systems(request.post, told["q"].strip(), told["state"])
    context = {"form": form, "page": page_of(found, request.GET.get("page"))}
    return render(request, "systems/system_list.html", context)


@require_safe
@office(MANAGE)
def system_page(request: OfficeRequest, system_id: int) -> HttpResponse:
    system = _seen(request, system_id)
    context = {
        "system": system,
        "tokens": list(system.tokens.all()[:50]),
        "calls": queries.recent_calls(system),
        "today": today(),
        "soon": shifted(today(), days=rules.EXPIRY_WARNING_DAYS),
        "suspend_form": SuspendForm(),
    }
    return render(request, "systems/system.html", context)


@office(MANAGE)
def register_system(request: OfficeRequest) -> HttpResponse:
    initial = {"unit": request.post.unit, "state": System.State.PLANNED}
    form = RegisterForm(Unit.objects.visible_to(request.post), request.POST or None, initial=initial)

    def deed() -> HttpResponse:
        told = form.cleaned_data
        system = register.register(request.actor, told["unit"], told["code"], form.given())
        messages.success(request, f"“{system.name}”已登记，可以签发令牌、设置回调。")
        return redirect("systems:system", system.pk)

    return _asked(request, form, deed, "登记业务系统", "登记", None)


@office(MANAGE)
def amend_system(request: OfficeRequest, system_id: int) -> HttpResponse:
    system = _seen(request, system_id)
    told = ("name", "state", "purpose", "interface", "contact_name")
    form = SystemForm(system, request.POST or None, initial={name: getattr(system, name) for name in told})

    def deed() -> HttpResponse:
        register.amend(request.actor, system, form.given())
        messages.success(request, "登记信息已修改。")
        return redirect("systems:system", system.pk)

    return _asked(request, form, deed, "修改登记信息", "保存", system)


@require_POST
@office(MANAGE)
def suspend_system(request: OfficeRequest, system_id: int) -> HttpResponse:
    system = _seen(request, system_id)
    register.suspend(request.actor, system, request.POST.get("reason", ""))
    messages.success(request, "该系统已停用：令牌不再有效，也不再推送。")
    return redirect("systems:system", system.pk)


@require_POST
@office(MANAGE)
def resume_system(request: OfficeRequest, system_id: int) -> HttpResponse:
    system = _seen(request, system_id)
    register.resume(request.actor, system)
    messages.success(request, "该系统已恢复使用。")
    return redirect("systems:system", system.pk)


@never_cache
@office(MANAGE)
def issue_token(request: OfficeRequest, system_id: int) -> HttpResponse:
    """The form; then the token itself, on this one page and never again."""
    system = _seen(request, system_id)
    form = TokenForm(request.POST or None)

    def deed() -> HttpResponse:
        token, secret = tokens.issue(request.actor, system, form.given())
        return _shown(request, system, "接口令牌", f"“{token.label}”的令牌", secret)

    return _asked(request, form, deed, "签发令牌", "签发", system)


@require_POST
@office(MANAGE)
def revoke_token(request: OfficeRequest, token_id: int) -> HttpResponse:
    token = get_object_or_404(Token.objects.visible_to(request.post), pk=token_id)
    tokens.revoke(request.actor, token)
    messages.success(request, f"令牌 {token.prefix}… 已吊销，立即失效。")
    return redirect("systems:system", token.system_id)


@never_cache
@office(MANAGE)
def set_webhook(request: OfficeRequest, system_id: int) -> HttpResponse:
    """The form; then, with the first address, the secret, on this one page and never again."""
    system = _seen(request, system_id)
    form = WebhookForm(request.POST or None, initial={"address": system.webhook_address})

    def deed() -> HttpResponse:
        _, secret = webhooks.set_address(request.actor, system, form.cleaned_data["address"])
        if secret:
            return _shown(request, system, "回调密钥", "核对推送签名用的密钥", secret)
        messages.success(request, "回调地址已修改，密钥不变。")
        return redirect("systems:system", system.pk)

    return _asked(request, form, deed, "设置回调地址", "保存", system)


@never_cache
@require_POST
@office(MANAGE)
def renew_secret(request: OfficeRequest, system_id: int) -> HttpResponse:
    system, secret = webhooks.renew_secret(request.actor, _seen(request, system_id))
    return _shown(request, system, "回调密钥", "核对推送签名用的新密钥", secret)


@require_POST
@office(MANAGE)
def remove_webhook(request: OfficeRequest, system_id: int) -> HttpResponse:
    system = webhooks.remove(request.actor, _seen(request, system_id))
    messages.success(request, "已取消回调，不再推送。")
    return redirect("systems:system", system.pk)


@require_POST
@office(MANAGE)
def try_webhook(request: OfficeRequest, system_id: int) -> HttpResponse:
    system = _seen(request, system_id)
    webhooks.try_out(request.actor, system)
    messages.success(request, "测试推送已排队，几秒钟后刷新本页，在“最近推送”中查看结果。")
    return redirect("systems:system", system.pk)


@require_safe
@office(MANAGE)
def stuck_calls(request: OfficeRequest) -> HttpResponse:
    page = queries.stuck_page(request.post, request.GET.get("page"))
    return render(request, "systems/stuck_calls.html", {"page": page})


@require_POST
@office(MANAGE)
def retry_call(request: OfficeRequest, call_id: int) -> HttpResponse:
    calls.retry(request.actor, get_object_or_404(Call.objects.visible_to(request.post), pk=call_id))
    messages.success(request, "已重新排队，很快再推送一次。")
    return redirect("systems:stuck_calls")


@require_POST
@office(MANAGE)
def drop_call(request: OfficeRequest, call_id: int) -> HttpResponse:
    calls.drop(request.actor, get_object_or_404(Call.objects.visible_to(request.post), pk=call_id))
    messages.success(request, "这次推送已取消。")
    return redirect("systems:stuck_calls")


def _seen(request: OfficeRequest, system_id: int) -> System:
    seen = System.objects.visible_to(request.post).select_related("unit")
    return get_object_or_404(seen, pk=system_id)


def _asked(
    request: OfficeRequest,
    form: forms.Form,
    deed: Callable[[], HttpResponse],
    title: str,
    submit: str,
    system: System | None,
) -> HttpResponse:
    """A page with one form; where a rule refuses, its sentence stands beside the field, nothing is lost."""
    if request.method == "POST" and form.is_valid():
        try:
            return deed()
        except Refused as refused:
            refused.show_in(form)
    back = reverse("systems:system", args=[system.pk]) if system else reverse("systems:list")
    context: dict[str, Any] = {
        "form": form,
        "title": title,
        "submit": submit,
        "system": system,
        "back": back,
    }
    return render(request, "systems/form.html", context, status=422 if form.is_bound else 200)


def _shown(request: OfficeRequest, system: System, title: str, what: str, secret: str) -> HttpResponse:
    context = {"system": system, "title": title, "what": what, "secret": secret}
    return render(request, "systems/shown_once.html", context)

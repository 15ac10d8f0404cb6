"""What does an official read, and what does the operator of the outbox see?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.notifications.actions import choose, drop, mark_all_read, mark_read, retry
from yiwang.kernel.notifications.forms import PreferenceForm
from yiwang.kernel.notifications.models import Notice, Outgoing, Preference
from yiwang.kernel.notifications.queries import outages, readable_page, stuck_page
from yiwang.kernel.notifications.rules import masked
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest


@require_safe
@office
def notices(request: OfficeRequest) -> HttpResponse:
    page = readable_page(request.user, request.GET.get("page"))
    return render(request, "notifications/notices.html", {"page": page})


@require_safe
@office
def notice(request: OfficeRequest, number: int) -> HttpResponse:
    """One notice in full; to open it is to read it."""
    found = get_object_or_404(Notice.objects.of(request.user.pk), pk=number)
    mark_read(request.user, found.pk)
    return render(request, "notifications/notice.html", {"notice": found})


@require_POST
@office
def read_one(request: OfficeRequest, number: int) -> HttpResponse:
    mark_read(request.user, get_object_or_404(Notice.objects.of(request.user.pk), pk=number).pk)
    return redirect("notifications:list")


@require_POST
@office
def read_all(request: OfficeRequest) -> HttpResponse:
    messages.success(request, f"已将 {mark_all_read(request.user)} 条消息标为已读。")
    return redirect("notifications:list")


@office
def preferences(request: OfficeRequest) -> HttpResponse:
    kept = Preference.objects.filter(person=request.user).first()
    form = PreferenceForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        choose(request.actor, request.user, **form.cleaned_data)
        messages.success(request, "接收方式已保存。")
        return redirect("notifications:preferences")
    person = request.user
    known = {"email": masked(person.email), "mobile": masked(person.mobile)}
    return render(request, "notifications/preferences.html", {"form": form, "known": known})


@require_safe
@office("notifications.outbox_manage")
def outbox(request: OfficeRequest) -> HttpResponse:
    page = stuck_page(request.GET.get("page"))
    return render(request, "notifications/outbox.html", {"page": page, "outages": outages()})


@require_POST
@office("notifications.outbox_manage")
def retry_message(request: OfficeRequest, number: int) -> HttpResponse:
    retry(request.actor, get_object_or_404(Outgoing, pk=number).pk)
    messages.success(request, "已重新排队，很快再发一次。")
    return redirect("notifications:outbox")


@require_POST
@office("notifications.outbox_manage")
def drop_message(request: OfficeRequest, number: int) -> HttpResponse:
    drop(request.actor, get_object_or_404(Outgoing, pk=number).pk)
    messages.success(request, "这条消息不再发送。")
    return redirect("notifications:outbox")

"""Which step is taken with an article?"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.forms import ExpiryForm, PublishForm, ReasonForm, ScheduleForm, WithdrawForm
from yiwang.subsystems.portal.office.articles import back, found, page
from yiwang.subsystems.portal.rules import WRITE

Step = Callable[[Any, int, dict[str, Any]], object]

STEPS: dict[str, tuple[str, type[forms.Form], Step]] = {
    "submit": ("已送审。", forms.Form, lambda by, pk, said: workflow.submit(by, pk)),
    "take_back": ("已撤回送审。", forms.Form, lambda by, pk, said: workflow.take_back(by, pk)),
    "review": ("已审核通过，转签发。", forms.Form, lambda by, pk, said: workflow.review(by, pk)),
    "return": (
        "已退回，作者会收到通知。",
        ReasonForm,
        lambda by, pk, said: workflow.send_back(by, pk, said["reason"]),
    ),
    "publish": (
        "已发布，公众现在可以看到。",
        PublishForm,
        lambda by, pk, said: workflow.publish(by, pk, reason=said["reason"]),
    ),
    "schedule": (
        "已设定定时发布。",
        ScheduleForm,
        lambda by, pk, said: workflow.schedule(by, pk, said["publish_at"], reason=said["reason"]),
    ),
    "unschedule": ("已取消定时发布。", forms.Form, lambda by, pk, said: workflow.unschedule(by, pk)),
    "force": (
        "已特急签发，并作标记。",
        ReasonForm,
        lambda by, pk, said: workflow.force(by, pk, said["reason"]),
    ),
    "withdraw": (
        "已撤下，公众不再能看到。",
        WithdrawForm,
        lambda by, pk, said: workflow.withdraw(by, pk, said["code"], said["reason"]),
    ),
    "set_expiry": (
        "已保存到期撤下时间。",
        ExpiryForm,
        lambda by, pk, said: workflow.set_expiry(by, pk, said["expire_at"]),
    ),
    "delete": ("已移入回收站，30 天内可以恢复。", forms.Form, lambda by, pk, said: articles.delete(by, pk)),
    "restore": ("已恢复为草稿。", forms.Form, lambda by, pk, said: articles.restore(by, pk)),
}


@require_POST
@office(WRITE)
def take(request: OfficeRequest, article_id: int, verb: str) -> HttpResponse:
    """Take the step; what is refused is said on the article's page, with what was typed."""
    if verb not in STEPS:
        raise Http404
    said_so, form_class, step = STEPS[verb]
    shown = found(request, article_id)
    form = form_class(request.POST, prefix=verb)
    if not form.is_valid():
        return page(request, shown, {verb: form}, status=422)
    try:
        step(request.actor, shown.pk, form.cleaned_data)
    except Refused as refused:
        refused.show_in(form)
        return page(request, shown, {verb: form}, status=422)
    messages.success(request, said_so)
    return redirect("/office/articles/?state=bin") if verb == "delete" else back(article_id)

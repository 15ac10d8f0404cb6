"""How far has an investment project come, to whoever knows its code?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.identifiers.rules import project_code
from yiwang.subsystems.approvals.projects.forms import CodeForm
from yiwang.subsystems.approvals.projects.messages import Shown
from yiwang.subsystems.approvals.projects.models import ShownProject


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """By ``?code=``; a code is no secret, and what is shown names no party."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    found = _found(form) if form.is_bound and form.is_valid() else None
    shown = Shown.model_validate(found.content) if found else None
    context = {"form": form, "shown": shown, "said_at": found.said_at if found else None}
    return render(request, "projects/progress.html", context, status=422 if form.errors else 200)


def _found(form: CodeForm) -> ShownProject | None:
    try:
        code = project_code(form.cleaned_data["code"]).text
    except Refused as refused:
        form.add_error("code", refused.sentence)
        return None
    found = ShownProject.objects.filter(code=code).first()
    if found is None:
        form.add_error("code", "没有查到这个项目的审批申请，请核对代码；刚提交的申请稍后可查。")
    return found

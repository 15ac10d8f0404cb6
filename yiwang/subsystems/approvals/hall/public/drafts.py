"""How is a draft taken up again, and an earlier application used once more?"""

from collections.abc import Callable
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.serving import Served, answer
from yiwang.kernel.intake import limits as intake
from yiwang.kernel.intake import rules as codes
from yiwang.kernel.intake import throttle, tracking
from yiwang.kernel.intake.codes import code_of
from yiwang.kernel.intake.gate import by, public_form, who
from yiwang.subsystems.approvals.hall import cookies, limits, rules
from yiwang.subsystems.approvals.hall.actions import drafts, moving
from yiwang.subsystems.approvals.hall.content import Content
from yiwang.subsystems.approvals.hall.forms import CodeForm
from yiwang.subsystems.approvals.hall.public.place import Place, step, without_draft

WRONG = "编号或者查询码不对，请对照记下的号码重新填写。"
_Found = TypeVar("_Found")


@require_safe
@step
def saved(request: HttpRequest, place: Place) -> HttpResponse:
    """Number and code, as long as this browser holds the draft; its author asked for them."""
    draft = place.draft
    if draft is None or not draft.is_kept:
        return without_draft(request, place)
    context = {
        "guide": place.guide,
        "number": draft.number,
        "code": codes.grouped(code_of(draft.reference)),
        "days": limits.DRAFT_DAYS,
        "mark": cookies.mark(draft),
        "address": place.address(rules.PARTY),
    }
    return place.remembered(render(request, "hall/saved.html", context))


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponseBase:
    """Any draft, on any device, by number and code; neither ever stands in an address."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        draft = _opened(request, form, drafts.found)
        if draft and draft.submission:
            form.add_error(
                None, f"这份草稿已经提交，编号是 {draft.submission.number}，请到“办理进度查询”查看。"
            )
        elif draft:
            drafts.keep(by(request), draft.pk)
            response = redirect("hall:apply", draft.item)
            cookies.remember(response, draft)
            return response
        else:
            form.add_error(None, WRONG)
    context = {"form": form, "days": limits.DRAFT_DAYS}
    return render(request, "hall/resume.html", context, status=422 if form.errors else 200)


def _opened(request: HttpRequest, form: CodeForm, find: Callable[[str, str], _Found | None]) -> _Found | None:
    """The same answer and the same count for a wrong number and a wrong code, as on the tracking page."""
    number = codes.read_number(form.cleaned_data["number"])
    code = codes.read_code(form.cleaned_data["code"])
    failures = throttle.Count("failures", intake.FAILURES_AN_HOUR)
    keys = (f"from:{who(request)}", f"for:{number or 'none'}")
    for key in keys:
        throttle.refuse_spent(failures, key)
    found = find(number, code)
    if found is None:
        for key in keys:
            throttle.spend(failures, key)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@step
def earlier(request: HttpRequest, place: Place) -> HttpResponse:
    """Whoever has applied before is not asked again for what was said then."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        submission = _opened(request, form, tracking.found)
        if submission is None:
            form.add_error(None, WRONG)
        else:
            try:
                draft = place.draft or place.write(Content())
                moving.use_earlier(by(request), draft.pk, place.guide, submission)
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                return place.led(rules.PARTY)
    context = {"form": form, "guide": place.guide, "mark": cookies.mark(place.draft) if place.draft else ""}
    return render(request, "hall/earlier.html", context, status=422 if form.errors else 200)


@require_safe
@public_form
def file(request: HttpRequest, code: str, file_id: int) -> HttpResponseBase:
    """A file of one's own draft, to look at again."""
    draft = cookies.draft_of(request, code)
    attached = draft.files.select_related("stored").filter(pk=file_id).first() if draft else None
    if attached is None or not attached.stored.is_clean:
        raise Http404
    stored = attached.stored
    served = Served(
        digest=stored.digest or "",
        size=stored.size,
        format=stored.format,
        charset=stored.charset,
        name=attached.name,
        is_public=False,
        is_inline=False,
    )
    return answer(request, served)


@require_POST
@public_form
def leave(request: HttpRequest, code: str) -> HttpResponseBase:
    """Forget in this browser what was written: for a computer that others use too."""
    draft = cookies.draft_of(request, code)
    if draft and not draft.is_kept and not draft.submission_id:
        drafts.throw_away(by(request), draft.pk)
    response = redirect("hall:guide", code)
    cookies.forget(response, code)
    return response

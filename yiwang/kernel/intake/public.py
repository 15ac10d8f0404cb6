"""What does an applicant see: the receipt, the way to it, the progress, and what they may still do?"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.forms import receiving
from yiwang.kernel.files.serving import Served, answer
from yiwang.kernel.intake import contacts, kinds, limits, panels, queries, rules, throttle, tracking
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.forms import RatingForm, SupplementForm, TrackForm
from yiwang.kernel.intake.gate import by, public_form, who
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.intake.rules import read_code, read_number

WRONG = "编号或者查询码不对，请对照回执重新填写。"


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponseBase:
    """Number and code, by POST only: neither ever stands in an address."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        submission = _found(request, form.cleaned_data["number"], form.cleaned_data["code"])
        if submission:
            response = redirect("intake:progress")
            tracking.allow(response, submission)
            return response
        form.add_error(None, WRONG)
    return render(request, "intake/track.html", {"form": form}, status=422 if form.errors else 200)


def _found(request: HttpRequest, typed_number: str, typed_code: str) -> Submission | None:
    """The same answer, the same work and the same count for a wrong number and for a wrong code."""
    number, code = read_number(typed_number), read_code(typed_code)
    failures = throttle.Count("failures", limits.FAILURES_AN_HOUR)
    keys = (f"from:{who(request)}", f"for:{number or 'none'}")
    for key in keys:
        throttle.refuse_spent(failures, key)
    submission = tracking.found(number, code)
    if submission is None:
        for key in keys:
            throttle.spend(failures, key)
    return submission


@public_form
@require_safe
def receipt(request: HttpRequest) -> HttpResponseBase:
    """Number and code, for some minutes after submitting and in the same browser only."""
    shown = tracking.receipt_of(request)
    if shown is None:
        return redirect("intake:track")
    context = {
        **_facts(shown.submission),
        "code": rules.grouped(shown.code),
        "minutes": limits.RECEIPT_MINUTES,
    }
    return render(request, "intake/receipt.html", context)


@public_form
@require_safe
def progress(request: HttpRequest) -> HttpResponseBase:
    submission = tracking.submission_of(request)
    return _page(request, submission) if submission else redirect("intake:track")


def _page(request: HttpRequest, submission: Submission, **forms: Any) -> HttpResponse:
    """The progress with the forms that the applicant may send now; ``forms``: one that was refused."""
    story = queries.story(submission)
    if story.asking:
        blank = SupplementForm(
            initial={"step": story.asking.number},
            most_files=_most_files(submission),
            asks=story.asking.asks,
        )
        forms.setdefault("supplement_form", blank)
    if submission.state == "answered" and submission.stars is None:
        forms.setdefault("rating_form", RatingForm())
    stars = rules.STARS.get(submission.stars or 0, "")
    context = {
        **_facts(submission),
        "story": story,
        "stars": stars,
        "panels": panels.shown(submission, _panels(submission)),
        **forms,
    }
    is_wrong = "refusal" in forms or any(form.errors for form in forms.values() if hasattr(form, "errors"))
    response = render(request, "intake/progress.html", context, status=422 if is_wrong else 200)
    tracking.allow(response, submission)
    return response


def _facts(submission: Submission) -> dict[str, Any]:
    """The submission in words, the contact masked."""
    kind = kinds.registered().get(submission.kind)
    return {
        "submission": submission,
        "label": kinds.label(submission.kind),
        "promise": kind.promise if kind else "",
        "shown": kinds.shown(submission.kind, submission.data),
        "contact": contacts.of_submission(submission).masked.shown,
    }


def _panels(submission: Submission) -> tuple[panels.Panel, ...]:
    kind = kinds.registered().get(submission.kind)
    return kind.panels if kind else ()


def _most_files(submission: Submission) -> int:
    kind = kinds.registered().get(submission.kind)
    return kind.most_files if kind else 0


@public_form
@require_POST
def supplement(request: HttpRequest) -> HttpResponseBase:
    submission = tracking.submission_of(request)
    if submission is None:
        return redirect("intake:track")
    asking = queries.story(submission).asking
    form = SupplementForm(
        request.POST,
        request.FILES,
        most_files=_most_files(submission),
        asks=asking.asks if asking else (),
    )
    if receiving(form, by=by(request)).is_valid():
        throttle.spend(throttle.Count("submissions", limits.SUBMISSIONS_AN_HOUR), who(request))
        said = form.cleaned_data
        try:
            submissions.hand_in_supplement(
                by(request), submission.pk, said["step"], said["text"], form.extra_uploads(), form.materials()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("intake:progress")
    return _page(request, submission, supplement_form=form)


@public_form
@require_POST
def withdraw(request: HttpRequest) -> HttpResponseBase:
    submission = tracking.submission_of(request)
    if submission is None:
        return redirect("intake:track")
    try:
        submissions.withdraw(by(request), submission.pk)
    except Refused as refused:
        return _page(request, submission, refusal=refused.sentence)
    return redirect("intake:progress")


@public_form
@require_POST
def rate(request: HttpRequest) -> HttpResponseBase:
    submission = tracking.submission_of(request)
    if submission is None:
        return redirect("intake:track")
    form = RatingForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            submissions.rate(by(request), submission.pk, said["stars"], said["comment"])
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect("intake:progress")
    return _page(request, submission, rating_form=form)


@public_form
@require_safe
def file(request: HttpRequest, held_id: int) -> HttpResponseBase:
    """A file that came with an answer, to the applicant it was written for."""
    submission = tracking.submission_of(request)
    if submission is None:
        raise Http404
    answered = submission.held_files.filter(is_from_applicant=False, stored__state="clean")
    held = get_object_or_404(answered.select_related("stored"), pk=held_id)
    stored = held.stored
    served = Served(
        digest=stored.digest or "",
        size=stored.size,
        format=stored.format,
        charset=stored.charset,
        name=held.name,
        is_public=False,
        is_inline=False,
    )
    return answer(request, served)


@public_form
@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """Forget in this browser what was shown: for a computer that others use too."""
    response = redirect("intake:track")
    tracking.forget(response)
    return response

"""How does somebody write to a mailbox, and ask that a matter be handled once more?"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from yiwang.kernel.files.forms import receiving
from yiwang.kernel.intake import kinds
from yiwang.kernel.intake.gate import by, handed_in, public_form
from yiwang.subsystems.participation.letters import progress, rules
from yiwang.subsystems.participation.letters.forms.writing import AgainForm, WriteForm
from yiwang.subsystems.participation.letters.models import Box


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, code: str) -> HttpResponseBase:
    """A closed mailbox says why, and where else to go."""
    box = get_object_or_404(Box, code=code)
    if not box.is_open:
        return render(
            request,
            "letters/public/closed.html",
            {"box": box},
            status=409 if request.method == "POST" else 200,
        )
    if request.method != "POST":
        return _page(request, WriteForm(box=box), box)
    form = receiving(WriteForm(request.POST, request.FILES, box=box), by=by(request))
    response = handed_in(request, form) if form.is_valid() else None
    return response or _page(request, form, box)


def _page(request: HttpRequest, form: WriteForm, box: Box) -> HttpResponseBase:
    days = [(label, box.days[code]) for code, label in box.offered_types.items() if box.days.get(code)]
    context = {
        "form": form,
        "box": box,
        "days": days,
        "promise": kinds.known(form.kind).promise,
    }
    return render(request, "letters/public/write.html", context, status=422 if form.is_bound else 200)


@public_form
@require_POST
def again(request: HttpRequest) -> HttpResponseBase:
    """From the progress of a letter comes who its writer is; the form is then still empty."""
    if "start" in request.POST:
        origin = request.POST.get("origin", "")[:300]
        first = progress.submission_of(origin)
        form = AgainForm(initial={"origin": origin})
    else:
        form = AgainForm(request.POST)
        response = handed_in(request, form) if form.is_valid() else None
        if response:
            return response
        first = form.first
    context = {
        "form": form,
        "first": first,
        "is_petition": first is not None and first.kind == rules.PETITION,
    }
    return render(request, "letters/public/again.html", context, status=422 if form.is_bound else 200)

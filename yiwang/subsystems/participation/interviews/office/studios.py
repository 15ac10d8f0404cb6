"""Which studio is free when, and how is one booked?"""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.actions import booking, reference
from yiwang.subsystems.participation.interviews.forms.office import BookForm, StudioForm
from yiwang.subsystems.participation.interviews.models import Booking, Studio
from yiwang.subsystems.participation.interviews.office.interview import shown as interview_page
from yiwang.subsystems.participation.interviews.office.standing import found, reader, require

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def calendar(request: OfficeRequest) -> HttpResponse:
    """Bookings that are to come, by studio; studios are kept by those who plan."""
    may_plan = may(request.post, rules.PLAN)
    form = StudioForm()
    if request.method == "POST":
        if not may_plan:
            raise Refused("只有计划管理员可以管理演播室。")
        if "studio" in request.POST:
            given = request.POST["studio"]
            reference.open_or_close(request.actor, int(given) if given.isascii() and given.isdigit() else 0)
            return redirect("participation_interviews:studios")
        form = StudioForm(request.POST)
        if form.is_valid() and _added(request, form):
            messages.success(request, "演播室已添加。")
            return redirect("participation_interviews:studios")
    bookings = (
        Booking.objects.filter(ends_at__gt=now()).select_related("interview__unit").order_by("starts_at")
    )
    by_studio: dict[int, list[Booking]] = {}
    for each in bookings[:SHOWN]:
        by_studio.setdefault(each.studio_id, []).append(each)
    rows = [(studio, by_studio.get(studio.pk, [])) for studio in Studio.objects.all()]
    context = {"rows": rows, "form": form, "may_plan": may_plan}
    return render(request, "interviews/studios.html", context, status=422 if form.is_bound else 200)


def _added(request: OfficeRequest, form: StudioForm) -> bool:
    said = form.cleaned_data
    try:
        reference.add_studio(request.actor, said["name"], said["place"], said["equipment"])
    except Refused as refused:
        refused.show_in(form)
        return False
    return True


@require_POST
@reader
def book(request: OfficeRequest, interview_id: int) -> HttpResponse:
    interview = found(request, interview_id)
    require(request.post, rules.EDIT, interview)
    if "give_up" in request.POST:
        booking.give_up(request.actor, interview.pk)
        messages.success(request, "演播室预订已取消。")
        return redirect(interview.address)
    form: forms.Form = BookForm(request.POST, prefix="book")
    if form.is_valid():
        said = form.cleaned_data
        try:
            booking.book(request.actor, interview.pk, said["studio"].pk, said["starts_at"], said["ends_at"])
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "演播室已预订。")
            return redirect(interview.address)
    return interview_page(request, interview, {"book": form}, status=422)

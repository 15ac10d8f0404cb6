"""Which days are working days, when does a limit end, and what does a new notice change?"""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from yiwang.kernel.audit.actions import record
from yiwang.kernel.deadlines import in_force, rules
from yiwang.kernel.deadlines import working as workings
from yiwang.kernel.deadlines.calendar_change import NoticeFacts, differences, enter_notice
from yiwang.kernel.deadlines.models import CalendarChange, Clock, Notice
from yiwang.kernel.deadlines.moments import end_of, start_of, today
from yiwang.kernel.deadlines.notices import Reading, read
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.workbench import notice_due
from yiwang.kernel.workbench.forms import NoticeForm, WorkingForm
from yiwang.kernel.workbench.year_sheet import months_of

CHANGES_SHOWN = 5


@office
def year(request: OfficeRequest) -> HttpResponse:
    calendar = in_force.calendar()
    years = sorted(calendar.years, reverse=True)
    if calendar.provisional_year:
        years.insert(0, calendar.provisional_year)
    asked = request.GET.get("year", "")
    shown = int(asked) if asked in map(str, years) else min(calendar.last_year, today().year)
    months = months_of(shown, calendar)
    context = {
        "year": shown,
        "years": years,
        "months": months,
        "provisional_year": calendar.provisional_year,
        "is_missing": notice_due.is_missing(calendar, today()),
        "waiting": Clock.objects.open().filter(is_provisional=True).count(),
        "workdays": sum(month.workdays for month in months),
        "notices": Notice.objects.filter(year=shown).order_by("published_on"),
        "changes": CalendarChange.objects.exclude(notice=None).select_related("notice")[:CHANGES_SHOWN],
        "may_manage": may(request.post, notice_due.MANAGE),
    }
    return render(request, "workbench/calendar.html", context)


@office
def working(request: OfficeRequest) -> HttpResponse:
    form = WorkingForm(request.GET or None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        try:
            begun, limit, counting = start_of(form.cleaned_data["start"]), form.limit(), in_force.counting()
            due_on = rules.due_day(begun, limit, (), counting)
            context |= {
                "due_on": due_on,
                "is_provisional": rules.is_provisional(end_of(due_on), limit, counting),
                "lines": workings.of_limit(begun, limit, (), counting),
            }
        except Refused as refused:
            refused.show_in(form)
    return render(request, "workbench/working.html", context)


@office(notice_due.MANAGE)
def notice(request: OfficeRequest) -> HttpResponse:
    form = NoticeForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            reading = read(form.cleaned_data["text"], known=in_force.calendar().days.values())
            if request.POST.get("step") == "enter":
                return _entered(request, form, reading)
            context |= {"reading": reading, "differences": differences(reading.days)}
        except Refused as refused:
            refused.show_in(form)
    return render(request, "workbench/notice.html", context)


def _entered(request: OfficeRequest, form: NoticeForm, reading: Reading) -> HttpResponse:
    facts = NoticeFacts(
        number=form.cleaned_data["number"] or reading.number,
        title=reading.title,
        year=reading.year,
        covers_year=reading.covers_year,
        published_on=form.cleaned_data["published_on"] or reading.published_on or today(),
        address=form.cleaned_data["address"],
        text=form.cleaned_data["text"],
    )
    with transaction.atomic():
        change = enter_notice(facts, reading.days, request.actor.person)
        record(
            request.actor,
            "workbench.notice_enter",
            change.notice,
            days=change.days,
            clocks_looked_at=change.looked_at,
            clocks_moved=change.moved,
        )
    messages.success(request, f"已录入{facts.number}，{change.moved}个期限的到期日改变。")
    return redirect(f"/office/calendar/?year={facts.year}")

"""Where does somebody begin who has something to say to the city?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import now, today
from yiwang.subsystems.participation.consultations import rules as drafts
from yiwang.subsystems.participation.consultations.models import OpenConsultation
from yiwang.subsystems.participation.interviews.models import Broadcast
from yiwang.subsystems.participation.letters import statistics
from yiwang.subsystems.participation.letters.models import Box, Trace
from yiwang.subsystems.participation.surveys.models import OpenSurvey

SHOWN, ANSWERS = 4, 8


@require_safe
def entrance(request: HttpRequest) -> HttpResponse:
    """What is open now of every channel, the newest answers, the year; a fixed number of queries."""
    moment = now()
    surveys = OpenSurvey.objects.published().filter(opens_at__lte=moment, closes_at__gt=moment)
    consultations = OpenConsultation.objects.published().filter(
        state=drafts.PUBLISHED, opens_on__lte=today(), closes_on__gte=today()
    )
    interviews = Broadcast.objects.live() | Broadcast.objects.announced()
    context = {
        "boxes": list(Box.objects.in_order().filter(is_open=True)),
        "consultations": list(consultations.light().order_by("closes_on", "-pk")[:SHOWN]),
        "surveys": list(surveys.light().order_by("closes_at", "-pk")[:SHOWN]),
        "interviews": sorted(
            interviews.order_by("starts_at", "pk")[:SHOWN],
            key=lambda each: (not each.is_live, each.starts_at),
        ),
        "answers": list(Trace.objects.shown().order_by("-shown_on", "-pk")[:ANSWERS]),
        "total": statistics.total(today().year),
    }
    return render(request, "entrance/entrance.html", context)

"""Who took the figures of a survey out of the platform?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.subsystems.participation.surveys.models import Survey


@transaction.atomic
def note_export(by: Actor, survey_id: int, form: str) -> None:
    record(by, "surveys.results_export", Survey.objects.get(pk=survey_id), form=form)

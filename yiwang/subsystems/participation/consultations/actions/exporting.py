"""Who took the opinions on a draft out of the platform?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.subsystems.participation.consultations.models import Consultation


@transaction.atomic
def note_export(by: Actor, consultation_id: int) -> None:
    record(by, "consultations.opinions_export", Consultation.objects.get(pk=consultation_id))

"""What is stored of cases?"""

from yiwang.kernel.cases.models.cases import Case, CaseQuerySet, Series, desks_of, new_reference
from yiwang.kernel.cases.models.parties import Party
from yiwang.kernel.cases.models.records import (
    Attachment,
    Consultation,
    Event,
    Extension,
    Material,
    Pause,
    Phrase,
    Urge,
)

__all__ = [
    "Attachment",
    "Case",
    "CaseQuerySet",
    "Consultation",
    "Event",
    "Extension",
    "Material",
    "Party",
    "Pause",
    "Phrase",
    "Series",
    "Urge",
    "desks_of",
    "new_reference",
]

"""Which surveys are there, and what was answered?"""

from yiwang.subsystems.participation.surveys.models.inner import Answer, Remark, Survey, SurveyQuerySet
from yiwang.subsystems.participation.surveys.models.outer import Draft, Once, OpenSurvey, Quota, Slip

__all__ = [
    "Answer",
    "Draft",
    "Once",
    "OpenSurvey",
    "Quota",
    "Remark",
    "Slip",
    "Survey",
    "SurveyQuerySet",
]

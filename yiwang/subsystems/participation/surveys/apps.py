"""Surveys: questions with logic and quotas, one answer per person, live figures."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "yiwang.subsystems.participation.surveys"
    label = "participation_surveys"
    verbose_name = "网上调查"

    def ready(self) -> None:
        from yiwang.subsystems.participation.surveys import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

"""Consultations on drafts clause by clause, and what became of each opinion."""

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "yiwang.subsystems.participation.consultations"
    label = "participation_consultations"
    verbose_name = "民意征集"

    def ready(self) -> None:
        from yiwang.subsystems.participation.consultations import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

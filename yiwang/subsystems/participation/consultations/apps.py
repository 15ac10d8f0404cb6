from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "yiwang.subsystems.participation.consultations"
    label = "participation_consultations"
    verbose_name = "民意征集"

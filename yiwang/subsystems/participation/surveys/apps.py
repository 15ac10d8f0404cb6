from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "yiwang.subsystems.participation.surveys"
    label = "participation_surveys"
    verbose_name = "网上调查"

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "yiwang.subsystems.participation.interviews"
    label = "participation_interviews"
    verbose_name = "在线访谈"

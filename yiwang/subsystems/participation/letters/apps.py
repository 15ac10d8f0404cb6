from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "yiwang.subsystems.participation.letters"
    label = "participation_letters"
    verbose_name = "信件办理"

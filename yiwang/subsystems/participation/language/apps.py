from django.apps import AppConfig


class LanguageConfig(AppConfig):
    name = "yiwang.subsystems.participation.language"
    label = "participation_language"
    verbose_name = "文本分析"

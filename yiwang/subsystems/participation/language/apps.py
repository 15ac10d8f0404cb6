from django.apps import AppConfig


class LanguageConfig(AppConfig):
    name = "yiwang.subsystems.participation.language"
    label = "participation_language"
    verbose_name = "文本分析"

    def ready(self) -> None:
        from yiwang.subsystems.participation.language import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

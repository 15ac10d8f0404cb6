from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "yiwang.subsystems.supervision.sources"
    label = "supervision_sources"
    verbose_name = "监察数据源"

    def ready(self) -> None:
        from yiwang.subsystems.supervision.sources import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

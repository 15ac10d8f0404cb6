from django.apps import AppConfig


class WatchingConfig(AppConfig):
    name = "yiwang.subsystems.supervision.watching"
    label = "supervision_watching"
    verbose_name = "电子监察"

    def ready(self) -> None:
        from yiwang.subsystems.supervision.watching import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "yiwang.subsystems.approvals.counter"
    label = "counter"
    verbose_name = "窗口"

    def ready(self) -> None:
        from yiwang.subsystems.approvals.counter import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

from django.apps import AppConfig

from yiwang.kernel.deadlines import ticking


class DeadlinesConfig(AppConfig):
    name = "yiwang.kernel.deadlines"
    label = "deadlines"
    verbose_name = "期限"

    def ready(self) -> None:
        from yiwang.kernel.deadlines.sweep import sweep_now  # noqa: PLC0415 - apps are loaded first

        ticking.every("deadlines.sweep", seconds=60, call=sweep_now)

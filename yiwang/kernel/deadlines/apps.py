from django.apps import AppConfig

from yiwang.kernel.deadlines import ticking


class DeadlinesConfig(AppConfig):
    name = "yiwang.kernel.deadlines"
    label = "deadlines"
    verbose_name = "期限"

    def ready(self) -> None:
        # Apps are loaded first.
        from yiwang.kernel.deadlines.calendar_change import apply_loaded  # noqa: PLC0415
        from yiwang.kernel.deadlines.heralding import tell_moves  # noqa: PLC0415
        from yiwang.kernel.deadlines.sweep import sweep_now  # noqa: PLC0415

        ticking.every("deadlines.sweep", seconds=60, call=sweep_now)
        ticking.every("deadlines.apply_loaded", seconds=3600, call=apply_loaded)
        ticking.every("deadlines.tell_moves", seconds=60, call=tell_moves)

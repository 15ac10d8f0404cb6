from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "yiwang.demonstration"
    label = "demonstration"
    verbose_name = "演示城市"

    def ready(self) -> None:
        from yiwang.kernel.audit import events  # noqa: PLC0415

        events.declare(
            demonstration__replay_begin="开始重放办件",
            demonstration__replay_end="完成重放办件",
        )

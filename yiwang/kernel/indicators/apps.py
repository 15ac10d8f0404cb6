from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "yiwang.kernel.indicators"
    label = "indicators"
    verbose_name = "指标与考核"

    def ready(self) -> None:
        from yiwang.kernel.indicators.declarations import declare  # noqa: PLC0415 - apps are loaded first

        declare()

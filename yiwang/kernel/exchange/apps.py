from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "yiwang.kernel.exchange"
    label = "exchange"
    verbose_name = "公文与信息交换"

    def ready(self) -> None:
        from yiwang.kernel.exchange.declarations import declare  # noqa: PLC0415 - apps are loaded first

        declare()

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "yiwang.kernel.exchange"
    label = "exchange"
    verbose_name = "公文与信息交换"

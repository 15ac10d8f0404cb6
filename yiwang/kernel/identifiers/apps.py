from django.apps import AppConfig


class IdentifiersConfig(AppConfig):
    name = "yiwang.kernel.identifiers"
    label = "identifiers"
    verbose_name = "身份代码"

from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "yiwang.kernel.publications"
    label = "publications"
    verbose_name = "公开信息"

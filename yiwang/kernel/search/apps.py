from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "yiwang.kernel.search"
    label = "search"
    verbose_name = "检索"

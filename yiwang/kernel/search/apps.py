from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "yiwang.kernel.search"
    label = "search"
    verbose_name = "检索"

    def ready(self) -> None:
        from yiwang.kernel.search import declarations  # noqa: PLC0415 - apps are loaded first

        declarations.declare()

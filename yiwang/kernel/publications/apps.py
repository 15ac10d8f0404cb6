from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "yiwang.kernel.publications"
    label = "publications"
    verbose_name = "公开信息"

    def ready(self) -> None:
        from yiwang.kernel.publications import declarations  # noqa: PLC0415 - apps are loaded first

        declarations.declare()

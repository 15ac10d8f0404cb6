from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "yiwang.kernel.files"
    label = "files"
    verbose_name = "文件"

    def ready(self) -> None:
        from yiwang.kernel.files import declarations  # noqa: PLC0415 - apps are loaded first

        declarations.declare()

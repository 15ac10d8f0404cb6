from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "yiwang.kernel.signatures"
    label = "signatures"
    verbose_name = "签名"

    def ready(self) -> None:
        from yiwang.kernel.signatures import declarations  # noqa: PLC0415 - apps are loaded first

        declarations.declare()

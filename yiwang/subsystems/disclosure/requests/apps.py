from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "yiwang.subsystems.disclosure.requests"
    label = "disclosure_requests"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from yiwang.subsystems.disclosure.requests import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

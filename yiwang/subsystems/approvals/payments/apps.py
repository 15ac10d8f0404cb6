from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "yiwang.subsystems.approvals.payments"
    label = "payments"
    verbose_name = "缴费"

    def ready(self) -> None:
        from yiwang.subsystems.approvals.payments import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

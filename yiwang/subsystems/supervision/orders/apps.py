from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "yiwang.subsystems.supervision.orders"
    label = "supervision_orders"
    verbose_name = "督办与投诉"

    def ready(self) -> None:
        from yiwang.subsystems.supervision.orders import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

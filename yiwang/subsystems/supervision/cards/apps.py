from django.apps import AppConfig


class CardsConfig(AppConfig):
    name = "yiwang.subsystems.supervision.cards"
    label = "supervision_cards"
    verbose_name = "监察牌"

    def ready(self) -> None:
        from yiwang.subsystems.supervision.cards import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

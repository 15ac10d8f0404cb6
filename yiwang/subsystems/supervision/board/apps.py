from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "yiwang.subsystems.supervision.board"
    label = "supervision_board"
    verbose_name = "监察看板"

    def ready(self) -> None:
        from yiwang.subsystems.supervision.board import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

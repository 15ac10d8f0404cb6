from django.apps import AppConfig


class ProofreadingConfig(AppConfig):
    name = "yiwang.subsystems.portal.proofreading"
    label = "portal_proofreading"
    verbose_name = "发布前检查"

    def ready(self) -> None:
        from yiwang.subsystems.portal.proofreading import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

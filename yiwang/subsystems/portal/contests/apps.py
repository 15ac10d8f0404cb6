from django.apps import AppConfig


class ContestsConfig(AppConfig):
    name = "yiwang.subsystems.portal.contests"
    label = "portal_contests"
    verbose_name = "网站评比"

    def ready(self) -> None:
        from yiwang.subsystems.portal.contests import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

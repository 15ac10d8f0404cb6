from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "yiwang.subsystems.approvals.projects"
    label = "projects"
    verbose_name = "投资项目"

    def ready(self) -> None:
        from yiwang.subsystems.approvals.projects import (  # noqa: PLC0415 - models may be imported only now
            declarations,
        )

        declarations.declare()

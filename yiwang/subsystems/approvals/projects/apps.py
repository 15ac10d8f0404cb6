from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "yiwang.subsystems.approvals.projects"
    label = "projects"
    verbose_name = "投资项目"

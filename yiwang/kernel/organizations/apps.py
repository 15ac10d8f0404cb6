from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "yiwang.kernel.organizations"
    label = "organizations"
    verbose_name = "机构"

    def ready(self) -> None:
        from yiwang.kernel.organizations import declarations  # noqa: PLC0415 - apps are loaded first

        declarations.declare()

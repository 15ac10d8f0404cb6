from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "yiwang.kernel.organizations"
    label = "organizations"
    verbose_name = "机构"

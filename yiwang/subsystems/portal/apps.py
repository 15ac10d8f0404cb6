from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "yiwang.subsystems.portal"
    label = "portal"
    verbose_name = "门户网站"

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "yiwang.subsystems.disclosure.requests"
    label = "disclosure_requests"
    verbose_name = "依申请公开"

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "yiwang.subsystems.approvals.certificates"
    label = "certificates"
    verbose_name = "证照"

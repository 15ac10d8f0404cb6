from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "yiwang.subsystems.approvals.certificates"
    label = "certificates"
    verbose_name = "证照"

    def ready(self) -> None:
        from yiwang.subsystems.approvals.certificates.declarations import (  # noqa: PLC0415 - apps are loaded first
            declare,
        )

        declare()

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "yiwang.subsystems.approvals.payments"
    label = "payments"
    verbose_name = "缴费"

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "yiwang.subsystems.approvals.sheets"
    label = "sheets"
    verbose_name = "申请表"

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "yiwang.kernel.notifications"
    label = "notifications"
    verbose_name = "通知"

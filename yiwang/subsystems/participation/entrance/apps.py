from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "yiwang.subsystems.participation.entrance"
    label = "participation_entrance"
    verbose_name = "互动交流"

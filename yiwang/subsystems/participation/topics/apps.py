from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "yiwang.subsystems.participation.topics"
    label = "participation_topics"
    verbose_name = "社会热点"

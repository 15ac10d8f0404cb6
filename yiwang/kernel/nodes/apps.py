from django.apps import AppConfig


class NodesConfig(AppConfig):
    name = "yiwang.kernel.nodes"
    label = "nodes"
    verbose_name = "节点"

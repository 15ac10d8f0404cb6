from django.apps import AppConfig


class NodesConfig(AppConfig):
    name = "yiwang.kernel.nodes"
    label = "nodes"
    verbose_name = "节点"

    def ready(self) -> None:
        from yiwang.kernel.nodes import declarations  # noqa: PLC0415 - apps are loaded first

        declarations.declare()

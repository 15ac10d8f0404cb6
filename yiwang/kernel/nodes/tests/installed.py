"""Who takes the parcels of tests in a second installation? It tells ``nodes.handlers`` once it is loaded."""

from django.apps import AppConfig


class TakingConfig(AppConfig):
    name = "yiwang.kernel.nodes.tests"
    label = "taking"

    def ready(self) -> None:
        from yiwang.kernel.nodes.tests import taking

        taking.register()

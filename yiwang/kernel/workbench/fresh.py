"""How does an empty database get its tables in seconds?

Played one by one, migrations of some three hundred models take minutes: Django draws most models anew for
each of them. Where there is nothing to keep, the tables are made as the models are now; what migrations did
besides (triggers, the tables of the search engine, shipped data) is done too, and each counts as applied.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor

OURS = "yiwang."
Deed = RunPython | RunSQL | SeparateDatabaseAndState


def make(connection: BaseDatabaseWrapper) -> int:
    """Whole or not at all; how many migrations that spared: 0 where it is for them to do.

    What migrations of other packages did to rows is left out: there are none.
    """
    executor = MigrationExecutor(connection)
    plan = [step for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if not (plan and all(isinstance(deed, RunPython) for step in plan for deed in _deeds(step))):
        return 0
    connection.disable_constraint_checking()  # to SQLite that is impossible inside a transaction
    try:
        with transaction.atomic(using=connection.alias):
            if connection.introspection.table_names():
                return 0
            with connection.schema_editor() as editor:
                for model in _models(plan):
                    editor.create_model(model)
            with connection.schema_editor() as editor:
                for step in plan:
                    for deed in _deeds(step):
                        deed.code(apps, editor)  # type: ignore[union-attr, arg-type]
                    executor.recorder.record_applied(step.app_label, step.name)
    finally:
        connection.enable_constraint_checking()
    return len(plan)


def _deeds(step: Migration) -> Iterator[Deed]:
    """What a migration of ours does besides changing tables."""
    if type(step).__module__.startswith(OURS):
        yield from (one for one in step.operations if isinstance(one, Deed))


def _models(plan: list[Migration]) -> Iterator[type[models.Model]]:
    migrated = {step.app_label for step in plan}
    for model in apps.get_models():
        if model._meta.app_label in migrated and model._meta.managed and not model._meta.proxy:
            yield model

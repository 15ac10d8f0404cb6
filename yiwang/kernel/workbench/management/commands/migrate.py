"""``yiwang migrate``: Django's own, but an empty database gets its tables at once."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from yiwang.kernel.workbench import fresh

PARTLY = ("app_label", "fake", "fake_initial", "plan", "check_unapplied", "run_syncdb", "prune")


class Command(migrate.Command):
    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--one-by-one", action="store_true", help="play every migration even on an empty database"
        )

    def handle(self, *args: Any, one_by_one: bool = False, **options: Any) -> None:
        is_partly = any(options.get(name) for name in PARTLY)
        count = 0 if one_by_one or is_partly else fresh.make(connections[options["database"]])
        if count and options["verbosity"]:
            self.stdout.write(f"Tables made in an empty database, as {count} migrations leave them.")
        super().handle(*args, **options)

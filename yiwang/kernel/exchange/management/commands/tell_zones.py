"""What does the other zone not know yet of what it has to, and how is it told everything again?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.exchange import kinds
from yiwang.kernel.exchange.actions.telling import owe_all
from yiwang.kernel.exchange.models import OWED, STUCK
from yiwang.kernel.exchange.telling import registered


class Command(BaseCommand):
    help = "Count what the other zone has not been told yet; tell it everything again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="for a zone that was set up anew")

    def handle(self, *args: Any, again: bool, **options: Any) -> None:
        if again:
            owe_all(SYSTEM)
        for telling in registered().values():
            rows = telling.model._default_manager.all()
            owed, stuck = rows.filter(OWED).count(), rows.filter(STUCK).count()
            if owed or stuck or options["verbosity"] > 1:
                self.stdout.write(f"{kinds.label(telling.kind)}：待送 {owed} 条，受阻 {stuck} 条")

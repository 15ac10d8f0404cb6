"""``yiwang guard-pages``: watches the published pages and puts right what somebody changes."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yiwang.subsystems.portal.guarding.actions import duty, reporting
from yiwang.subsystems.portal.guarding.watching import Guard
from yiwang.subsystems.portal.pages import mode


class Command(BaseCommand):
    help = "Watch the published pages until SIGTERM or SIGINT; restore what is changed, added or deleted."

    def handle(self, *args: Any, **options: Any) -> None:
        if not mode.are_files():
            raise CommandError("YIWANG_PAGES is memory: there are no files to watch.")
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        Guard(reporting.report, duty.seen).run(stopping.is_set)

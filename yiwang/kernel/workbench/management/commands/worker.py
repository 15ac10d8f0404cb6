"""``yiwang worker``: runs the regular jobs, one after the other, until it is told to stop."""

import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from yiwang.kernel.deadlines import ticking
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.workbench.management.commands.tick import line


class Command(BaseCommand):
    help = "Run the regular jobs until SIGTERM or SIGINT; may be killed at any moment, and run several times."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every", type=float, default=1.0, metavar="SECONDS", help="how often to look (1)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = self.stopped_by_signals()
        self.say("后台任务进程已启动。")
        while not stopping.is_set():
            self.run_round()
            stopping.wait(options["every"])
        self.say("后台任务进程已停止。")

    def stopped_by_signals(self) -> threading.Event:
        """Set by SIGTERM or SIGINT: the running round ends, no other begins."""
        stopping = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            stopping.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        return stopping

    def run_round(self) -> None:
        """One round. A database that is away for a while is waited for: the next round asks again."""
        close_old_connections()
        try:
            for result in ticking.run_due(now()):
                if result.did or result.error:
                    self.say(line(result))
        except (OperationalError, InterfaceError) as fault:
            self.say(f"数据库暂不可用，稍后再试：{type(fault).__name__}")
            connection.close()

    def say(self, sentence: str) -> None:
        self.stdout.write(f"{now():%Y-%m-%dT%H:%M:%SZ} {sentence}")
        self.stdout.flush()

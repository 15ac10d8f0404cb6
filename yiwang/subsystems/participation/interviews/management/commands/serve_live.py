"""``yiwang serve-live``: streams interviews to their readers until it is told to stop."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yiwang import environment
from yiwang.subsystems.participation.interviews.live import place, server


class Command(BaseCommand):
    help = "Stream live interviews to their readers (server-sent events). `yiwang serve` starts it too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=environment.text(f"{place.NAME}_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=environment.number(f"{place.NAME}_PORT", 8001))

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        server.allow_many_files()
        try:
            asyncio.run(server.serve(host, port, place.limits(), self.say))
        except (OSError, OverflowError) as error:
            raise CommandError(f"Cannot listen on {host}:{port} ({error}).") from error

    def say(self, port: int) -> None:
        self.stdout.write(f"访谈直播服务已启动，端口 {port}。")
        self.stdout.flush()

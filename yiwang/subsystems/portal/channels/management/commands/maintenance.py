"""How is the site closed for work, and opened again?"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from yiwang.kernel.deadlines.moments import local
from yiwang.subsystems.portal.channels.actions.maintenance import begin, end
from yiwang.subsystems.portal.channels.maintenance import FLAG


class Command(BaseCommand):
    help = "Close the site for maintenance (503 with Retry-After, a page that says so), or open it again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("state", choices=["on", "off", "state"])
        parser.add_argument("--minutes", type=int, default=30, help="how long it will take, for Retry-After")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["state"] == "on":
            until = local(begin(options["minutes"]))
            said = f"网站已关闭，预计 {until:%H:%M} 恢复；完成后请运行 yiwang maintenance off。"
        elif options["state"] == "off":
            said = "网站已恢复访问。" if end() else "网站本来就在正常访问。"
        else:
            said = "网站正在维护。" if (settings.DATA / FLAG).exists() else "网站正常访问。"
        self.stdout.write(said)

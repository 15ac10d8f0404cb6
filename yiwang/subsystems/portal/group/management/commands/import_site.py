"""How is the content of another system put onto a site from the command line?"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.acting import actor
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.group.actions import importing
from yiwang.subsystems.portal.group.models import Import, ImportedItem
from yiwang.subsystems.portal.group.rules import IMPORT
from yiwang.subsystems.portal.models import Column


class Command(BaseCommand):
    help = (
        "把静态网页目录（或 ZIP）、CSV、JSON、WordPress 导出的内容导入一个网站；可以只试导入，可以整批撤销。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="目录或文件")
        parser.add_argument("--site", default="main", help="网站代号，默认主站 main")
        parser.add_argument("--column", help="默认栏目网址")
        parser.add_argument("--form", choices=[one.value for one in Import.Form], default="pages")
        parser.add_argument("--as", dest="username", required=True, help="经办人的用户名，须有内容导入权限")
        parser.add_argument("--dry-run", action="store_true", help="只试导入")
        parser.add_argument("--undo", type=int, metavar="BATCH", help="撤销这一批")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            batch = self._undone(options) if options["undo"] else self._imported(options)
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        self._show(batch, as_json=options["json"])

    def _imported(self, options: dict[str, Any]) -> Import:
        path = options["path"]
        if path is None or not path.exists():
            raise CommandError(f"找不到：{path or '（没有给出目录或文件）'}")
        column = Column.objects.filter(site__slug=options["site"], slug=options["column"] or "").first()
        if column is None:
            raise CommandError(f"网站“{options['site']}”没有栏目“{options['column'] or ''}”。")
        by = _actor(options["username"])
        source = importing.Source(options["form"], path.name, path, column.pk)
        batch = importing.examine(by, source)
        if not options["dry_run"]:
            importing.confirm(by, batch.pk)
            importing.take_over(batch.pk, path)
        return batch

    def _undone(self, options: dict[str, Any]) -> Import:
        batch = Import.objects.filter(pk=options["undo"]).first()
        if batch is None:
            raise CommandError("没有这一批导入。")
        importing.undo(_actor(options["username"]), batch.pk)
        importing.take_back(batch.pk)
        return batch

    def _show(self, batch: Import, *, as_json: bool) -> None:
        batch.refresh_from_db()
        rows = batch.items.order_by().values("outcome").annotate(number=Count("pk"))
        counts = {row["outcome"]: row["number"] for row in rows}
        if as_json:
            self.stdout.write(json.dumps({"batch": batch.pk, "state": batch.state, **counts}))
            return
        self.stdout.write(f"第 {batch.pk} 批，{batch.get_state_display()}。")
        for outcome in ImportedItem.Outcome:
            if counts.get(outcome):
                self.stdout.write(f"  {outcome.label}：{counts[outcome]} 篇")
        refused = batch.items.filter(outcome=ImportedItem.Outcome.REFUSED).order_by().values("reason")
        for row in refused.annotate(number=Count("pk")).order_by("-number")[:10]:
            self.stdout.write(f"    {row['number']} 篇：{row['reason']}")


def _actor(username: str) -> Actor:
    posts = Post.objects.in_office(today()).filter(person__username=username).in_full()
    post = next((one for one in posts if may(one, IMPORT)), None)
    if post is None:
        raise CommandError(f"用户“{username}”没有内容导入权限的岗位。")
    return actor(post.person, post)

"""How is a site inspected from the command line?"""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.portal.inspection import browser, indicators, inspecting, rules
from yiwang.subsystems.portal.inspection.actions import runs, sites
from yiwang.subsystems.portal.inspection.models import Problem, Run, Sighting, Watched

BY = Actor(person="命令行")
SHOWN = 20


class Command(BaseCommand):
    help = "检查一个网站或全部登记的网站：可随时中断，再次运行接着检查。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="?", default="", metavar="URL", help="网站首页网址")
        parser.add_argument("--all", action="store_true", help="全部登记的网站，一个接一个")
        parser.add_argument("--pages", type=int, metavar="N", help="每个网站最多检查多少个网页")
        parser.add_argument(
            "--seconds", type=int, default=3600, metavar="S", help="每个网站最多用多少秒（3600）"
        )
        parser.add_argument("--gap", type=float, help="对同一主机两次访问相隔的秒数（0.2）")
        parser.add_argument("--axe", action="store_true", help="再用浏览器检查首页的无障碍（需要 Chromium）")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果，每个网站一行")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["address"]) == options["all"]:
            raise CommandError("请给出一个网址，或者用 --all 检查全部登记的网站。")
        if options["gap"] is not None and not 0 <= options["gap"] <= 60:
            raise CommandError("--gap 为0至60秒。")
        watched = self._watched(options)
        failed = 0
        for site in watched:
            try:
                self._show(self._inspected(site, options), options)
            except Refused as refused:
                failed += 1
                self._refuse(site, refused.sentence, as_json=options["json"])
        if failed:
            raise CommandError(f"{failed}个网站没有检查成。")

    def _watched(self, options: dict[str, Any]) -> list[Watched]:
        if options["all"]:
            sites.watch_own()
            found = list(Watched.objects.active().select_related("unit"))
            if not found:
                raise CommandError("还没有登记网站，请给出一个网址，或者在工作台登记。")
            return found
        try:
            return [_site_at(options["address"])]
        except Refused as refused:
            raise CommandError(refused.sentence) from None

    def _inspected(self, site: Watched, options: dict[str, Any]) -> Run:
        run = Run.objects.running().filter(site=site).first()
        run = run or runs.begin(BY, site.pk, options["pages"], options["seconds"])
        with (
            inspecting.tools_for(site, options["gap"]) as tools,
            tqdm(total=run.most_pages, unit="页", desc=site.name, disable=None, leave=False) as bar,
        ):

            def progress(at: Run) -> None:
                bar.update(at.pages - bar.n)

            while run.is_running:
                run = inspecting.work(run.pk, tools, 3600.0, progress)
        return run

    def _refuse(self, site: Watched, sentence: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"site": site.address, "error": sentence}, ensure_ascii=False))
        else:
            self.stderr.write(f"{site.name}：{sentence}")

    def _show(self, run: Run, options: dict[str, Any]) -> None:
        site = Watched.objects.get(pk=run.site_id)
        axe = browser.axe(site.address) if options["axe"] else None
        if options["json"]:
            self.stdout.write(json.dumps(_plain(run, site, axe), ensure_ascii=False))
            return
        self.stdout.write(f"{site.name} {site.address}：{run.get_state_display()}")
        if run.said:
            self.stdout.write(f"  {run.said}")
        self.stdout.write(f"  网页{run.pages}个，其他链接{run.links}个，用时{run.spent_ms / 1000:.1f}秒。")
        if run.points is not None:
            self.stdout.write(f"  得分{run.points}，{run.get_verdict_display()}。")
        for code, count in run.counts.items():
            self.stdout.write(f"  {indicators.catalogue()[code].label}：{count}个")
            found = Problem.objects.filter(last_in=run, code=code).exclude(state=rules.DISMISSED)
            for problem in found[:SHOWN]:
                self.stdout.write(f"    {problem.about}（{problem.places}处）")
        if axe is not None:
            self.stdout.write(f"  {axe.sentence}")


def _site_at(address: str) -> Watched:
    """The site of this address, put under watch where it is not: said here, it may be an inner one."""
    checked = rules.checked_address(address)
    known = Watched.objects.filter(address=checked).first()
    if known:
        return known
    root = Unit.objects.filter(parent=None).first()
    if root is None:
        raise Refused("还没有建立机构，请先运行 found-city 或 demo。")
    name = checked.split("/")[2][: rules.NAME_LENGTH]
    return sites.watch(BY, sites.Facts(name, checked, root.pk, is_private=True, is_active=False))


def _plain(run: Run, site: Watched, axe: browser.Judged | None) -> dict[str, Any]:
    seen = Sighting.objects.filter(run=run).exclude(problem__state=rules.DISMISSED)
    places = [
        {
            "indicator": one.code,
            "about": one.about,
            "address": one.address,
            "stood": one.stood,
            "status": one.status,
            "excerpt": one.excerpt,
            "seen_at": one.seen_at.isoformat(),
        }
        for one in seen
    ]
    return {
        "site": site.address,
        "state": run.state,
        "said": run.said,
        "pages": run.pages,
        "links": run.links,
        "seconds": round(run.spent_ms / 1000, 1),
        "is_complete": run.is_complete,
        "points": None if run.points is None else float(run.points),
        "verdict": run.verdict,
        "vetoes": run.vetoes,
        "problems": run.counts,
        "places": places,
        **({"axe": {"said": axe.sentence, "violations": list(axe.violations)}} if axe else {}),
    }

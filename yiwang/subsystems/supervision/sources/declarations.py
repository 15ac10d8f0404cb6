"""What does this room declare: its sources, rules, acts, scope, files, jobs and pages?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import kinds, telling
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.files import holders
from yiwang.kernel.organizations import oversight, roles
from yiwang.kernel.systems import scopes
from yiwang.kernel.workbench import menu
from yiwang.subsystems.supervision.sources import anomalies, held, messages, rules, shipped
from yiwang.subsystems.supervision.sources.actions import importing, publishing
from yiwang.subsystems.supervision.watching import rules as watching


def declare() -> None:
    shipped.declare()
    anomalies.declare()
    _acts()
    _roles()
    scopes.declare(rules.SCOPE, "报送监察数据")
    holders.register("sources.import", held.shows_file, held.held_files)
    kinds.register(
        kinds.Kind(
            messages.PRICES, 1, "药品采购价格", exchange.SERVICE, messages.Prices, publishing.take_prices
        )
    )
    if settings.ZONE != "outer":
        ticking.every("sources.carry_on", seconds=10, call=importing.carry_on_waiting, lease=6000)
        ticking.every("sources.tell_prices", seconds=3600, call=publishing.tell_prices, lease=1800)
        telling.register_again("sources", publishing.owe_again)
    menu.register("监察数据源", "supervision_sources:sources", "监督", watching.READ)
    menu.register("监察数据导入", "supervision_sources:imports", "监督", rules.IMPORT)


def _roles() -> None:
    roles.describe(supervision__records_import="导入监察数据")
    roles.declare(
        rules.KEEPER,
        "监察数据员",
        (oversight.OVERSEE, watching.READ, rules.IMPORT),
        description="导入工程建设、医药采购、公共资源交易等监察数据，撤销有误的导入。",
    )


def _acts() -> None:
    events.declare(
        sources__import_begin="开始导入监察数据",
        sources__records_import="导入监察数据",
        sources__import_break="监察数据导入中途停止",
        sources__import_undo="撤销监察数据导入",
        sources__source_connect="设置监察数据源",
        sources__prices_take="公布药品采购价格",
    )

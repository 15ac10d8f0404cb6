"""What does this room declare: its message, acts, figures, what it listens to, its jobs and pages?"""

from yiwang.kernel.audit import events
from yiwang.kernel.cases import panels as blocks
from yiwang.kernel.deadlines import subjects as clocks
from yiwang.kernel.deadlines import ticking, watchers
from yiwang.kernel.exchange import kinds
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.exchange.kinds import Kind
from yiwang.kernel.files import holders as files
from yiwang.kernel.findings import followers
from yiwang.kernel.indicators import figures as indicators
from yiwang.kernel.workbench import menu
from yiwang.kernel.workbench import todos as waiting
from yiwang.subsystems.supervision.cards import figures, holders, messages, panels, rules, subjects, todos
from yiwang.subsystems.supervision.cards.actions import delivering, issuing, telling
from yiwang.subsystems.supervision.watching.rules import READ, RESPOND

PAGE = "supervision_cards:list"
WAITING = "/office/supervision/cards/?state=waiting"


def declare() -> None:
    deeds = {f"supervision__card_{verb}": f"监察牌{label}" for verb, label in rules.VERBS.items()}
    events.declare(**deeds, supervision__card_terms="调整监察牌规定", supervision__card_export="导出监察牌")
    kinds.register(Kind(messages.NOTICE, 1, "监察通知书", exchange.DOCUMENT, messages.Notice))
    files.register("supervision.card", visible=holders.visible, references=holders.references)
    for figure in figures.figures():
        indicators.register(figure)
    _listens()
    _pages()


def _listens() -> None:
    clocks.register(rules.SUBJECT, "监察牌说明期限", subjects.about)
    followers.register(issuing.follow)
    watchers.watch_batches(telling.of_clocks)
    ticking.every("supervision.deliver_cards", seconds=10, call=delivering.deliver_waiting, lease=300)


def _pages() -> None:
    menu.register("监察牌", PAGE, "监督", READ)
    menu.register("本单位监察牌", PAGE, "监督", RESPOND)
    blocks.register("supervision.cards", panels.PANEL)
    waiting.register("supervision.cards_explain", "待说明的监察牌", todos.to_explain, WAITING)
    waiting.register("supervision.cards_settle", "待处理的监察牌", todos.to_settle, WAITING)

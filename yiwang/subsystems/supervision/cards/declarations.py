"""What does this room declare: its message, acts, what it listens to, its jobs and pages?"""

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import subjects as clocks
from yiwang.kernel.deadlines import ticking, watchers
from yiwang.kernel.exchange import kinds
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.exchange.kinds import Kind
from yiwang.kernel.findings import followers
from yiwang.subsystems.supervision.cards import messages, rules, subjects
from yiwang.subsystems.supervision.cards.actions import delivering, issuing, telling


def declare() -> None:
    deeds = {f"supervision__card_{verb}": f"监察牌{label}" for verb, label in rules.VERBS.items()}
    events.declare(**deeds, supervision__card_terms="调整监察牌规定", supervision__card_export="导出监察牌")
    kinds.register(Kind(messages.NOTICE, 1, "监察通知书", exchange.DOCUMENT, messages.Notice))
    clocks.register(rules.SUBJECT, "监察牌说明期限", subjects.about)
    followers.register(issuing.follow)
    watchers.watch_batches(telling.of_clocks)
    ticking.every("supervision.deliver_cards", seconds=10, call=delivering.deliver_waiting, lease=300)

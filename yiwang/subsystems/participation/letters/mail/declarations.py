"""What does this room declare: its acts, messages, files, jobs and pages?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import kinds as exchange
from yiwang.kernel.exchange import rules as exchange_rules
from yiwang.kernel.exchange import telling
from yiwang.kernel.files import holders
from yiwang.kernel.notifications import headers
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.participation.letters import rules as letters
from yiwang.subsystems.participation.letters.mail import crossing, messages, queries, tasks, wording
from yiwang.subsystems.participation.letters.mail.actions import claiming, obeying
from yiwang.subsystems.participation.letters.mail.models import Claim, Mail

LIST = "/office/letters/mail/"


def declare() -> None:
    _acts()
    for code, label, body, take in (
        (messages.MAIL, "待认领的邮件", messages.Mail, claiming.take_mail),
        (messages.DECISION, "邮件认领结果", messages.Decision, obeying.take_decision),
    ):
        exchange.register(exchange.Kind(code, 1, label, exchange_rules.SERVICE, body, take))
    named, failed = ("uid",), "letters.mail_cross_fail"
    telling.register(telling.Telling(messages.MAIL, Mail, crossing.said_of_mail, named, failed, zone="inner"))
    telling.register(
        telling.Telling(
            messages.DECISION, Claim, crossing.said_of_claim, named, failed, besides=claiming.wait_again
        )
    )
    headers.register(wording.KEY, wording.headers_of)
    holders.register("letters.mail", queries.shows_file, queries.held_files)
    if settings.ZONE != "inner":  # mail arrives outside
        ticking.every("letters.fetch_mail", seconds=60, call=tasks.fetch, lease=900)
        ticking.every("letters.tell_by_mail", seconds=60, call=tasks.tell_progress)
        ticking.every("letters.forget_mail", seconds=300, call=tasks.forget)
    menu.register("邮件来信", "participation_letter_mail:claim_list", "政务服务", letters.DESK)
    todos.register("letters.claim", "待认领的邮件", queries.to_claim, LIST)


def _acts() -> None:
    events.declare(
        letters__mail_arrive="收取来信邮件",
        letters__mail_take="收到待认领的邮件",
        letters__mail_claim="认领邮件",
        letters__mail_discard="丢弃邮件",
        letters__mail_obey="执行邮件认领结果",
        letters__mail_cross_fail="邮件未送达另一网",
        letters__mail_forget="清除到期的来信邮件",
    )

"""Which jobs fetch mail, tell writers of what happened, and forget what need not be kept?"""

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import contacts
from yiwang.kernel.intake.actions.handing_over import ask_for_key
from yiwang.kernel.intake.actions.keys import usable_key
from yiwang.kernel.intake.limits import KEEP_DAYS
from yiwang.kernel.notifications import actions as notifications
from yiwang.kernel.notifications.models import Outgoing
from yiwang.subsystems.participation.letters.mail import channels, limits, parsing, rules, wording
from yiwang.subsystems.participation.letters.mail.actions.arriving import arrive
from yiwang.subsystems.participation.letters.mail.channels import Channel
from yiwang.subsystems.participation.letters.mail.drivers.driver import (
    Driver,
    UnreachableError,
    Waiting,
    driver_of,
)
from yiwang.subsystems.participation.letters.mail.models import Mail
from yiwang.subsystems.participation.letters.mail.receiving import NotScannedError, Received, received

NOTHING = Received((), ())
HEAD = 256 << 10


def fetch() -> int:
    """Every mailbox in turn; how many mails were new. One that cannot be reached does not stop the others.

    Raises Refused with what did not work, once all were tried: the list of jobs shows it.
    """
    if channels.configured() and usable_key() is None:
        ask_for_key()
        raise Refused("还没有收到内网的加密公钥，来信邮件先留在信箱里。")
    done, troubles = 0, []
    for channel in channels.configured():
        try:
            done += _fetch_from(channel)
        except UnreachableError as fault:
            troubles.append(str(fault))
        except NotScannedError:
            troubles.append(f"{channel}：病毒扫描不可用，邮件先留在信箱里。")
    if troubles:
        raise Refused("；".join(troubles))
    return done


def _fetch_from(channel: Channel) -> int:
    done = 0
    with driver_of(channel) as driver:
        for message in driver.waiting(limits.BATCH):
            done += take_one(channel, driver, message)
    return done


def take_one(channel: Channel, driver: Driver, message: Waiting) -> bool:
    """Whether it is new. Fetched, stored and committed; only then marked."""
    most = limits.LARGEST_MB << 20
    is_whole = message.size <= most
    raw = driver.fetch(message, most + 1 if is_whole else HEAD)
    parsed = parsing.read(raw, is_whole=is_whole and len(raw) <= most)
    is_new = not Mail.objects.filter(address=channel.address, key=parsed.key).exists()
    if is_new:
        own = channels.own_addresses() | {settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip(" >").lower()}
        automatic = rules.automatic(parsed.headers, parsed.sender, own)
        arrive(channel, parsed, NOTHING if automatic or parsed.trouble else received(parsed), automatic)
    driver.mark(message)
    return is_new


def tell_progress() -> int:
    """Writers hear that there is something new, never what; how many messages are owed."""
    behind = (
        Mail.objects.filter(state=rules.LETTER, submission__steps__number__gt=F("told_step"))
        .annotate(newest=Max("submission__steps__number"))
        .order_by("pk")
    )
    return sum(_tell(mail.pk, mail.newest) for mail in behind[:200])


@transaction.atomic
def _tell(mail_id: int, newest: int) -> bool:
    mail = Mail.objects.select_for_update(of=("self",)).select_related("submission").get(pk=mail_id)
    if mail.submission is None or mail.told_step >= newest:
        return False
    mail.told_step = newest
    mail.save(update_fields=["told_step"])
    address = contacts.of_submission(mail.submission).email
    if not address:
        return False
    subject, body = wording.progress(mail.submission.number)
    key = wording.step_key(mail, newest)
    notifications.enqueue("email", address, subject=subject, body=body, key=key)
    return True


def forget() -> int:
    """A receipt that went out held the code, which is kept nowhere; old mails held what somebody wrote."""
    sent = Outgoing.objects.filter(
        key__startswith=wording.KEY, key__endswith=":receipt", state=Outgoing.State.SENT
    )
    keys = list(sent.values_list("key", flat=True)[:500])
    return sum(_forget_receipt(key) for key in keys) + _forget_old()


@transaction.atomic
def _forget_receipt(key: str) -> int:
    return notifications.forget(key)


@transaction.atomic
def _forget_old() -> int:
    old = Mail.objects.filter(fetched_at__lt=shifted(now(), days=-KEEP_DAYS)).exclude(contact="", text="")
    count = old.update(contact="", subject="", text="", hint="")
    if count:
        record(SYSTEM, "letters.mail_forget", None, mails=count)
    return count

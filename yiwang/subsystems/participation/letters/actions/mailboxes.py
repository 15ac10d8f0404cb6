"""How is a mailbox opened, changed, closed, and put into a department's site?"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor, sm3
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.standing import post_of
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.telling import tell
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.models import Mailbox, Site

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{1,39}")
ORIGIN = re.compile(r"https?://[a-z0-9.\-]+(?::\d{1,5})?")
MOST_SUBJECTS, SUBJECT_LENGTH, MOST_ORIGINS = 60, 30, 20


@dataclass(frozen=True)
class MailboxFacts:
    """What is kept of a mailbox; ``days``: working days by type where they differ from the city's."""

    name: str
    kind: str
    unit: Unit
    leader: str = ""
    watchdog: Unit | None = None
    description: str = ""
    is_open: bool = True
    notice: str = ""
    order: int = 100
    subjects: Sequence[str] = ()
    types: Sequence[str] = ()
    days: Mapping[str, int] = field(default_factory=dict)
    exposure: str = rules.CONSENT
    is_anonymous_allowed: bool = True


@transaction.atomic
def open_mailbox(by: Actor, code: str, facts: MailboxFacts) -> Mailbox:
    require(post_of(by), rules.KEEP)
    code = code.strip().lower()
    if not CODE.fullmatch(code):
        raise Refused("代码请用2至40个小写字母、数字和连字符，例如 mayor。", field="code")
    if Mailbox.objects.filter(code=code).exists():
        raise Refused(f"代码“{code}”已被别的信箱使用。", field="code")
    mailbox = Mailbox(code=code)
    _put(mailbox, facts)
    record(by, "letters.mailbox_open", mailbox, code=code, name=facts.name)
    tell(by, mailbox)
    return mailbox


@transaction.atomic
def change_mailbox(by: Actor, mailbox_id: int, facts: MailboxFacts) -> Mailbox:
    """Letters that came keep their clocks; a mailbox that has any stays one of letters, or of petitions."""
    require(post_of(by), rules.KEEP)
    mailbox = Mailbox.objects.select_for_update(of=("self",)).select_related("unit").get(pk=mailbox_id)
    is_other_kind = rules.kind_of(facts.kind) != mailbox.case_kind
    if is_other_kind and mailbox.letters.exists():
        raise Refused("这个信箱已经收到来信，不能在信件和信访之间变更类别。", field="kind")
    before = {"name": mailbox.name, "is_open": mailbox.is_open, "unit": mailbox.unit.name}
    _put(mailbox, facts)
    record(by, "letters.mailbox_change", mailbox, before=before, name=facts.name, is_open=facts.is_open)
    tell(by, mailbox)
    return mailbox


@transaction.atomic
def add_site(
    by: Actor, mailbox_id: int, code: str, name: str, unit: Unit, origins: Sequence[str]
) -> tuple[Site, str]:
    """The site and its key, which is shown once. Raises Refused for addresses that are no origins."""
    require(post_of(by), rules.KEEP)
    code = code.strip().lower()
    if not CODE.fullmatch(code) or Site.objects.filter(code=code).exists():
        raise Refused("站点代码请用2至40个小写字母、数字和连字符，并且没有用过。", field="code")
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    if mailbox.is_confidential:
        raise Refused("信访不能嵌入其他网站。", field="mailbox")
    key = secrets.token_urlsafe(24)
    site = Site.objects.create(
        code=code,
        name=states.words(name, "网站名称", field="name", longest=80),
        unit=unit,
        mailbox=mailbox,
        origins=checked_origins(origins),
        key_digest=sm3(key.encode()),
        made_at=now(),
    )
    record(by, "letters.site_add", site, code=code, mailbox=mailbox.code, origins=site.origins)
    tell(by, site)
    return site, key


@transaction.atomic
def close_site(by: Actor, site_id: int) -> Site:
    """Its key opens nothing any more."""
    require(post_of(by), rules.KEEP)
    site = Site.objects.select_for_update(of=("self",)).select_related("mailbox").get(pk=site_id)
    if not site.is_open:
        raise Refused("这个站点已经停用。")
    site.is_open = False
    site.save(update_fields=["is_open"])
    record(by, "letters.site_close", site, code=site.code)
    tell(by, site)
    return site


def checked_origins(origins: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(one.strip().rstrip("/").lower() for one in origins if one.strip()))
    if not found or len(found) > MOST_ORIGINS:
        raise Refused(f"请填写1至{MOST_ORIGINS}个网站地址。", field="origins")
    if wrong := [one for one in found if not ORIGIN.fullmatch(one)]:
        raise Refused(f"“{wrong[0]}”不是网站地址，例如 https://zjj.example.gov.cn。", field="origins")
    return found


def _put(mailbox: Mailbox, facts: MailboxFacts) -> None:
    _check(facts)
    for name in (
        "kind",
        "unit",
        "leader",
        "watchdog",
        "description",
        "is_open",
        "notice",
        "order",
        "exposure",
    ):
        setattr(mailbox, name, getattr(facts, name))
    mailbox.name = states.words(facts.name, "信箱名称", field="name", longest=60)
    mailbox.subjects, mailbox.types, mailbox.days = list(facts.subjects), list(facts.types), dict(facts.days)
    mailbox.is_anonymous_allowed = facts.is_anonymous_allowed
    mailbox.save()


def _check(facts: MailboxFacts) -> None:
    states.check_choice(facts.kind, rules.MAILBOX_KINDS, "信箱类别", field="kind")
    states.check_choice(facts.exposure, rules.EXPOSURES, "公开方式", field="exposure")
    if facts.kind == rules.PETITIONS and facts.exposure != rules.NEVER:
        raise Refused("网上信访一律不公开，公开方式请选“一律不公开”。", field="exposure")
    if not facts.is_open and len(facts.notice.strip()) < 4:
        raise Refused("关闭信箱时请写明公告：什么时候恢复，可以通过什么渠道反映。", field="notice")
    if len(facts.subjects) > MOST_SUBJECTS or any(len(one) > SUBJECT_LENGTH for one in facts.subjects):
        raise Refused(f"主题最多{MOST_SUBJECTS}个，每个不超过{SUBJECT_LENGTH}字。", field="subjects")
    if not facts.unit.is_open:
        raise Refused(f"“{facts.unit.name}”已撤销，不能管理信箱。", field="unit")
    wrong = [one for one in facts.types if one not in rules.types_of(facts.kind)]
    if wrong:
        raise Refused("所选的来信类型和信箱类别不符。", field="types")
    rules.check_days(facts.days)

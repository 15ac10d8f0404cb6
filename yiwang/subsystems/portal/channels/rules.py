"""What may be subscribed to, when is a digest due, and what stands in it?

Plain Python. What a subscriber asks for is a list of interests; a publication meets a subscription where one
interest fits. Consent is asked for twice (个人信息保护法 art. 14) and taken back with one click (art. 15).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from yiwang.kernel.errors import Refused

MANAGE = "portal.subscription_read"
KEEPER = "portal_subscription_keeper"

EMAIL, SMS = "email", "sms"
CHANNELS = {EMAIL: "电子邮件", SMS: "手机短信"}
AT_ONCE, DAILY, WEEKLY = "at_once", "daily", "weekly"
FREQUENCIES = {AT_ONCE: "有新内容就发", DAILY: "每天一次", WEEKLY: "每周一次"}
SITE, COLUMN, SUBJECT, KEYWORD = "site", "column", "subject", "keyword"
KINDS = {SITE: "全站", COLUMN: "栏目", SUBJECT: "主题", KEYWORD: "关键词"}

MOST_INTERESTS = 20
MOST_KEYWORDS = 5
LONGEST_KEYWORD = 20
MOST_IN_EMAIL, MOST_IN_SMS = 30, 3
MAIL_HOURS, CODE_MINUTES = 48, 10
MOST_TRIES = 5
# How often one address may be written to by somebody who has not shown that it is theirs.
ASKED_A_DAY = 3
SEND_AT = time(8, 0)
"""The hour of daily and weekly digests, on the wall of the city; text messages never come at night."""
QUIET_FROM, QUIET_UNTIL = time(21, 0), time(8, 0)
AT_ONCE_MINUTES = 15
MOST_FAILURES = 3
"""So many refusals by the other side in a row end a subscription: the address is dead."""


@dataclass(frozen=True)
class Interest:
    kind: str
    value: str = ""


@dataclass(frozen=True)
class News:
    """Of a publication what interests ask: ``columns`` are the slugs of all columns above it too."""

    pk: int
    title: str
    address: str
    published_at: datetime
    columns: frozenset[str]
    subject: str = ""
    words: str = ""


@dataclass(frozen=True)
class Wish:
    """What somebody filled in; ``address`` as ``addresses.checked`` gave it."""

    channel: str
    address: str
    frequency: str
    interests: tuple[Interest, ...]


def keywords_of(text: str) -> list[str]:
    """Words divided by blanks, commas or lines, each once. Raises Refused where they are too many or long."""
    found = list(dict.fromkeys(one for one in re.split(r"[\s,，、;；]+", text) if one))
    if len(found) > MOST_KEYWORDS:
        raise Refused(f"关键词最多 {MOST_KEYWORDS} 个。", field="keywords")
    for word in found:
        if not 2 <= len(word) <= LONGEST_KEYWORD:
            raise Refused(
                f"关键词“{word[:LONGEST_KEYWORD]}”应为 2 至 {LONGEST_KEYWORD} 个字。", field="keywords"
            )
    return found


def check_interests(interests: Sequence[Interest]) -> None:
    if not interests:
        raise Refused("请至少选择一个栏目或主题，或者填写关键词。", field="columns")
    if len(interests) > MOST_INTERESTS:
        raise Refused(f"最多选择 {MOST_INTERESTS} 项。", field="columns")


def meets(news: News, interests: Iterable[Interest]) -> bool:
    return any(_fits(news, one) for one in interests)


def _fits(news: News, interest: Interest) -> bool:
    if interest.kind == COLUMN:
        return interest.value in news.columns
    if interest.kind == SUBJECT:
        return bool(news.subject) and news.subject.startswith(interest.value)
    if interest.kind == KEYWORD:
        return interest.value.casefold() in f"{news.title} {news.words}".casefold()
    return interest.kind == SITE

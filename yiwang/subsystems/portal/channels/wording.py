"""What do the messages to subscribers say, and under which keys do they go out?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from yiwang.subsystems.portal.channels import addresses, rules
from yiwang.subsystems.portal.channels.rules import News, Wish
from yiwang.subsystems.portal.channels.sites import Home

if TYPE_CHECKING:
    from yiwang.subsystems.portal.channels.models import Subscription

DIGEST, QUESTION = "portal.digest:", "portal.subscribe:"
LONGEST_TITLE = 40


def question_key(uid: str) -> str:
    return f"{QUESTION}{uid}"


def digest_key(subscription_id: int) -> str:
    """What the keys of all its digests begin with."""
    return f"{DIGEST}{subscription_id}:"


def question(home: Home, uid: str, wish: Wish) -> tuple[str, str]:
    """Subject and body of the e-mail that asks for the second yes."""
    return (
        f"请确认订阅 - {home.name}",
        f"您好：\n\n有人用这个邮箱订阅了{home.name}的信息（{rules.FREQUENCIES[wish.frequency]}）。"
        f"如果是您本人，请在 {rules.MAIL_HOURS} 小时内打开下面的链接，点“确认订阅”：\n\n"
        f"{home.at(f'/subscriptions/confirm/{uid}/')}\n\n"
        "如果不是您本人操作，不用理会这封邮件，您不会再收到任何内容。\n",
    )


def code(home: Home, code: str) -> tuple[str, str]:
    said = f"【{home.name}】验证码 {code}，用于订阅信息，{rules.CODE_MINUTES} 分钟内有效。非本人操作请忽略。"
    return "", said


def digest(home: Home, subscription: "Subscription", news: Sequence[News]) -> tuple[str, str]:
    """Subject and body: what is new, the newest first, with the way out."""
    out = home.at(f"/subscriptions/{addresses.token_of(subscription.pk)}/")
    if subscription.channel == rules.SMS:
        return "", _text_message(home, news, out)
    shown = news[: rules.MOST_IN_EMAIL]
    lines = [f"{at}. {one.title}\n   {home.at(one.address)}" for at, one in enumerate(shown, start=1)]
    if len(news) > len(shown):
        lines.append(f"另有 {len(news) - len(shown)} 条，请到网站查看：{home.at('/')}")
    return (
        f"{home.name}：{_title(news[0])}{f' 等 {len(news)} 条' if len(news) > 1 else ''}",
        f"您订阅的内容有 {len(news)} 条更新：\n\n" + "\n\n".join(lines) + "\n\n——\n"
        f"修改订阅内容或者退订：{out}\n本邮件由系统自动发出，请不要回复。\n",
    )


def _text_message(home: Home, news: Sequence[News], out: str) -> str:
    shown = "；".join(f"{_title(one)} {home.at(one.address)}" for one in news[: rules.MOST_IN_SMS])
    more = f"等 {len(news)} 条" if len(news) > rules.MOST_IN_SMS else ""
    return f"【{home.name}】{shown}{more}。退订 {out}"


def _title(one: News) -> str:
    return one.title if len(one.title) <= LONGEST_TITLE else f"{one.title[: LONGEST_TITLE - 1]}…"

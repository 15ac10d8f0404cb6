"""In which words is a mail answered? Nothing of the letter, nothing of anybody: number, code, the way to it.

The sender's address proves nothing: whoever reads it there must not learn more than that something came.
"""

from collections.abc import Mapping

from django.conf import settings

from yiwang.kernel.intake import rules as intake
from yiwang.subsystems.participation.letters.mail import channels, tokens
from yiwang.subsystems.participation.letters.mail.models import Mail

KEY = "letters.mail:"


def receipt_key(mail: Mail) -> str:
    return f"{KEY}{mail.pk}:receipt"


def step_key(mail: Mail, step: int) -> str:
    return f"{KEY}{mail.pk}:step{step}"


def refusal_key(mail: Mail) -> str:
    return f"{KEY}{mail.pk}:refusal"


def receipt(number: str, code: str, *, is_all_taken: bool) -> tuple[str, str]:
    """Subject and body. Nothing of what somebody wrote: they may have named the address of another."""
    more = "" if is_all_taken else "\n有的附件没有接收，原因在办理进度页面上。"
    return (
        f"已收到您的来信（编号 {number}）",
        f"您好！您的来信已收到。\n\n编号：{number}\n查询码：{intake.grouped(code)}\n\n"
        f"请打开 {_track()} ，用编号和查询码查询办理进度、阅读答复、作出评价。"
        f"查询码只发送这一次，请妥善保存，不要告诉他人。\n需要补充情况的，可以直接回复这封邮件。{more}\n\n"
        "如果您没有写过这封信，请不必理会。",
    )


def progress(number: str) -> tuple[str, str]:
    return (
        f"您的来信有新的办理情况（编号 {number}）",
        f"您好！您的来信（编号 {number}）有新的办理情况。\n\n请打开 {_track()} ，用编号和查询码查看。"
        "为保护个人信息，邮件中不写具体内容。\n需要补充情况的，可以直接回复这封邮件。",
    )


def refusal(sentence: str) -> tuple[str, str]:
    return (
        "您的邮件没有被受理",
        f"您好！您的邮件已收到，但没有作为来信受理。原因：{sentence}\n\n"
        f"您可以打开 {settings.PUBLIC_ADDRESS.rstrip('/')}/letters/ 在网上写信。",
    )


def _track() -> str:
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/track/"


def headers_of(key: str) -> Mapping[str, str]:
    """Where an answer goes, what ours answers, and that a machine wrote it (RFC 3834)."""
    number, _, what = key.removeprefix(KEY).partition(":")
    mail = Mail.objects.select_related("submission").filter(pk=int(number)).first()
    if mail is None:
        return {}
    found = {"Auto-Submitted": "auto-replied"}
    if mail.message_id:
        found |= {"In-Reply-To": mail.message_id, "References": mail.message_id}
    if mail.submission is not None:
        own = mail.submission.number
        host = mail.address.rpartition("@")[2]
        found["Message-ID"] = f"<{own}.{tokens.token_of(own)}.{mail.pk}-{what}@{host}>"
        found["Reply-To"] = _answers_to(mail, own)
    return found


def _answers_to(mail: Mail, number: str) -> str:
    channel = next((one for one in channels.configured() if one.address == mail.address), None)
    takes_plus = channel is None or channel.takes_plus
    return tokens.tagged(mail.address, number) if takes_plus else mail.address

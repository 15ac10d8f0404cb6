"""What is a mail: a letter, an answer to ours, a machine's, or nobody's? Plain Python.

Sources: RFC 3834 (automatic responses: Auto-Submitted, never answer an empty return path), RFC 3464 (reports
of delivery), RFC 2076 and RFC 2919 (Precedence, List-Id).
"""

import re
from collections.abc import Mapping, Sequence

LETTER, MESSAGE, UNCLAIMED = "letter", "message", "unclaimed"
AUTOMATIC, REFUSED, FILED, DISCARDED = "automatic", "refused", "filed", "discarded"
STATES = {
    LETTER: "已作为来信",
    MESSAGE: "已并入来信",
    UNCLAIMED: "待认领",
    AUTOMATIC: "自动邮件，不处理",
    REFUSED: "不能受理",
    FILED: "已由工作人员并入来信",
    DISCARDED: "已丢弃",
}
WAITING = "waiting"
CLAIM_STATES = {WAITING: "待认领", LETTER: "已作为来信", FILED: "已并入来信", DISCARDED: "已丢弃"}
CLAIM_TONES = {WAITING: "warn", LETTER: "good", FILED: "good", DISCARDED: ""}

SUBJECT_LENGTH, NO_SUBJECT = 200, "（无主题）"
KEPT_LENGTH = 20_000
"""Of the words of one mail; what is longer lies in the mailbox itself."""

Headers = Mapping[str, Sequence[str]]
_LISTED = frozenset({"bulk", "list", "junk", "auto_reply"})
_BY_A_MACHINE = ("x-autoreply", "x-autorespond", "x-auto-response-suppress", "feedback-id", "list-id")
_SYSTEM = re.compile(r"(?:mailer-daemon|postmaster|no-?reply|donotreply)@", re.IGNORECASE)
_TOKENED = re.compile(r"\b([A-Z]{2,4}\d{13,16})\.([0-9A-Z]{16})\b", re.IGNORECASE)
MOST_TOKENS = 20


def automatic(headers: Headers, sender: str, own: frozenset[str]) -> str:
    """Why it was written by a machine, in words; empty where a person wrote it. It is then answered never.

    ``own``: our own addresses: what comes from them went in a circle.
    """
    submitted = _first(headers, "auto-submitted").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return "自动回复"
    if "return-path" in headers and _first(headers, "return-path").strip() in {"", "<>"}:
        return "退信"
    kind = _first(headers, "content-type").lower()
    if kind.startswith(("multipart/report", "message/delivery-status")):
        return "退信或者回执"
    if _first(headers, "precedence").strip().lower() in _LISTED:
        return "群发邮件"
    if any(name in headers for name in _BY_A_MACHINE):
        return "群发邮件或者自动回复"
    if sender.lower() in own:
        return "由本平台自己发出"
    if not sender or _SYSTEM.match(sender):
        return "发件人不接收回信"
    return ""


def _first(headers: Headers, name: str) -> str:
    return next(iter(headers.get(name, ())), "")


def tokens(values: Sequence[str]) -> list[tuple[str, str]]:
    """Number and token of everything that looks as if it came from a message of ours, each once."""
    found = [
        (number.upper(), token.upper())
        for value in values
        for number, token in _TOKENED.findall(value[:2_000])
    ]
    return list(dict.fromkeys(found))[:MOST_TOKENS]


NUMBER = re.compile(r"\b[A-Z]{2,4}\d{8}W?\d{5,8}\b")


def number_in(text: str) -> str:
    """A number that is named without any proof: a hint for whoever decides."""
    found = NUMBER.search(text[:2_000])
    return found[0] if found else ""


_QUOTES = re.compile(
    r"^(?:-{2,}\s*(?:原始邮件|原邮件|转发邮件|Original Message|Forwarded message)\s*-{2,}"
    r"|(?:在|于)\s*.{4,100}(?:写道|寫道)[：:]?\s*$|On\s.{6,120}\swrote:\s*$|发件人[：:].{3,120}$|_{20,}\s*$"
    r"|From:\s.{3,120}$)",
    re.IGNORECASE | re.MULTILINE,
)


def without_quote(text: str) -> str:
    """An answer without the message that it answers; all of it where nothing else would be left."""
    found = _QUOTES.search(text)
    own = text[: found.start()] if found else text
    kept = "\n".join(line for line in own.splitlines() if not line.startswith(">")).strip()
    return kept or text.strip()

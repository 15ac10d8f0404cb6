"""What stands in a mail as it came from the wire? Whoever wrote it may want to do harm: nothing here raises.

Bombs are recognised in the bytes, before the parser walks into them, and no header is longer than MOST_LINE.
Headers are read by the older, plain policy of the library: the structured one takes quadratic time (minutes
for a Content-Type of 100 KB, half a second for 2,500 semicolons) and gives up at nested brackets.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.notifications.rules import EMAIL
from yiwang.kernel.publications import html
from yiwang.subsystems.participation.letters.mail import rules

MOST_HEAD, MOST_PARTS, MOST_NESTED, MOST_ATTACHMENTS = 256 << 10, 60, 24, 20
MOST_LINE, MOST_HTML, MOST_TEXT = 2_000, 1 << 20, 200_000
_CHARSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "x-gbk": "gb18030",
    "unknown-8bit": "utf-8",
}
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BOUNDARY = re.compile(rb"boundary\s*(?:\*[^=\s]{0,6})?\s*=", re.IGNORECASE)
_ENCLOSED = re.compile(rb"content-type:\s*message/", re.IGNORECASE)
_TYPED = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{3,240}>")
TOO_LARGE, BROKEN, BOMB = "邮件太大，没有收取", "邮件无法读取", "邮件结构异常，没有打开"


class Bounded(Compat32):
    """The library's plain policy for headers that nobody writes longer in earnest."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name[:100], value[:MOST_LINE]


BOUNDED = Bounded()


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes


@dataclass(frozen=True)
class Parsed:
    """``message_id``: with its brackets, empty where it has none; ``trouble``: why its content is not here.

    ``traces``: where a token of ours may stand: addresses that it went to, messages that it answers.
    """

    key: str
    message_id: str = ""
    sender: str = ""
    name: str = ""
    subject: str = ""
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    left_out: int = 0
    headers: Mapping[str, list[str]] = field(default_factory=dict)
    traces: tuple[str, ...] = ()
    trouble: str = ""


def read(raw: bytes, *, is_whole: bool = True) -> Parsed:
    """``is_whole``: False where only the head was fetched, because the rest is too large."""
    try:
        return _read(raw, is_whole=is_whole)
    except Exception as fault:  # noqa: BLE001 - the library raises almost anything for hostile input
        return Parsed(sm3(raw), trouble=f"{BROKEN}（{type(fault).__name__}）")


def _read(raw: bytes, *, is_whole: bool) -> Parsed:
    end = re.search(rb"\r?\n\r?\n", raw[:MOST_HEAD])
    head = raw[: end.start()] if end else raw[:MOST_HEAD]
    message = message_from_bytes(head + b"\n\n", policy=BOUNDED)
    headers: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        headers.setdefault(name.lower(), []).append(str(value)[:MOST_LINE])
    found = _ID.search(_one(headers, "message-id"))
    message_id = found[0] if found else ""
    name, sender = _sender(_one(headers, "from"))
    facts = {
        "key": sm3(message_id.encode()) if message_id else sm3(raw),
        "message_id": message_id,
        "sender": sender,
        "name": name,
        "subject": words(_one(headers, "subject"))[: rules.SUBJECT_LENGTH],
        "headers": headers,
        "traces": tuple(_traces(headers)),
    }
    trouble = _danger(raw, has_end=end is not None) if is_whole else TOO_LARGE
    if trouble:
        return Parsed(**facts, trouble=trouble)  # type: ignore[arg-type]
    body = message_from_bytes(raw, policy=BOUNDED)
    text, attachments, left_out = _content(body)
    return Parsed(**facts, text=text, attachments=attachments, left_out=left_out)  # type: ignore[arg-type]


def _danger(raw: bytes, *, has_end: bool) -> str:
    if not has_end and len(raw) > MOST_HEAD:
        return BOMB
    for signs, most in ((_BOUNDARY, MOST_NESTED), (_ENCLOSED, MOST_NESTED), (_TYPED, MOST_PARTS)):
        if sum(1 for _ in signs.finditer(raw)) > most:
            return BOMB
    return ""


def _one(headers: Mapping[str, list[str]], name: str) -> str:
    return next(iter(headers.get(name, ())), "")


def _traces(headers: Mapping[str, list[str]]) -> Iterator[str]:
    for name in ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "in-reply-to", "references"):
        yield from headers.get(name, ())[:20]


def _sender(value: str) -> tuple[str, str]:
    """Name and address as the mail claims them; anybody may claim anything."""
    for name, address in getaddresses([value[:1_000].replace("\r", "").replace("\n", " ")]):
        if EMAIL.fullmatch(address) and address.isascii() and len(address) <= 254:
            return words(name)[:40], address
    return "", ""


def words(raw: str) -> str:
    """A header in words: encoded words of any charset, bytes that should have been encoded."""
    raw = raw[:MOST_LINE].replace("\r", "").replace("\n", "")
    try:
        parts = decode_header(raw)
    except ValueError:
        parts = [(raw, None)]
    said = "".join(
        decoded(part, charset or "") if isinstance(part, bytes) else _surrogates(part)
        for part, charset in parts
    )
    return " ".join(_harmless(said).split())


def _surrogates(text: str) -> str:
    """Bytes above 127 that stood in a header as they were (old Chinese mail programs)."""
    raw = text.encode("utf-8", "surrogateescape")
    return decoded(raw, "")


def decoded(raw: bytes, charset: str) -> str:
    """By the charset that is named, by UTF-8, by GB 18030, whichever fits first."""
    named = _CHARSETS.get(charset.lower().strip(), charset.lower().strip())
    for one in (named, "utf-8", "gb18030"):
        try:
            return raw.decode(one) if one else raw.decode("utf-8")
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("gb18030", "replace")


def _harmless(text: str) -> str:
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _content(body: Message) -> tuple[str, tuple[Attachment, ...], int]:
    plain: list[str] = []
    rich: list[str] = []
    files: list[Attachment] = []
    left_out = 0
    for number, part in enumerate(body.walk()):
        if number > MOST_PARTS:
            break
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            continue
        kind, name = part.get_content_type(), _file_name(part)
        if kind in {"text/plain", "text/html"} and not name:
            (plain if kind == "text/plain" else rich).append(_text(part))
        elif kind == "message/rfc822" or len(files) >= MOST_ATTACHMENTS:
            left_out += 1
        elif content := _payload(part):
            files.append(Attachment(name or _unnamed(kind), content))
    said = "\n\n".join(one for one in plain if one.strip())
    if not said.strip():
        said = "\n\n".join(_from_html(one) for one in rich)
    return _harmless(said).strip()[:MOST_TEXT], tuple(files), left_out


def _payload(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _text(part: Message) -> str:
    charset = part.get_param("charset") or ""
    return decoded(_payload(part)[:MOST_HTML], charset if isinstance(charset, str) else charset[2])


def _from_html(source: str) -> str:
    return html.plain_text(html.clean(source[:MOST_HTML]))


def _file_name(part: Message) -> str:
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        found = part.get_param(parameter, header=header)
        if isinstance(found, tuple):
            charset, _, value = found
            return words(decoded(_bytes(value), charset or ""))[:200]
        if found:
            return words(str(found))[:200]
    return ""


def _bytes(value: str) -> bytes:
    """Of a parameter by RFC 2231, which the library hands out byte by byte as Latin-1."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogateescape")


_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "application/pdf": "pdf"}


def _unnamed(kind: str) -> str:
    return f"附件.{_ENDINGS.get(kind, 'bin')}"

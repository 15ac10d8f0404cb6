"""Mails as they come from the wire, and servers that hold them."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.test import TestCase

from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.models import Outgoing
from yiwang.subsystems.participation.letters.mail import channels, tasks, tokens
from yiwang.subsystems.participation.letters.mail.channels import Channel

ADDRESS, WRITER = "mayor@yunze.example", "zhao@example.com"
SUBJECT, TEXT = "青山路的路灯坏了", "青山路中段的路灯坏了一个星期，晚上看不清路，请问什么时候修好？"


def make_channel(folder: Path | str = "", **changes: Any) -> Channel:
    return Channel(
        **{"scheme": "maildir", "box": "mayor", "address": ADDRESS, "folder": str(folder), **changes}
    )


def make_mail(text: str = TEXT, attachments: Any = (), **headers: str) -> bytes:
    """``attachments``: name and bytes of each; headers with ``_`` for ``-``; an empty one is left out."""
    message = EmailMessage()
    given = {
        "From": f"赵小明 <{WRITER}>",
        "To": ADDRESS,
        "Subject": SUBJECT,
        "Message_ID": f"<{len(text)}.{abs(hash((text, tuple(headers.items()))))}@example.com>",
        "Return_Path": f"<{WRITER}>",
        **headers,
    }
    for name, value in given.items():
        if value:
            message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def make_folder(folder: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return folder


def post(folder: Path, *mails: bytes) -> None:
    """As a mail server delivers: written aside, then moved."""
    for raw in mails:
        number = sum(1 for _ in folder.rglob("*.mail*"))
        aside = folder / "tmp" / f"{number:05d}.mail"
        aside.write_bytes(raw)
        aside.rename(folder / "new" / aside.name)


@contextmanager
def fetched_from(*configured: Channel) -> Iterator[None]:
    real = channels.configured
    channels.configured = lambda: configured  # type: ignore[assignment]
    try:
        yield
    finally:
        channels.configured = real


def fetch(*configured: Channel) -> int:
    """One round of the job, with everything that happens at its commits."""
    cache.clear()
    refused = None
    with fetched_from(*configured), TestCase.captureOnCommitCallbacks(execute=True):
        try:
            return tasks.fetch()
        except Refused as found:  # what was committed before has its effects all the same
            refused = found
    raise refused


def answers() -> list[Outgoing]:
    return list(Outgoing.objects.filter(key__startswith="letters.mail:").order_by("pk"))


def tagged(number: str) -> str:
    return tokens.tagged(ADDRESS, number)


class _Lines(socketserver.StreamRequestHandler):
    """What both servers have in common; ``server.mails``: uid to bytes, ``server.seen``: the marked ones."""

    server: Any

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def told(self) -> list[str]:
        line = self.rfile.readline()
        self.server.heard.append(line.decode().strip())
        return line.decode().strip().split()


class ImapLines(_Lines):
    """As much of RFC 3501 as a reader needs."""

    def handle(self) -> None:
        self.say(b"* OK ready")
        while words := self.told():
            tag, verb = words[0].encode(), words[1].upper()
            if verb == "UID":
                verb = words[2].upper()
            answer = getattr(self, f"do_{verb.lower()}")(words)
            self.say(tag + b" " + (answer or b"OK done"))
            if verb == "LOGOUT" or self.server.breaks_after == verb:
                return

    def do_capability(self, words: list[str]) -> None:
        self.say(b"* CAPABILITY IMAP4rev1")

    def do_login(self, words: list[str]) -> bytes | None:
        is_right = " ".join(words[3:]).strip('"') == self.server.password
        return None if is_right else b"NO wrong " + words[3].encode()

    def do_select(self, words: list[str]) -> None:
        self.say(b"* %d EXISTS" % len(self.server.mails))

    def do_search(self, words: list[str]) -> None:
        unseen = [uid for uid in self.server.mails if uid not in self.server.seen]
        self.say(b"* SEARCH " + " ".join(map(str, unseen)).encode())

    def do_fetch(self, words: list[str]) -> None:
        uids = [int(uid) for uid in words[3].split(",")]
        for number, uid in enumerate(uids, start=1):
            raw = self.server.mails[uid]
            if "SIZE" in words[-1]:
                self.say(b"* %d FETCH (UID %d RFC822.SIZE %d)" % (number, uid, len(raw)))
                continue
            most = int(words[-1].split("<0.")[1].split(">")[0])
            part = raw[:most]
            self.say(b"* %d FETCH (UID %d BODY[]<0> {%d}" % (number, uid, len(part)))
            self.wfile.write(part + b")\r\n")

    def do_store(self, words: list[str]) -> None:
        self.server.seen.add(int(words[3]))

    def do_logout(self, words: list[str]) -> None:
        self.say(b"* BYE")


class PopLines(_Lines):
    """As much of RFC 1939 as a reader needs: deleted is what was marked when QUIT comes."""

    def handle(self) -> None:
        marked: set[int] = set()
        self.say(b"+OK ready")
        while words := self.told():
            verb = words[0].upper()
            if verb == "PASS" and " ".join(words[1:]) != self.server.password:
                self.say(b"-ERR wrong " + words[1].encode())
                continue
            if self.server.breaks_after == verb:
                return
            self.say(b"+OK")
            if verb == "LIST":
                self.lines([b"%d %d" % (uid, len(raw)) for uid, raw in self.server.mails.items()])
            elif verb in {"RETR", "TOP"}:
                raw = self.server.mails[int(words[1])]
                self.lines((raw if verb == "RETR" else raw.split(b"\n\n")[0]).splitlines())
            elif verb == "DELE":
                marked.add(int(words[1]))
            elif verb == "QUIT":
                self.server.mails = {uid: raw for uid, raw in self.server.mails.items() if uid not in marked}
                return

    def lines(self, lines: list[bytes]) -> None:
        for line in lines:
            self.say(b"." + line if line.startswith(b".") else line)
        self.say(b".")


@contextmanager
def serving(lines: type[_Lines], *mails: bytes, password: str = "p@ss w0rd") -> Iterator[Any]:
    """A server of its own port; ``breaks_after``: the command after which the line goes dead."""
    server: Any = socketserver.ThreadingTCPServer(("127.0.0.1", 0), lines)
    server.daemon_threads = True
    server.mails = dict(enumerate(mails, start=1))
    server.seen, server.heard, server.password, server.breaks_after = set(), [], password, ""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def served_by(server: Any, scheme: str, **changes: Any) -> Channel:
    host, port = server.server_address
    facts = {"host": host, "port": port, "user": "mayor", "password": server.password, "folder": "INBOX"}
    return make_channel(**{"scheme": scheme, "is_plain": True, **facts, **changes})

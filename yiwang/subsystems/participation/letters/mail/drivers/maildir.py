"""How is a maildir read, into which a mail server of this machine delivers?"""

import contextlib
from pathlib import Path
from types import TracebackType

from yiwang.subsystems.participation.letters.mail.channels import Channel
from yiwang.subsystems.participation.letters.mail.drivers.driver import UnreachableError, Waiting

SEEN = ":2,S"


class MaildirDriver:
    """``new`` holds what nobody marked; marking moves it to ``cur``, where it stays."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.folder = Path(channel.folder)

    def __enter__(self) -> "MaildirDriver":
        if not (self.folder / "new").is_dir() or not (self.folder / "cur").is_dir():
            raise UnreachableError(f"{self.channel}：{self.folder}不是邮件目录（maildir）。")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held open."""

    def waiting(self, most: int) -> list[Waiting]:
        found = []
        for path in sorted((self.folder / "new").iterdir())[:most]:
            if path.is_symlink() or not path.is_file():
                continue
            with contextlib.suppress(FileNotFoundError):  # another reader took it meanwhile
                found.append(Waiting(path.name, path.stat().st_size))
        return found

    def fetch(self, message: Waiting, most: int) -> bytes:
        try:
            with (self.folder / "new" / message.uid).open("rb") as file:
                return file.read(most)
        except OSError as fault:
            raise UnreachableError(f"{self.channel}：{fault}") from None

    def mark(self, message: Waiting) -> None:
        name = message.uid if ":2," in message.uid else f"{message.uid}{SEEN}"
        with contextlib.suppress(FileNotFoundError):
            (self.folder / "new" / message.uid).rename(self.folder / "cur" / name)

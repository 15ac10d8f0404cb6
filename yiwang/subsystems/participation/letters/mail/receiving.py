"""Which attachments of a mail are taken, and what is said of the rest?"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.formats import DOCUMENTS, IMAGES
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.participation.letters.mail import composing
from yiwang.subsystems.participation.letters.mail.parsing import Attachment, Parsed

MOST_FILES = 3


class NotScannedError(Exception):
    """The virus scanner cannot be asked now: the mail waits where it is."""


@dataclass(frozen=True)
class Received:
    """``notes``: sentences about what was left out, for the writer and for whoever reads the letter."""

    files: Sequence[StoredFile]
    notes: Sequence[str]
    is_text_attached: bool = False


def received(parsed: Parsed) -> Received:
    """Outside any transaction: examining and scanning take their time."""
    files: list[StoredFile] = []
    notes: list[str] = []
    is_long = not composing.fits(parsed.text)
    if is_long:
        text = Attachment(composing.FULL_TEXT, parsed.text.encode())
        files += [one for one in [_stored(text, notes)] if one]
    for number, attachment in enumerate(parsed.attachments):
        if len(files) >= MOST_FILES:
            left = len(parsed.attachments) - number + parsed.left_out
            notes.append(f"另有{left}个附件没有接收，一封信最多{MOST_FILES}个。")
            break
        files += [one for one in [_stored(attachment, notes)] if one]
    return Received(files, notes, is_text_attached=is_long and bool(files))


def _stored(attachment: Attachment, notes: list[str]) -> StoredFile | None:
    try:
        stored = receive(PUBLIC, BytesIO(attachment.content), attachment.name, DOCUMENTS | IMAGES)
    except Refused as refused:
        notes.append(f"附件没有接收：{refused.sentence}"[:100])
        return None
    if stored.state == StoredFile.State.UNSCANNED:
        raise NotScannedError
    if not stored.is_clean:
        notes.append(f"附件“{stored.name[:40]}”没有通过安全检查，已隔离。")
        return None
    return stored

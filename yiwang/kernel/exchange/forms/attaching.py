"""Which files go along: those held already, and those that came with this request?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.exchange import rules
from yiwang.kernel.files.forms import Submitted, UploadField
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.receiving import FRESH_DAYS
from yiwang.kernel.organizations.models import Unit

_SALT = "yiwang.exchange.files"
STALE = "有附件因页面打开过久已失效，请重新上传。"


@dataclass(frozen=True)
class Attachment:
    """A file with the token by which the form carries it."""

    stored: StoredFile
    token: str


@dataclass
class Attached:
    """The files in their order (the first is the text of a document), and what was refused."""

    files: list[Attachment] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def stored(self) -> list[StoredFile]:
        return [each.stored for each in self.files]


def attached(files: Iterable[StoredFile], unit: Unit) -> Attached:
    """Files that the unit holds already: in a draft, in an envelope that it forwards."""
    return Attached([Attachment(stored, _token(stored, unit)) for stored in files])


def received(tokens: Sequence[str], uploads: Sequence[UploadedFile], unit: Unit, by: Actor) -> Attached:
    """What was ticked and what was uploaded; a refused upload is named and the others stay."""
    ids = [_opened(token, unit) for token in tokens[: rules.MOST_FILES]]
    known = StoredFile.objects.kept().in_bulk([pk for pk in ids if pk is not None])
    found = attached([known[pk] for pk in dict.fromkeys(ids) if pk in known], unit)
    if any(pk not in known for pk in ids):
        found.faults.append(STALE)
    for upload in uploads:
        field_ = UploadField()
        field_.by = by
        try:
            stored = field_.clean(Submitted(upload, ""))
        except ValidationError as fault:
            found.faults.extend(fault.messages)
        else:
            found.files.extend(attached([stored] if stored else [], unit).files)
    return found


def _token(stored: StoredFile, unit: Unit) -> str:
    """Whoever brings it back was shown the file by us, in the name of this unit."""
    return signing.dumps([stored.pk, unit.pk], salt=_SALT)


def _opened(token: str, unit: Unit) -> int | None:
    try:
        pk, unit_id = signing.loads(token, salt=_SALT, max_age=FRESH_DAYS * 86_400)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return pk if unit_id == unit.pk else None

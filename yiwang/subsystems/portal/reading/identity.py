"""Which document is this, and is it still the same?

Identity is the address a document was first published at, or its text where it has none. Everything that was
recognised goes into a digest: what is read again unchanged has the same one.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from yiwang.kernel.publications.recognition.characters import solid
from yiwang.kernel.publications.recognition.document import Recognised
from yiwang.kernel.publications.recognition.records import Source, fields_of

_ADDRESS = re.compile(r"https?://[^\s<>\"']{3,990}", re.IGNORECASE)
_TAGS = re.compile("<[^>]*>")


@dataclass(frozen=True)
class Read:
    """A recognised document and where it was first published; the address may be empty."""

    document: Recognised
    url: str
    key: str
    digest: str
    has_text: bool


def read(source: Source) -> Read:
    """Recognise a document and say which one it is."""
    document = source.recognised()
    url = address(source.hints.url)
    whole = f"{url}\n{json.dumps(fields_of(document), ensure_ascii=False, sort_keys=True)}"
    has_text = bool(source.markup or source.text)
    return Read(document, url, _key(document, url), _sha256(whole), has_text)


def address(raw: str) -> str:
    """A web address without fragment, its host in small letters; nothing for anything else."""
    found = _ADDRESS.fullmatch(solid(raw))
    if found is None:
        return ""
    try:
        parts = urlsplit(found[0])
    except ValueError:
        return ""
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), fragment="").geturl()


def site(url: str) -> str:
    """The host of an address, which names the source where nothing else does."""
    return urlsplit(url).netloc.rpartition("@")[2].partition(":")[0]


def _key(document: Recognised, url: str) -> str:
    """http and https are the same page; a text without address is itself, layout apart."""
    if url:
        return _sha256("address\n" + url.partition("://")[2].rstrip("/"))
    words = solid(_TAGS.sub("", document.body))
    return _sha256(
        "\n".join(["text", document.title, document.number, str(document.written_on or ""), words])
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

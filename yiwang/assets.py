"""Is a static file of the program what its name says?

Each is given under a name that carries the digest of its bytes, and the pages that name it are proved by the
signed list. So it proves itself, in every zone, whatever version of the program made the page.
"""

import gzip
import re
import zlib
from hashlib import sha256
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

LENGTH = 32
PACKED = ".gz"
_NAME = re.compile(
    rf"(?:[\w-][\w.-]*/)*[\w-][\w.-]*?\.(?P<digest>[0-9a-f]{{{LENGTH}}})(?:\.\w+?)?(?P<packed>\{PACKED})?"
)


class Storage(CompressedManifestStaticFilesStorage):
    """Django's names carry 48 bits of MD5, which somebody could meet on purpose; these 128 of SHA-256."""

    def file_hash(self, name: str, content: Any = None) -> str | None:
        if content is None:
            return None
        seen = sha256()
        for piece in content.chunks():
            seen.update(piece)
        return seen.hexdigest()[:LENGTH]


def has_digest(name: str) -> bool:
    """Whether a name below ``/static/`` says what the file has to be; others are never given by a tree."""
    return _NAME.fullmatch(name) is not None


def proves(name: str, content: bytes) -> bool:
    """Whether the bytes, unpacked where the name says so, are those of the digest in the name."""
    found = _NAME.fullmatch(name)
    if found is None:
        return False
    if found["packed"]:
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error):
            return False
    return sha256(content).hexdigest()[:LENGTH] == found["digest"]

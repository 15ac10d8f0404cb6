"""What does a check report?"""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Seen:
    """One place where an indicator's fault was seen.

    ``key``: what makes it the same fault at the next inspection; ``about``: the fault in people's words;
    ``stood``: what stood there; ``column``: the column whose unit answers for it.
    """

    code: str
    key: str
    about: str
    address: str
    stood: str
    status: str = ""
    excerpt: str = ""
    column: str = ""
    is_on_home: bool = False

    @property
    def digest(self) -> str:
        """Unlike in any other place of this fault."""
        return digest(f"{self.code}\n{self.key}\n{self.address}\n{self.stood}")


def digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:32]

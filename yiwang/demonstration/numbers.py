"""Which numbers of documents that obey their standard do invented people and organisations have?"""

from datetime import date
from random import Random

from yiwang.kernel.identifiers import rules

LAST = "0123456789ABCDEFGHJKLMNPQRTUWXY"
REGION = "990100"
ORGAN, INSTITUTION, ASSOCIATION, COMPANY, SOLE_TRADER = "11", "12", "51", "91", "92"


def completed(kind: str, body: str) -> str:
    """The number that begins with all but its last character. Raises ValueError where there is none."""
    for character in LAST:
        if not rules.judged(kind, body + character).fault:
            return body + character
    raise ValueError(f"{body} begins no number of the kind {kind}.")


def credit_code(registrar: str, serial: int) -> str:
    """Of an organisation registered in the city."""
    organisation = completed(rules.ORGANISATION, f"MA{serial % 1_000_000:06d}")
    return completed(rules.CREDIT, f"{registrar}{REGION}{organisation}")


def identity_number(random: Random) -> str:
    """Of somebody of working age; the region is the city's, which belongs to no real province."""
    born_on = date(random.randint(1958, 2004), random.randint(1, 12), random.randint(1, 28))
    return completed(rules.IDENTITY, f"{REGION}{born_on:%Y%m%d}{random.randint(1, 998):03d}")


def mobile(random: Random) -> str:
    """Told apart from real ones by its row of zeros, as elsewhere in the demonstration."""
    return f"1390000{random.randint(0, 9_999):04d}"

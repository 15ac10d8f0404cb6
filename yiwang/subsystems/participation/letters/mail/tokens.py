"""How does an answer to our mail prove to which letter it belongs?

By a token in the address to answer to and in the name of our message, both of which mail programs give back.
It opens nothing: whoever has it may add to the letter, not read it.
"""

from hmac import compare_digest

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.utils.encoding import force_bytes

from yiwang.kernel.intake import rules as intake
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.participation.letters import rules as letters
from yiwang.subsystems.participation.letters.mail import rules

LENGTH = 16  # 80 bits of Crockford's base 32


def token_of(number: str, secret: str | bytes | None = None) -> str:
    summing = HMAC(force_bytes(secret or settings.SECRET_KEY), SM3())
    summing.update(f"yiwang.letters.mail {number}".encode())
    value = int.from_bytes(summing.finalize()[:10], "big")
    return "".join(intake.ALPHABET[value >> shift & 31] for shift in range(75, -1, -5))


def fits(number: str, token: str) -> bool:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(compare_digest(token_of(number, secret), token) for secret in secrets)


def answered(traces: tuple[str, ...]) -> Submission | None:
    """The letter that a mail answers, by the first token that holds."""
    proved = (number for number, token in rules.tokens(traces) if fits(number, token))
    number = next(proved, "")
    return Submission.objects.filter(number=number, kind__in=letters.LABELS).first() if number else None


def tagged(address: str, number: str) -> str:
    """``mayor+XJ2026112700001.7KQ2…@example.gov.cn``: where an answer about this letter goes."""
    name, _, host = address.partition("@")
    return f"{name}+{number}.{token_of(number)}@{host}"

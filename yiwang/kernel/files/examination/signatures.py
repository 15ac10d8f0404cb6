"""Is this the standard test string of the antivirus industry?"""

import re

NAME = "EICAR-Test-File"
# Cut in pieces, so that no scanner takes this file for the thing.
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!" + b"$H+H*"
# https://www.eicar.org: at the very beginning, followed by nothing but blanks, up to 128 bytes in all.
_WHOLE = re.compile(re.escape(_EICAR) + rb"[ \t\r\n\x1a]{0,60}\Z")


def is_eicar(head: bytes) -> bool:
    """Whether a whole file, given by its first bytes, is the EICAR test file."""
    return _WHOLE.match(head) is not None

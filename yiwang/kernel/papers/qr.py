"""How does an address or a number become a QR code?"""

import io
from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe

from yiwang.kernel.errors import Refused

LONGEST = 1_000


@lru_cache(maxsize=64)
def svg(text: str, *, module: int = 4) -> SafeString:
    """A drawing for pages and papers, each module this many units wide, with its quiet zone.

    Safe to stand in a page: it is made of numbers only, the text is not in it.

    Raises Refused for a text too long to be scanned from paper.
    """
    out = io.BytesIO()
    _code(text).save(
        out, kind="svg", scale=module, xmldecl=False, svgclass="qr", lineclass=None, omitsize=False
    )
    return mark_safe(out.getvalue().decode())


@lru_cache(maxsize=64)
def png(text: str, *, module: int = 6) -> bytes:
    """A picture for office documents; raises Refused as ``svg``."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", scale=module)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    if not text or len(text.encode("utf-8", "replace")) > LONGEST:
        raise Refused(f"二维码的内容应为1至{LONGEST}字节。")
    return segno.make_qr(text, error="m", boost_error=False, mode="byte", encoding="utf-8")

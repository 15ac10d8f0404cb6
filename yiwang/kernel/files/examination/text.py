"""In which characters is a text written?"""

import codecs
from collections.abc import Iterable

# What no text editor writes: everything below the blank but tab, line ends, form feed and the old end mark.
_NO_TEXT = frozenset(range(32)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B}
_CANDIDATES = ("utf-8", "gb18030")


def charset_of(pieces: Iterable[bytes]) -> str:
    """``utf-8``, ``gb18030`` or ``utf-16``; empty where the bytes are no text in any of them.

    UTF-16 is believed only with its byte order mark. GB18030 covers GB2312 and GBK.
    """
    decoders: dict[str, codecs.IncrementalDecoder] | None = None
    for piece in pieces:
        if decoders is None:
            decoders = _decoders_for(piece)
        decoders = {name: decoder for name, decoder in decoders.items() if _reads(decoder, piece)}
        if not decoders:
            return ""
    for name, decoder in (decoders or {}).items():
        if _reads(decoder, b"", final=True):
            return name
    return ""


def _decoders_for(start: bytes) -> dict[str, codecs.IncrementalDecoder]:
    marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return {name: codecs.getincrementaldecoder(name)() for name in (("utf-16",) if marked else _CANDIDATES)}


def _reads(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        text = decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return _NO_TEXT.isdisjoint(map(ord, set(text)))

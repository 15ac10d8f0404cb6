"""In which characters is a file written, and how is its text read without holding all of it?"""

import codecs
import io
from collections.abc import Iterator
from typing import IO

from yiwang.kernel.errors import Refused

PIECE = 1 << 18
LONGEST_LINE = 1 << 20
_ENCODINGS = ("utf-8-sig", "gb18030")


def text_of(stream: IO[bytes]) -> Iterator[str]:
    """The text in pieces, each up to the end of a line or LONGEST_LINE long.

    Raises Refused where it is written neither in UTF-8 nor in GB18030 (which covers GBK and GB2312).
    """
    encoding = encoding_of(stream)
    stream.seek(0)
    reader = io.TextIOWrapper(stream, encoding, newline="")
    try:
        while line := reader.readline(LONGEST_LINE):
            yield line
    finally:
        reader.detach()


def encoding_of(stream: IO[bytes]) -> str:
    """The first that reads the whole file. Raises Refused."""
    stream.seek(0)
    start = stream.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused("文件是UTF-16编码，请另存为UTF-8或GB18030编码的CSV。", field="file")
    if start.startswith(b"PK"):
        raise Refused("这是Excel工作簿，请另存为CSV后再导入。", field="file")
    for encoding in _ENCODINGS:
        if _reads(stream, encoding):
            return encoding
    raise Refused("文件既不是UTF-8也不是GB18030编码，请另存后再导入。", field="file")


def _reads(stream: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while piece := stream.read(PIECE):
            if "\x00" in decoder.decode(piece):
                raise Refused("文件里有空字符（NUL），不是文本文件，请重新导出。", field="file")
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True

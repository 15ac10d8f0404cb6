"""How much may come out of a compressed file before it counts as a bomb?"""

from dataclasses import dataclass

from yiwang.kernel.errors import Refused

MOST_ENTRIES = 10_000
DEEPEST = 3
# Honest office documents reach 50, tables full of blanks 150; deflate itself ends at 1032.
HIGHEST_RATIO = 200
FREE = 20 << 20


@dataclass
class Budget:
    """What is left for one upload and everything nested in it, in bytes and entries."""

    name: str
    packed: int
    most_bytes: int
    bytes_out: int = 0
    entries: int = 0

    def spend(self, count: int) -> None:
        """Raises Refused where too much, or too much for so little, has come out."""
        self.bytes_out += count
        if self.bytes_out > self.most_bytes:
            raise Refused(f"“{self.name}”解压后超过 {self.most_bytes >> 20} MB，请拆成几个较小的文件再上传。")
        if self.bytes_out > FREE and self.bytes_out > self.packed * HIGHEST_RATIO:
            raise Refused(f"“{self.name}”的压缩比异常，疑似压缩炸弹，不能上传。")

    def enter(self, count: int) -> None:
        self.entries += count
        if self.entries > MOST_ENTRIES:
            raise Refused(f"“{self.name}”内的文件超过 {MOST_ENTRIES} 个，请拆成几个压缩包再上传。")

    def descend(self, depth: int) -> None:
        if depth > DEEPEST:
            raise Refused(f"“{self.name}”里压缩包套压缩包超过 {DEEPEST} 层，请解开后再上传。")

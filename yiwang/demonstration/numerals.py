"""How is a number written in Chinese, as articles of laws are numbered?"""

DIGITS = "零一二三四五六七八九"
PLACES = ("", "十", "百", "千")
LARGEST = 9_999


def numeral(number: int) -> str:
    """``1105`` is 一千一百零五, ``12`` is 十二. Raises ValueError beyond 1 to 9999."""
    if not 1 <= number <= LARGEST:
        raise ValueError(f"No article has the number {number}.")
    written, has_gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if has_gap else "") + DIGITS[digit] + PLACES[place]
        has_gap = not digit
    return written[1:] if written.startswith("一十") else written

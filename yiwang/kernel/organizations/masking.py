"""How is personal information shown where it is not needed in full? (standards/security.md §6)"""

import re

from yiwang.kernel.identifiers import rules as identifiers

ID_NUMBER = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
)
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
BANK_ACCOUNT = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
_COMPOUND_SURNAMES = """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政
    濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马
    公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌
    微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙
    南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师
"""
_COMPOUND = frozenset(_COMPOUND_SURNAMES.split())


def is_id_number(number: str) -> bool:
    """True for an 18-character resident identity number: check digit and date of birth are right."""
    return len(number) == 18 and not identifiers.judged(identifiers.IDENTITY, number).fault


def passes_luhn(number: str) -> bool:
    """True for a bank card number whose check digit is right (GB/T 15120.1, ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def name(value: str) -> str:
    """``张*``, ``李**``, ``欧阳**``: the surname stays."""
    value = value.strip()
    kept = 2 if len(value) > 2 and value[:2] in _COMPOUND else 1
    return value[:kept] + "*" * (len(value) - kept)


def id_number(value: str) -> str:
    """``410303********1234``; what is no 18-character number keeps its last two characters at most."""
    value = value.strip()
    return identifiers.masked(identifiers.IDENTITY, value) if len(value) == 18 else _tail(value, 2)


def mobile(value: str) -> str:
    """``138****5678``; anything else is hidden but for its last two digits."""
    value = value.strip()
    if MOBILE.fullmatch(value):
        return f"{value[:3]}****{value[-4:]}"
    return _tail(value, 2)


def fixed_phone(value: str) -> str:
    """``0379-6323****``: the last four digits hidden, an extension left out."""
    value = re.split(r"(?:转|ext\.?|x|#)\s*\d", value.strip(), maxsplit=1, flags=re.IGNORECASE)[0].strip()
    return f"{value[:-4]}****" if len(value) > 4 else "****"


def address(value: str) -> str:
    """To the village, community or road; house, building and room numbers become ``**``."""
    value = value.strip()
    numbered = re.search(
        r"[0-9０-９一二三四五六七八九十百零〇甲乙丙丁A-Za-z\-—－]+\s*(?:号|幢|栋|单元|室|弄|排|座)", value
    )
    if numbered:
        return f"{value[: numbered.start()]}**号"
    return re.sub(r"\d+.*$", "**", value)


def bank_account(value: str) -> str:
    """Only the last four digits."""
    digits = re.sub(r"[\s-]", "", value)
    return _tail(digits, 4)


def email(value: str) -> str:
    """``z***@x.com``"""
    account, at, host = value.strip().rpartition("@")
    return f"{account[:1]}***@{host}" if at else _tail(value.strip(), 0)


def plate(value: str) -> str:
    """``豫C·***12``: province, office and the last two characters."""
    bare = re.sub(r"[\s·.]", "", value)
    if len(bare) < 7:
        return _tail(bare, 2)
    return f"{bare[:2]}·{'*' * (len(bare) - 4)}{bare[-2:]}"


def text(value: str) -> str:
    """Running text with every valid identity number, mobile and bank card number masked.

    A number whose check digit is wrong is left: it is none (standards/security.md §9 no. 9).
    """
    value = ID_NUMBER.sub(lambda found: id_number(found[0]) if is_id_number(found[0]) else found[0], value)
    value = BANK_ACCOUNT.sub(
        lambda found: bank_account(found[0]) if passes_luhn(found[0]) else found[0], value
    )
    return MOBILE.sub(lambda found: mobile(found[0]), value)


def suspicions(value: str) -> list[str]:
    """Numbers that look like identity numbers but have a wrong check digit: worth a warning, not a block."""
    return [found for found in ID_NUMBER.findall(value) if not is_id_number(found)]


def _tail(value: str, kept: int) -> str:
    kept = min(kept, max(len(value) - 4, 0))
    return "*" * (len(value) - kept) + value[len(value) - kept :]

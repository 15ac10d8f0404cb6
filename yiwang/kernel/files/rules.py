"""What may a file be called, how large may it be, and who may decide about a suspicious one?"""

import unicodedata

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.formats import KIND_LABELS, Format

QUARANTINE_MANAGE = "files.quarantine_manage"
NAME_LENGTH = 200
NO_NAME = "未命名"
# Windows keeps these to itself, whatever the extension.
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)
_FORBIDDEN = frozenset('<>:"/\\|?*')


def clean_name(given: str) -> str:
    """The last part of a path, harmless on any system and in any header; the extension survives shortening.

    Control, direction-changing, unassigned and surrogate characters and what Windows forbids are dropped.
    """
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(character for character in unicodedata.normalize("NFC", last) if _is_harmless(character))
    stem, dot, extension = " ".join(kept.split()).rstrip(" .").rpartition(".")
    if not dot:
        stem, extension = extension, ""
    stem = stem.strip(" .") or NO_NAME
    if stem.split(".")[0].lower() in _RESERVED:
        stem = f"_{stem}"
    ending = f".{extension[:20]}" if extension else ""
    return stem[: NAME_LENGTH - len(ending)] + ending


def _is_harmless(character: str) -> bool:
    if character in _FORBIDDEN:
        return False
    category = unicodedata.category(character)
    return category[0] != "C" and category not in {"Zl", "Zp"}


def extension_of(name: str) -> str:
    """``"pdf"`` of ``"通知.PDF"``; empty where there is none: the end of ``"细则1.2版"`` is no extension."""
    stem, _, extension = name.rpartition(".")
    lower = extension.lower()
    is_one = stem and lower.isascii() and lower.isalnum() and not lower.isdigit() and len(lower) <= 10
    return lower if is_one else ""


def size_in_words(size: int) -> str:
    """Bytes as people say them: ``"1.5 MB"``."""
    amount = float(size)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"


def named_as(name: str, about: Format) -> str:
    """The name with an extension of the format: its own where it has one, otherwise the usual one added."""
    clean = clean_name(name)
    if extension_of(clean) in about.extensions:
        return clean
    return clean_name(f"{clean[: NAME_LENGTH - 6]}.{about.extensions[0]}")


def refuse_kind(name: str, about: Format, kinds: frozenset[str]) -> None:
    if about.kind not in kinds:
        wanted = "、".join(label for kind, label in KIND_LABELS.items() if kind in kinds)
        raise Refused(f"这里只能上传{wanted}，“{name}”是{about.label}。")


def refuse_size(name: str, size: int, kind: str, most_mb: int) -> None:
    if size > most_mb << 20:
        raise Refused(
            f"“{name}”有 {size_in_words(size)}，"
            f"超过{KIND_LABELS[kind]}的上限 {most_mb} MB，请压缩或拆分后上传。"
        )


def refuse_own_release(receiver_id: int | None, releaser_id: int | None) -> None:
    """GB/T 22239-2019 8.1.4 (separation): who handed a file in does not let it out of quarantine."""
    if receiver_id is not None and receiver_id == releaser_id:
        raise Refused("您不能放行自己上传的文件，请由另一位安全管理员处理。")


def reason_given(reason: str) -> str:
    """The reason without blanks around it; raises Refused where it is none or too long."""
    given = " ".join(reason.split())
    if len(given) < 2:
        raise Refused("请填写理由。", field="reason")
    if len(given) > 200:
        raise Refused("理由请不要超过 200 字。", field="reason")
    return given

"""What may a file be called, how large may it be, and who may decide about a suspicious one?"""

import unicodedata

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
    stem, dot, extension = " ".join(kept.split()).strip(" .").rpartition(".")
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
    """``"pdf"`` of ``"通知.PDF"``; empty where there is none."""
    _, dot, extension = name.rpartition(".")
    return extension.strip().lower() if dot else ""


def size_in_words(size: int) -> str:
    """Bytes as people say them: ``"1.5 MB"``."""
    amount = float(size)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"

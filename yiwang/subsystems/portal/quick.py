"""Which services does the front page offer at once? The ways are data: the portal knows no other rooms."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PLACE = Path(__file__).resolve().parent / "quick.toml"


@dataclass(frozen=True)
class Way:
    """``icon`` names one of static/icons.svg."""

    title: str
    address: str
    icon: str
    words: str = ""


@dataclass(frozen=True)
class Quick:
    """``words``: what people look for most."""

    words: tuple[str, ...]
    services: tuple[Way, ...]
    dialogue: tuple[Way, ...]


@cache
def quick() -> Quick:
    """From quick.toml. Raises ValueError where a way leads off this site."""
    given = tomllib.loads(PLACE.read_text(encoding="utf-8"))
    services, dialogue = (tuple(Way(**one) for one in given[name]) for name in ("services", "dialogue"))
    for way in (*services, *dialogue):
        if not way.address.startswith("/") or way.address.startswith("//"):
            raise ValueError(f"{way.title} leads off this site.")
    return Quick(tuple(given["words"]), services, dialogue)

"""How does this installation give its public pages, and where do their files lie?"""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from yiwang import environment
from yiwang.subsystems.portal.pages import rules


def mode() -> str:
    """``YIWANG_PAGES``: memory, watched (also for nginx) or strict."""
    chosen = environment.text("YIWANG_PAGES", rules.MEMORY if settings.MODE == "test" else rules.WATCHED)
    if chosen not in rules.MODES:
        raise ImproperlyConfigured(f"YIWANG_PAGES is memory, watched or strict, not {chosen!r}.")
    return chosen


def are_files() -> bool:
    return mode() != rules.MEMORY


def published() -> Path:
    """The tree that a web server may give away: a folder for each site."""
    return Path(settings.DATA) / "published"


def protected() -> Path:
    """The copies out of which changed files are put right: by digest, outside every web root."""
    return Path(settings.DATA) / "protected"


def manifest() -> Path:
    """The signed list of all files, outside every web root."""
    return Path(settings.DATA) / "manifest"

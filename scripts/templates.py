"""Does every page template compile, and keep what a strict content security policy forbids out?"""

import os
import re
import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError, engines

ROOT = Path(__file__).resolve().parent.parent

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script of its own": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*application/(?:ld\+)?json)", re.IGNORECASE
    ),
    "a javascript: address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
    "something from another host": re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE
    ),
    "an unescaped value (|safe)": re.compile(r"\|\s*safe\b"),
    "a tab": re.compile(r"\t"),
    "space at the end of a line": re.compile(r"[ \t]+$", re.MULTILINE),
}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.settings")
    django.setup()
    places = sorted(path for path in (ROOT / "yiwang").rglob("templates/**/*") if path.is_file())
    faults = [fault for place in places for fault in faults_of(place)]
    for fault in faults:
        print(fault)
    print(f"{len(places)} templates looked at, {len(faults)} faults.")
    return 1 if faults or not places else 0


def faults_of(place: Path) -> list[str]:
    """One line for each thing that is wrong with a template."""
    text = place.read_text(encoding="utf-8")
    name = place.relative_to(ROOT)
    faults = [
        f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {what}"
        for what, pattern in FORBIDDEN.items()
        for found in pattern.finditer(text)
    ]
    try:
        engines["django"].from_string(text)
    except TemplateSyntaxError as error:
        faults.append(f"{name}: {error}")
    return faults


if __name__ == "__main__":
    sys.exit(main())

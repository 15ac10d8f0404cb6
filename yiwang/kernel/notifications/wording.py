"""In which words is something told?"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from types import MappingProxyType


@dataclass(frozen=True)
class Wording:
    """Subject and body in plain text with ``{named}`` placeholders."""

    code: str
    subject: str
    body: str
    placeholders: frozenset[str]

    def preview(self) -> dict[str, str]:
        """Subject and body with every placeholder shown by its name."""
        return self.filled({name: f"〔{name}〕" for name in self.placeholders})

    def filled(self, values: Mapping[str, object]) -> dict[str, str]:
        texts = {name: str(value) for name, value in values.items()}
        return {"subject": self.subject.format_map(texts), "body": self.body.format_map(texts)}


_declared: dict[str, Wording] = {}


def declare(code: str, *, subject: str, body: str) -> None:
    """Word one kind of message, ``package.what_happened``; called from ``AppConfig.ready``.

    Raises ValueError where a placeholder is more than a plain name.
    """
    _declared[code] = Wording(code, subject, body, _placeholders(subject) | _placeholders(body))


def declared() -> Mapping[str, Wording]:
    return MappingProxyType(_declared)


def worded(code: str, **values: object) -> dict[str, str]:
    """Subject and body, to be handed to ``tell(person, **worded("portal.article_returned", title=…))``.

    Raises KeyError for words nobody declared, ValueError where a placeholder is missing or unknown.
    """
    wording = _declared[code]
    if missing := wording.placeholders - values.keys():
        raise ValueError(f"{code} needs {', '.join(sorted(missing))}.")
    if unknown := values.keys() - wording.placeholders:
        raise ValueError(f"{code} has no place for {', '.join(sorted(unknown))}.")
    return wording.filled(values)


def _placeholders(text: str) -> frozenset[str]:
    found = set()
    for _, name, form, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"{{{name}}} is not a plain name.")
        found.add(name)
    return frozenset(found)

"""What does a robots.txt let us open (RFC 9309)?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

AGENT = "YiwangInspector"
USER_AGENT = f"Mozilla/5.0 (compatible; {AGENT}/1.0; government website inspection)"
MOST_BYTES = 512_000
LONGEST_DELAY = 10.0
MOST_RULES = 2000
MOST_STARS = 12


@dataclass(frozen=True)
class Rule:
    """A path prefix with ``*`` for anything and ``$`` for the end."""

    path: str
    is_allowed: bool


@dataclass(frozen=True)
class Robots:
    """``delay``: seconds between two visits that the site asks for, at most LONGEST_DELAY."""

    rules: Sequence[Rule] = ()
    delay: float = 0.0

    def lets(self, address: str) -> bool:
        """The longest rule that fits decides; where an equal one allows, it is allowed (RFC 9309, 2.2.2)."""
        parts = urlsplit(address)
        path = unquote(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
        fitting = [rule for rule in self.rules if _fits(rule.path, path)]
        if not fitting:
            return True
        longest = max(len(rule.path) for rule in fitting)
        return any(rule.is_allowed for rule in fitting if len(rule.path) == longest)


NOTHING = Robots((Rule("/", is_allowed=False),))


def read(text: str) -> Robots:
    """The group that names us, else the one for everybody; what cannot be read is passed over."""
    groups: dict[str, tuple[list[Rule], list[float]]] = {}
    agents: list[str] = []
    is_open = False
    for line in text[:MOST_BYTES].lstrip("\ufeff").splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            agents = [*agents, value.lower()] if is_open else [value.lower()]
            is_open = True
            groups.setdefault(value.lower(), ([], []))
            continue
        if name not in {"allow", "disallow", "crawl-delay"}:
            continue
        is_open = False
        for agent in agents:
            _add(groups[agent], name, value)
    own = next((groups[name] for name in groups if name != "*" and name and name in AGENT.lower()), None)
    rules, delays = own or groups.get("*", ([], []))
    return Robots(tuple(rules[:MOST_RULES]), min(max(delays, default=0.0), LONGEST_DELAY))


def _add(group: tuple[list[Rule], list[float]], name: str, value: str) -> None:
    if name == "crawl-delay":
        if re.fullmatch(r"\d{1,5}(?:\.\d{1,3})?", value):
            group[1].append(float(value))
    elif value:
        group[0].append(Rule(unquote(value), name == "allow"))


def _fits(rule: str, path: str) -> bool:
    if "*" not in rule and not rule.endswith("$"):
        return path.startswith(rule)
    if rule.count("*") > MOST_STARS:
        return path.startswith(rule.partition("*")[0])
    is_whole = rule.endswith("$")
    parts = rule.removesuffix("$").split("*")
    if not path.startswith(parts[0]):
        return False
    at = len(parts[0])
    for part in parts[1:-1]:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    if len(parts) == 1:
        return not is_whole or at == len(path)
    last = parts[-1]
    if is_whole:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0

"""Which packages are asked whether an address is theirs?

Django asks one after another, some fifty packages with a thousand patterns. Here they are sorted once by the
first two words of their addresses, and only those that could answer are asked, in the same order.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from django.urls import ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

Pattern = URLPattern | URLResolver
Words = tuple[str, ...]
LOOKED_AT = 2


class Crossroads(URLResolver):
    """Resolves and reverses exactly as the patterns would by themselves."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        super().__init__(RoutePattern(""), list(patterns))

    def resolve(self, path: str) -> ResolverMatch:
        words = tuple(str(path).split("/", LOOKED_AT)[:LOOKED_AT])
        roads = self._roads
        road = roads.get(words) or roads.get(words[:1]) or roads[()]
        return road.resolve(path)

    @cached_property
    def _roads(self) -> Mapping[Words, URLResolver]:
        """By the first words of an address, those that begin so or that begin with anything."""
        beginnings = [(pattern, set(fixed_words(pattern))) for pattern in self.url_patterns]
        known = {words for _, own in beginnings for words in own}
        known |= {words[:1] for words in known} | {()}
        return MappingProxyType(
            {
                words: URLResolver(
                    RoutePattern(""),
                    [pattern for pattern, own in beginnings if any(_meet(one, words) for one in own)],
                )
                for words in known
            }
        )


def fixed_words(pattern: Pattern) -> Iterator[Words]:
    """The words with which addresses of the pattern begin, as far as they are certain."""
    if not isinstance(pattern.pattern, RoutePattern):
        yield ()
        return
    own = _fixed(str(pattern.pattern))
    if isinstance(pattern, URLPattern):
        yield own
        return
    if str(pattern.pattern):
        yield own[:1] if len(own) > 1 else ()  # what follows continues the last word or begins another
        return
    for inside in pattern.url_patterns:
        yield from fixed_words(inside)


def _fixed(route: str) -> Words:
    words: list[str] = []
    for word in route.split("/")[:LOOKED_AT]:
        if "<" in word:
            break
        words.append(word)
    return tuple(words)


def _meet(fixed: Words, words: Words) -> bool:
    """Whether an address that begins with ``words`` could be one that begins with ``fixed``."""
    return fixed[: len(words)] == words[: len(fixed)]

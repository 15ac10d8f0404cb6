"""What is found for what somebody typed, in which order, and how is it shown?"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models.functions import Left
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.kernel.search import addresses, cards, engine, highlights, rules
from yiwang.kernel.search.cards import Ask, Match
from yiwang.kernel.search.models import Entry
from yiwang.kernel.search.rules import Phrase, Question

PAGE_SIZE = 20
MOST_TITLES = 400
MOST_TEXTS = 150
LONGEST_NUMBER = 60
# How much of a text decides how near it is.
WEIGHED = 4000


@dataclass(frozen=True)
class Query:
    """What is asked. ``audience`` "office" finds what ``post`` may see, and with it all that is public;
    ``site`` only what stands on that site.
    """

    text: str
    kinds: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    unit_id: int | None = None
    since: date | None = None
    until: date | None = None
    number: str = ""
    audience: str = "public"
    post: Post | None = None
    site: str = ""


@dataclass(frozen=True)
class Hit:
    """One thing found; what ends in ``_html`` has the words in <mark>."""

    kind: str
    object_id: str
    category: str
    title: str
    title_html: SafeString
    snippet_html: SafeString
    number: str
    unit: str
    on: date | None

    @property
    def address(self) -> str:
        return addresses.of(self.kind, self.object_id)


@dataclass(frozen=True)
class Results:
    """One page. ``is_loose``: no text has all the words, these have some. ``was_cut``: the query was too
    long.
    """

    hits: list[Hit] = field(default_factory=list)
    number: int = 1
    has_next: bool = False
    found: int = 0
    is_more: bool = False
    is_loose: bool = False
    was_cut: bool = False

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @cached_property
    def size(self) -> str:
        """How many, in words; beyond what is ranked nobody counts."""
        return f"超过 {self.found} 条" if self.is_more else f"{self.found} 条"


@dataclass(frozen=True)
class _Ranked:
    entry_ids: list[int]
    is_more: bool


def search(query: Query, page: int = 1, size: int = PAGE_SIZE) -> Results:
    """One page of what is found, nearest first. Never raises, whatever was typed."""
    asked = rules.question(query.text)
    ask = _ask(query, asked)
    if ask is None:
        return Results(was_cut=asked.was_cut)
    ranked, is_loose = _ranked(ask), False
    for loose in rules.loosened(asked) if asked.wanted else []:
        if ranked.entry_ids:
            break
        asked, is_loose = loose, True
        ranked = _ranked(replace(ask, wanted=loose.wanted, is_any=loose.is_any))
    start = (page - 1) * size
    return Results(
        hits=_hits(ranked.entry_ids[start : start + size], asked.wanted, query),
        number=page,
        has_next=len(ranked.entry_ids) > start + size,
        found=len(ranked.entry_ids),
        is_more=ranked.is_more,
        is_loose=is_loose and bool(ranked.entry_ids),
        was_cut=asked.was_cut,
    )


def _ask(query: Query, asked: Question) -> Ask | None:
    """None where nothing was asked."""
    number = rules.pieces(query.number[:LONGEST_NUMBER])
    if not (asked.wanted or number or query.categories or query.unit_id or query.since or query.until):
        return None
    marks = [tuple(cards.kind_mark(kind) for kind in query.kinds)] if query.kinds else []
    if query.categories:
        marks.append(tuple(cards.category_mark(category) for category in query.categories))
    if query.unit_id:
        marks.append((cards.unit_mark(query.unit_id),))
    if query.site:
        marks.append((cards.site_mark(query.site),))
    if readers := _readers(query):
        marks.append(readers)
    return Ask(
        wanted=asked.wanted,
        unwanted=asked.unwanted,
        number=Phrase(tuple(number)) if number else None,
        marks=tuple(marks),
        first_day=query.since.toordinal() if query.since else cards.NEVER,
        last_day=query.until.toordinal() if query.until else date.max.toordinal(),
    )


def _readers(query: Query) -> tuple[str, ...]:
    """Marks of what the asking person may find; none for somebody of the root unit, who may find
    everything.
    """
    if query.audience != Entry.Audience.OFFICE or query.post is None:
        return (cards.PUBLIC_MARK,)
    unit = query.post.unit
    return () if unit.parent_id is None else (cards.PUBLIC_MARK, cards.path_mark(unit.path))


def _ranked(ask: Ask) -> _Ranked:
    """Entries in whose title or number the words stand, then those in whose text they do."""
    titles = engine.find(replace(ask, in_titles=True), MOST_TITLES)
    if not ask.wanted:
        return _Ranked([match.entry_id for match in titles.matches], titles.is_more)
    if titles.is_more:
        same = engine.find(_same_title(ask), PAGE_SIZE)
        return _Ranked(_by_title([*titles.matches, *same.matches], ask), is_more=True)
    order = _by_title(titles.matches, ask)
    if ask.is_any and len(order) >= PAGE_SIZE:
        return _Ranked(order, is_more=True)
    texts = engine.find(replace(ask, without=tuple(order)), MOST_TEXTS)
    return _Ranked(order + _by_text(texts.matches, ask), texts.is_more)


def _same_title(ask: Ask) -> Ask:
    """Whatever is called exactly what was typed, however old."""
    pieces = [piece for phrase in ask.wanted for piece in phrase.pieces]
    return replace(ask, wanted=(), marks=(*ask.marks, (cards.title_mark(pieces),)), in_titles=True)


def _by_title(matches: Iterable[Match], ask: Ask) -> list[int]:
    days = {match.entry_id: match.day for match in matches}
    words, now = _words(ask), today().toordinal()
    titles = Entry.objects.filter(pk__in=list(days)).values_list("pk", "title", "number")
    scores = {pk: rules.title_score(title, number, words, age=now - days[pk]) for pk, title, number in titles}
    return sorted(scores, key=lambda pk: (-scores[pk], -days[pk], -pk))


def _by_text(matches: Iterable[Match], ask: Ask) -> list[int]:
    days = {match.entry_id: match.day for match in matches}
    words, now = _words(ask), today().toordinal()
    starts = Entry.objects.filter(pk__in=list(days)).annotate(start=Left("body", WEIGHED))
    texts = starts.values_list("pk", "title", "start")
    scores = {pk: rules.text_score(title, body, words, age=now - days[pk]) for pk, title, body in texts}
    return sorted(scores, key=lambda pk: (-scores[pk], -days[pk], -pk))


def _words(ask: Ask) -> list[str]:
    return [phrase.text for phrase in ask.wanted]


def _hits(entry_ids: list[int], wanted: tuple[Phrase, ...], query: Query) -> list[Hit]:
    rows = Entry.objects.filter(pk__in=entry_ids)
    entries = {entry.pk: entry for entry in rows.defer("body")}
    starts = dict(rows.values_list("pk", Left("body", highlights.SEARCHED)))
    found = [entries[pk] for pk in entry_ids if pk in entries]
    return [_hit(entry, starts.get(entry.pk, ""), wanted) for entry in _still_visible(found, query)]


def _still_visible(entries: list[Entry], query: Query) -> list[Entry]:
    """Without what moved out of sight: a unit's path may have changed since its things were entered."""
    own = [entry for entry in entries if entry.audience == Entry.Audience.OFFICE]
    if not own or query.post is None or query.post.unit.parent_id is None:
        return entries
    seen = Unit.objects.filter(pk__in={entry.unit_id for entry in own}).filter(
        in_subtree("path", query.post.unit.path)
    )
    visible = set(seen.values_list("pk", flat=True))
    return [entry for entry in entries if entry not in own or entry.unit_id in visible]


def _hit(entry: Entry, start: str, wanted: tuple[Phrase, ...]) -> Hit:
    return Hit(
        kind=entry.kind,
        object_id=entry.object_id,
        category=entry.category,
        title=entry.title,
        title_html=highlights.marked(entry.title, wanted),
        snippet_html=highlights.snippet(start, wanted),
        number=entry.number,
        unit=entry.unit,
        on=entry.on,
    )

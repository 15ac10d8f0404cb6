"""What must be known of an article before the checks can be asked?"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from yiwang.kernel.files import store
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.proofreading import house, links
from yiwang.subsystems.portal.proofreading.links import Found
from yiwang.subsystems.portal.proofreading.models import SecrecyReview, Spared
from yiwang.subsystems.portal.proofreading.places import Paragraph, paragraphs
from yiwang.subsystems.portal.text import Text
from yiwang.subsystems.portal.wording.check import check_text
from yiwang.subsystems.portal.wording.mistakes import Mistake


@dataclass(frozen=True)
class Placed:
    """A mistake with the paragraph it stands in."""

    place: Paragraph
    mistake: Mistake

    @property
    def before(self) -> str:
        return self.place.words[max(0, self.mistake.start - 12) : self.mistake.start]

    @property
    def after(self) -> str:
        return self.place.words[self.mistake.end : self.mistake.end + 12]


@dataclass(frozen=True)
class Subject:
    """The text with all that stands around it."""

    text: Text
    paragraphs: Sequence[Paragraph] = ()
    closed_columns: Sequence[str] = ()
    unclean_files: Sequence[str] = ()
    lost_files: Sequence[str] = ()
    links: Found = field(default_factory=Found)
    mistakes: Sequence[Placed] = ()
    secrecy: str = ""
    step: str = ""


def of_article(article: Article, step: str) -> Subject:
    """A bounded number of queries, whatever is in the text."""
    text = article.text()
    columns = [article.column, *article.more_columns.all()]
    stored = _files(article)
    placed = paragraphs(text)
    return Subject(
        text=text,
        paragraphs=placed,
        closed_columns=[column.title for column in columns if not column.is_open],
        unclean_files=[one.name for one in stored if one.state != StoredFile.State.CLEAN],
        lost_files=[
            one.name for one in stored if one.is_clean and not (one.digest and store.has(one.digest))
        ],
        links=links.found(text.body, article.site.slug),
        mistakes=mistakes(article, placed),
        secrecy=secrecy_of(article),
        step=step,
    )


def mistakes(article: Article, placed: Sequence[Paragraph]) -> list[Placed]:
    """What the engine finds, without what somebody looked at in this article and found right."""
    spared = set(Spared.objects.filter(article=article).values_list("word", flat=True))
    known = house.in_force()
    return [
        Placed(place, one)
        for place in placed
        for one in check_text(place.words, known)
        if one.wrong not in spared
    ]


def secrecy_of(article: Article) -> str:
    """The newest conclusion on the present version; empty where nobody has looked."""
    rows = SecrecyReview.objects.filter(article=article, version=article.version)
    return rows.values_list("conclusion", flat=True).first() or ""


def _files(article: Article) -> list[StoredFile]:
    shown = [held.file_id for held in article.attachments.all() if held.role != "former"]
    if article.cover_id:
        shown.append(article.cover_id)
    return list(StoredFile.objects.filter(pk__in=shown).order_by("pk")) if shown else []

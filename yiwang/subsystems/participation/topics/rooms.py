"""What of the rooms below is looked at: letters, appeals, what people write in surveys and consultations?

Confidential texts stay out: petitions, and whatever informs against somebody (信访工作条例 2022, art. 30).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from django.urls import reverse

from yiwang.kernel.intake import texts
from yiwang.kernel.intake.texts import Item
from yiwang.kernel.organizations import masking
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.participation.consultations.models import Opinion
from yiwang.subsystems.participation.letters import rules as letters
from yiwang.subsystems.participation.letters.models import Letter, LetterQuerySet
from yiwang.subsystems.participation.surveys.models import Remark

BATCH = 1_000
SHOWN_TEXT = 40


def declare() -> None:
    texts.register("letters", "来信", _texts_of(_letters), shown_letters)
    texts.register("appeals", "咨询投诉", _texts_of(_appeals), shown_letters)
    texts.register("remarks", "调查意见", remark_texts, shown_remarks)
    texts.register("opinions", "征求意见", opinion_texts, shown_opinions)


def _open_letters() -> LetterQuerySet:
    """Each matter once: what one person told twice, a part or a second handling is none of its own."""
    own = Letter.objects.own_matters().exclude(mailbox__kind=letters.PETITIONS)
    return own.exclude(type__in=sorted(letters.INFORMING))


def _letters() -> LetterQuerySet:
    return _open_letters().exclude(mailbox__kind=letters.APPEALS)


def _appeals() -> LetterQuerySet:
    return _open_letters().filter(mailbox__kind=letters.APPEALS)


def _texts_of(rows: Callable[[], LetterQuerySet]) -> texts.Texts:
    def of_rows(begins: datetime, ends: datetime) -> Iterable[Item]:
        found = rows().filter(received_at__gte=begins, received_at__lt=ends).order_by("pk")
        for row in found.only("title", "text", "place", "received_at", "seconded").iterator(BATCH):
            yield Item(str(row.pk), f"{row.title}\n{row.text}", row.received_at, row.seconded, row.place)

    return of_rows


def shown_letters(post: Post, keys: Collection[str]) -> Mapping[str, tuple[str, str]]:
    rows = Letter.objects.visible_to(post).filter(pk__in=_numbers(keys)).values_list("pk", "title")
    return {
        str(pk): (masking.text(title), reverse("participation_letters:letter_page", args=[pk]))
        for pk, title in rows
    }


def remark_texts(begins: datetime, ends: datetime) -> Iterable[Item]:
    """A remark has no moment of its own, so that nobody is known by it: it counts when its survey ended."""
    rows = Remark.objects.filter(survey__closes_at__gte=begins, survey__closes_at__lt=ends).order_by("pk")
    for pk, text, at in rows.values_list("pk", "text", "survey__closes_at").iterator(BATCH):
        yield Item(str(pk), text, at)


def shown_remarks(post: Post, keys: Collection[str]) -> Mapping[str, tuple[str, str]]:
    rows = Remark.objects.visible_to(post).filter(pk__in=_numbers(keys)).select_related("survey")
    return {
        str(row.pk): (
            f"{row.survey.title}：{masking.text(row.text[:SHOWN_TEXT])}",
            f"{reverse('participation_surveys:office', args=[row.survey_id])}remarks/",
        )
        for row in rows
    }


def opinion_texts(begins: datetime, ends: datetime) -> Iterable[Item]:
    rows = Opinion.objects.valid().filter(received_at__gte=begins, received_at__lt=ends).order_by("pk")
    for pk, text, at in rows.values_list("pk", "text", "received_at").iterator(BATCH):
        yield Item(str(pk), text, at)


def shown_opinions(post: Post, keys: Collection[str]) -> Mapping[str, tuple[str, str]]:
    rows = Opinion.objects.visible_to(post).filter(pk__in=_numbers(keys)).select_related("consultation")
    return {
        str(row.pk): (
            f"{row.consultation.title}：{masking.text(row.text[:SHOWN_TEXT])}",
            reverse("participation_consultations:opinion", args=[row.consultation_id, row.pk]),
        )
        for row in rows
    }


def _numbers(keys: Collection[str]) -> list[int]:
    return [int(key) for key in keys]

"""Who looked at what is otherwise masked, and which phrases does somebody keep?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import parties, rules
from yiwang.kernel.cases.models import Case, Phrase
from yiwang.kernel.cases.parties import PartyFacts
from yiwang.kernel.errors import Refused

MOST_PHRASES = 50


@transaction.atomic
def read_party(by: Actor, case: Case) -> PartyFacts:
    """The party in full; the caller has asked whether the post may see the case."""
    facts = parties.facts_of(case.party)
    record(by, "cases.party_read", case)
    return facts


@transaction.atomic
def oversee(by: Actor, case: Case) -> None:
    """A supervising unit reads a case of a unit it watches; the caller has asked whether it may."""
    record(by, "cases.case_oversee", case)


@transaction.atomic
def keep_phrase(by: Actor, text: str) -> Phrase:
    """Among one's own common phrases; kept already is kept once."""
    text = rules.words(text, "常用语", longest=200)
    if by.person_id is None:
        raise Refused("只有登录的工作人员才能保存常用语。")
    phrases = Phrase.objects.filter(person=by.person_id)
    if phrases.count() >= MOST_PHRASES:
        raise Refused(f"最多保存{MOST_PHRASES}条常用语，请先删除不用的。", field="text")
    phrase, is_new = Phrase.objects.get_or_create(person_id=by.person_id, text=text)
    if is_new:
        record(by, "cases.phrase_keep", phrase)
    return phrase


@transaction.atomic
def drop_phrase(by: Actor, phrase_id: int) -> None:
    """One's own only."""
    phrase = Phrase.objects.filter(person=by.person_id or 0, pk=phrase_id).first()
    if phrase:
        record(by, "cases.phrase_drop", phrase)
        phrase.delete()

"""What waits for a post, which files belong here, and what must not lie any longer?"""

from django.db.models import Q

from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.models import Extension, desks_of
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.participation.letters import reminding, rules, timing
from yiwang.subsystems.participation.letters.models import CallBack, FollowUp, Letter, LetterQuerySet, Reply
from yiwang.subsystems.participation.letters.reminding import address_of

BATCH, NEGLECT_DAYS = 200, 59


def to_sort(post: Post, most: int) -> list[Todo]:
    """At the desk: to be accepted, to be assigned, come back."""
    if rules.DESK not in permissions(post):
        return []
    waiting = Q(case__state=states.RECEIVED) | Q(case__state=states.ACCEPTED, assigned_at=None)
    found = _of(post).filter(waiting, desk__in=desks_of(post), lead=None)
    return _todos(found.filter(case__unit__in=desks_of(post)), most)


def to_answer(post: Post, most: int) -> list[Todo]:
    """At the unit: what it was assigned."""
    if states.HANDLE not in permissions(post):
        return []
    found = _of(post).filter(case__state=states.ACCEPTED, case__unit__in=desks_of(post), lead=None)
    mine = Q(case__handler=None) | Q(case__handler=post.person_id)
    found = found.filter(mine, assigned_at__isnull=False).exclude(replies__state=rules.SUBMITTED)
    return _todos(found, most)


def to_judge(post: Post, most: int) -> list[Todo]:
    """Replies and requests for more time that wait for a second person."""
    if states.DECIDE not in permissions(post):
        return []
    ours = {"letter__case__unit__in": desks_of(post)}
    replies = Reply.objects.filter(state=rules.SUBMITTED, **ours).exclude(drafter_id=post.person_id)
    found = [
        Todo(
            f"审核答复：{reply.letter.title}",
            address_of(reply.letter_id),
            reply.submitted_at or reply.drafted_at,
            reply.letter.number,
        )
        for reply in replies.select_related("letter__case", "letter__matter").order_by("submitted_at")[:most]
    ]
    delays = Extension.objects.filter(
        state=Extension.ASKED, case__kind__in=rules.LABELS, case__unit__in=desks_of(post)
    )
    found += [
        Todo(f"审批延期：{each.case.title}", address_of(each.case.letter.pk), each.asked_at, each.case.number)
        for each in delays.select_related("case__letter").order_by("asked_at")[:most]
    ]
    return sorted(found, key=lambda todo: todo.since)[:most]


def to_call(post: Post, most: int) -> list[Todo]:
    """Writers to be called back, bad ratings to be followed up."""
    if rules.DESK not in permissions(post):
        return []
    joined = ("letter__case", "letter__matter")
    desks = desks_of(post)
    calls = CallBack.objects.due().filter(letter__desk__in=desks).select_related(*joined)
    bad = FollowUp.objects.filter(settled_at=None, letter__desk__in=desks).select_related(*joined)
    found = [
        Todo(f"回访：{each.letter.title}", address_of(each.letter_id), each.owed_at, each.letter.number)
        for each in calls.order_by("owed_at")[:most]
    ]
    found += [
        Todo(f"差评跟进：{each.letter.title}", address_of(each.letter_id), each.opened_at, each.letter.number)
        for each in bad.order_by("opened_at")[:most]
    ]
    return sorted(found, key=lambda todo: todo.since)[:most]


def _of(post: Post) -> LetterQuerySet:
    found: LetterQuerySet = Letter.objects.open().select_related("case__clock", "matter")
    return found.exclude(type__in=sorted(rules.INFORMING), against__in=desks_of(post))


def _todos(found: LetterQuerySet, most: int) -> list[Todo]:
    return [
        Todo(
            letter.title,
            address_of(letter.pk),
            letter.received_at,
            letter.number,
            is_late=timing.is_over(letter.case.clock),
        )
        for letter in found.most_urgent_first()[:most]
    ]


def warn_of_neglect() -> int:
    """The regular job: what nobody answered for two months, and for three (websites.md: single veto)."""
    before = shifted(now(), days=-NEGLECT_DAYS)
    found = (
        Letter.objects.open()
        .filter(received_at__lt=before)
        .select_related("case__unit", "mailbox", "matter", "desk")
    )
    told = 0
    for letter in found.order_by("received_at")[:BATCH]:
        grade = rules.neglect(letter.received_on, today())
        if not grade:
            continue
        words = "超过三个月未答复，触发网站检查单项否决" if grade == rules.VETO else "超过两个月未答复"
        key = f"letters.neglect:{letter.pk}:{grade}"
        reminding.tell_desk(letter, words, key)
        reminding.tell_holders(letter, words, key)
        told += 1
    return told


def visible(stored: StoredFile, post: Post | None) -> bool:
    """Files of the letter and of its replies: whoever may see the letter, also after it was assigned."""
    if post is None or rules.READ not in permissions(post):
        return False
    of_it = Q(replies__files=stored) | Q(case__materials__files=stored) | Q(case__attachments__stored=stored)
    return Letter.objects.visible_to(post).filter(of_it).exists()


def references(ids: set[int]) -> set[int]:
    through = Reply.files.through.objects.filter(storedfile__in=ids)
    return set(through.values_list("storedfile", flat=True))

"""What waits for a post, and which files belong here?"""

from django.db.models import Q

from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.models import Extension, desks_of
from yiwang.kernel.deadlines.moments import end_of, now
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.disclosure.requests import rules, timing
from yiwang.subsystems.disclosure.requests.models import Consultation, Paper, Reply, Request, RequestQuerySet
from yiwang.subsystems.disclosure.requests.reminding import OFFICE, address_of


def to_review(post: Post, most: int) -> list[Todo]:
    """To be confirmed with the applicant, to be accepted or asked about."""
    return _todos(_of(post).filter(case__state=states.RECEIVED), most)


def to_answer(post: Post, most: int) -> list[Todo]:
    """In hand, without a reply that waits for a second person."""
    mine = Q(case__handler=None) | Q(case__handler=post.person_id)
    found = _of(post).filter(mine, case__state__in=[states.ACCEPTED, states.DECIDED])
    return _todos(found.exclude(replies__state=rules.SUBMITTED), most)


def to_judge(post: Post, most: int) -> list[Todo]:
    """Replies and requests for more time that wait for the head of the disclosure office."""
    held = permissions(post)
    if rules.READ not in held or states.DECIDE not in held:
        return []
    desks = desks_of(post)
    replies = Reply.objects.filter(state=rules.SUBMITTED, request__unit__in=desks)
    replies = replies.exclude(drafter_id=post.person_id).select_related("request__matter")
    found = [
        Todo(
            f"审核答复：{reply.request.title}",
            address_of(reply.request_id),
            reply.submitted_at or reply.drafted_at,
            reply.request.number,
        )
        for reply in replies.order_by("submitted_at")[:most]
    ]
    delays = Extension.objects.filter(state=Extension.ASKED, case__kind=rules.KIND, case__unit__in=desks)
    found += [
        Todo(
            f"审批延期：{each.case.title}",
            address_of(each.case.disclosure_request.pk),
            each.asked_at,
            each.case.number,
        )
        for each in delays.select_related("case__disclosure_request").order_by("asked_at")[:most]
    ]
    return sorted(found, key=lambda todo: todo.since)[:most]


def to_advise(post: Post, most: int) -> list[Todo]:
    """Questions of other organs to the post's own unit."""
    if not {rules.READ, states.HANDLE} <= permissions(post):
        return []
    asked = Consultation.objects.visible_to(post).waiting().filter(request__case__closed_at=None)
    return [
        Todo(
            f"{each.request.unit.called}征求意见：{each.request.title}",
            f"{OFFICE}consultations/{each.pk}/",
            each.sent_at,
            is_late=each.due_on is not None and end_of(each.due_on) <= now(),
        )
        for each in asked.select_related("request__unit").order_by("due_on", "pk")[:most]
    ]


def visible(stored: StoredFile, post: Post | None) -> bool:
    """Files of the request, of its replies and papers: whoever may see the request."""
    if post is None or rules.READ not in permissions(post):
        return False
    of_it = (
        Q(replies__files=stored)
        | Q(papers__pdf=stored)
        | Q(papers__docx=stored)
        | Q(case__materials__files=stored)
        | Q(case__attachments__stored=stored)
    )
    return Request.objects.visible_to(post).filter(of_it).exists()


def references(ids: set[int]) -> set[int]:
    through = Reply.files.through.objects.filter(storedfile__in=ids).values_list("storedfile", flat=True)
    papers = Paper.objects.filter(Q(pdf__in=ids) | Q(docx__in=ids)).values_list("pdf", "docx")
    return {*through, *(pk for pair in papers for pk in pair if pk in ids)}


def _of(post: Post) -> RequestQuerySet:
    """Open ones of the post's own desks; none where it may not handle them."""
    if not {rules.READ, states.HANDLE} <= permissions(post):
        return Request.objects.none()
    found: RequestQuerySet = Request.objects.open().filter(unit__in=desks_of(post))
    return found.select_related("case__clock", "matter")


def _todos(found: RequestQuerySet, most: int) -> list[Todo]:
    return [
        Todo(
            request.title,
            address_of(request.pk),
            request.case.received_at,
            request.number,
            is_late=timing.is_late(request.case.clock),
        )
        for request in found.most_urgent_first()[:most]
    ]

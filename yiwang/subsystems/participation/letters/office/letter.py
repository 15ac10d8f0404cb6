"""What does an official see of one letter, and what is done with it there?"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.office.own_pages import Held, offered
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.forms import receiving
from yiwang.kernel.intake.rules import grouped
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters import sight as sights
from yiwang.subsystems.participation.letters.models import Letter
from yiwang.subsystems.participation.letters.office.deeds import DEEDS, Said, Shown
from yiwang.subsystems.participation.letters.sight import Sight


@require_safe
@office(rules.READ)
def letter(request: OfficeRequest, letter_id: int) -> HttpResponse:
    """Whoever reads it as a supervisor of others is recorded."""
    sight = seen(request, letter_id)
    if not (sight.is_ours or sight.is_desk or sight.joint):
        cases.oversee(request.actor, sight.case)
    return page(request, sight)


@require_POST
@office(rules.READ)
def deed(request: OfficeRequest, letter_id: int, code: str) -> HttpResponse:
    """Do it; where a rule says no, the page says so with what was typed still in the form."""
    if code not in DEEDS:
        raise Http404
    sight = seen(request, letter_id)
    form = DEEDS[code].form(request.POST, request.FILES, prefix=code, sight=sight)
    if receiving(form, by=request.actor).is_valid():
        try:
            done = DEEDS[code].call(request.actor, sight, form)
        except Refused as refused:
            refused.show_in(form)
        else:
            return _after(request, letter_id, done)
    return page(request, seen(request, letter_id), (code, form), status=422)


def _after(request: OfficeRequest, letter_id: int, done: Said) -> HttpResponse:
    """A letter that went to another unit may be out of sight now."""
    if isinstance(done, Shown):
        context = {"receipt": done.receipt, "code": grouped(done.receipt.code), "letter": done.letter}
        return render(request, "letters/receipt.html", context)
    messages.success(request, done)
    if Letter.objects.visible_to(request.post).filter(pk=letter_id).exists():
        return redirect("participation_letters:letter_page", letter_id)
    return redirect("participation_letters:letter_list")


@require_POST
@office(rules.READ)
def party(request: OfficeRequest, letter_id: int) -> HttpResponse:
    """The writer in full, on this one page only; the record says who looked."""
    sight = seen(request, letter_id)
    if not sight.may_open_party:
        raise Refused("只有办理这封来信的单位和信箱管理单位可以查看来信人；被反映的单位不能查看。")
    facts = cases.read_party(request.actor, sight.case).shown
    return page(request, sight, party=sights.called(facts))


def seen(request: OfficeRequest, letter_id: int) -> Sight:
    """Raises Http404 where the post may not see the letter."""
    sight = sights.sight_of(letter_id, request.post)
    if sight is None:
        raise Http404
    return sight


def page(
    request: OfficeRequest,
    sight: Sight,
    held: Held = None,
    *,
    party: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """``held``: a deed whose form is not done yet, with what was typed."""
    context = {
        "sight": sight,
        "letter": sight.letter,
        "case": sight.case,
        "party": party or sight.party,
        "is_party_open": party is not None,
        **offered(DEEDS, sight.deeds, sight, held),
        "rating": states.LEVELS.get(sight.case.rating, ""),
        "templates": sight.reply_templates if "reply" in {*sight.deeds, held and held[0]} else [],
        "grade": rules.TYPE_NUMBERS.get(sight.letter.type, 0),
    }
    return render(request, "letters/letter.html", context, status=status)

"""At which draft of which item is somebody, and what do all steps of an application have in common?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import throttle
from yiwang.kernel.intake.gate import by, public_form, who
from yiwang.kernel.intake.rules import grouped
from yiwang.subsystems.approvals.hall import content, cookies, limits, rules
from yiwang.subsystems.approvals.hall.actions import drafts, moving
from yiwang.subsystems.approvals.hall.content import Content
from yiwang.subsystems.approvals.hall.models import Draft
from yiwang.subsystems.approvals.hall.public.guide import closed
from yiwang.subsystems.approvals.items import guides
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.models import Guide
from yiwang.subsystems.approvals.sheets.fields import Sheet

ADDRESSES = {
    rules.PARTY: "hall:apply",
    rules.SHEET: "hall:apply_sheet",
    rules.MATERIALS: "hall:apply_materials",
    rules.REVIEW: "hall:apply_review",
}


@dataclass
class Place:
    """``draft`` None: nothing was written yet. ``elements``: of the edition that it is filled in by."""

    request: HttpRequest
    guide: Guide
    draft: Draft | None
    elements: Elements
    written: Content = field(default_factory=Content)

    @property
    def begun(self) -> Draft:
        """Raises Refused where nothing was written yet."""
        if self.draft is None:
            raise Refused("请先填写申请人信息。")
        return self.draft

    @property
    def sheet(self) -> Sheet:
        return moving.sheet_of(self.elements)

    @property
    def steps(self) -> tuple[str, ...]:
        return rules.steps(
            has_sheet=bool(self.sheet.fields), has_materials=bool(self.elements.materials_asked)
        )

    def address(self, step: str) -> str:
        return reverse(ADDRESSES[step], args=[self.guide.code])

    def write(self, written: Content) -> Draft:
        """Keep what was typed; the first time this begins a draft. Raises TooOftenError for too many."""
        if self.draft is None:
            throttle.spend(throttle.Count("drafts", limits.DRAFTS_AN_HOUR), who(self.request))
            self.draft = drafts.begin(by(self.request), self.guide, written)
        else:
            self.draft = drafts.write(by(self.request), self.draft.pk, written)
        self.written = written
        return self.draft

    def page(self, template: str, step: str, *, status: int = 200, **context: Any) -> HttpResponse:
        shown = {
            "guide": self.guide,
            "elements": self.elements,
            "told": self.draft.told if self.draft else [],
            "draft": self.draft,
            "mark": cookies.mark(self.draft) if self.draft else "",
            "step": step,
            "steps": self._shown_steps(step),
            "previous": self.address(rules.step_before(step, self.steps)) if step != rules.PARTY else "",
            **context,
        }
        response = render(self.request, template, shown, status=status)
        return self.remembered(response)

    def _shown_steps(self, step: str) -> list[dict[str, Any]]:
        here = self.steps.index(step)
        return [
            {
                "label": rules.STEPS[each],
                "address": self.address(each) if self.draft else "",
                "is_here": number == here,
                "is_past": number < here,
            }
            for number, each in enumerate(self.steps)
        ]

    def saved(self) -> HttpResponse:
        """Number and code for another day."""
        drafts.keep(by(self.request), self.begun.pk)
        return self.remembered(redirect("hall:saved", self.guide.code))

    def led(self, step: str) -> HttpResponse:
        return self.remembered(redirect(self.address(step)))

    def remembered(self, response: HttpResponse) -> HttpResponse:
        if self.draft:
            cookies.remember(response, self.draft)
        return response


Step = Callable[[HttpRequest, Place], HttpResponse]


def step(view: Step) -> Callable[..., HttpResponseBase]:
    """A step of an open item, at the draft of this browser.

    What is sent is read by the edition that the draft was begun with, so that nothing typed is lost; what is
    shown next has followed the guide.
    """

    @public_form
    @wraps(view)
    def stepped(request: HttpRequest, code: str) -> HttpResponse:
        guide = guides.known_guide(code)
        if guide is None or guide.current is None:
            raise Http404
        draft = cookies.draft_of(request, code)
        if draft and draft.submission_id and request.method != "POST":
            return _begun_anew(guide)
        if not guide.is_open and not (draft and draft.submission_id):
            return _closed(request, guide, draft)
        if not guide.elements.is_online:
            return redirect("hall:guide", code)
        return view(request, _place(request, guide, draft))

    return stepped


def _place(request: HttpRequest, guide: Guide, draft: Draft | None) -> Place:
    if draft is None:
        return Place(request, guide, None, guide.elements)
    if request.method != "POST":
        draft = moving.follow(by(request), draft.pk, guide)
    edition = guides.edition_of(guide, draft.edition)
    elements = edition.elements if edition else guide.elements
    return Place(request, guide, draft, elements, content.opened(draft.content))


def _closed(request: HttpRequest, guide: Guide, draft: Draft | None) -> HttpResponse:
    """Nothing that was written is lost: the draft gets its number and is kept."""
    kept = drafts.keep(by(request), draft.pk) if draft and not draft.submission_id else None
    code = grouped(kept.code) if kept else ""
    return closed(request, guide, kept=kept.draft if kept else None, code=code, days=limits.DRAFT_DAYS)


def _begun_anew(guide: Guide) -> HttpResponse:
    response = redirect("hall:apply", guide.code)
    cookies.forget(response, guide.code)
    return response


def without_draft(request: HttpRequest, place: Place) -> HttpResponse:
    """The cookie is gone or was never there: begin, or go on by number and code."""
    return render(
        request, "hall/no_draft.html", {"guide": place.guide, "elements": place.elements}, status=409
    )

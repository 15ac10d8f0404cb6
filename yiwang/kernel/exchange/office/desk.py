"""What lies on the desk of somebody who writes: form, recipients, files, the draft, what it refers to?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import kinds, queries
from yiwang.kernel.exchange.actions import sending
from yiwang.kernel.exchange.actions.drafts import Written
from yiwang.kernel.exchange.actions.sending import Outline
from yiwang.kernel.exchange.addressing import Addressed
from yiwang.kernel.exchange.forms.attaching import Attached, attached, received
from yiwang.kernel.exchange.forms.composing import KINDS, OUTLINE, ComposeForm
from yiwang.kernel.exchange.forms.recipients import Picked, picked
from yiwang.kernel.exchange.models import Draft, Envelope
from yiwang.kernel.exchange.office.mail import own_unit
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Unit

HELD = "held_files"


@dataclass
class Desk:
    """``name``: document or information; ``reference``: the envelope that this one answers or forwards."""

    name: str
    unit: Unit
    form: ComposeForm
    main: Picked
    copy: Picked
    attached: Attached
    draft: Draft | None
    reference: Envelope | None

    @property
    def label(self) -> str:
        return kinds.label(KINDS[self.name])

    def outline(self) -> Outline:
        """What is to be sent; the form is valid."""
        said = self.form.cleaned_data
        return Outline(
            kind=self.form.kind.code,
            subject=said["subject"],
            main=self.main.addresses(),
            copies=self.copy.addresses(),
            body=self.form.body(),
            files=self.attached.stored,
            urgency=said["urgency"],
            secrecy=said["secrecy"],
            valid_until=said["valid_until"],
            reference=self.reference.uid if self.reference else "",
        )

    def written(self) -> Written:
        """Everything as it was typed, right or wrong."""
        form = self.form
        fields: dict[str, Any] = {name: form[name].value() or "" for name in (*OUTLINE, *form.elements)}
        for picked_ in (self.main, self.copy):
            fields[picked_.part] = picked_.tokens
            fields[f"{picked_.part}_pasted"] = picked_.pasted
            fields[f"{picked_.part}_groups"] = [
                str(each.group.pk) for each in picked_.groups if each.is_chosen
            ]
        fields["reference"] = self.reference.uid if self.reference else ""
        fields[HELD] = [stored.pk for stored in self.attached.stored]
        return Written(form.kind.code, str(fields["subject"]), fields, self.attached.stored)

    def addressed(self, by: Actor) -> list[Addressed]:
        """The recipients as they would be sent to now; says on the form what is wrong. Valid forms only."""
        for picked_ in (self.main, self.copy):
            if picked_.faults:
                self.form.add_error(picked_.part, f"有{len(picked_.faults)}个名称没有对上，请改正或删去。")
        for fault in self.attached.faults:
            self.form.add_error("files", fault)
        if not self.attached.files and not self.form.cleaned_data.get("text", "").strip():
            self.form.add_error("text", "请填写正文，或者上传附件。")
        try:
            return sending.rehearse(by, self.outline())
        except Refused as refused:
            self.form.refuse(refused)
            return []


def desk_of_request(request: OfficeRequest) -> Desk:
    """What was sent by the form; files that came along are stored at once, so that none is asked twice."""
    typed = request.POST
    unit = own_unit(request)
    is_sent = typed.get("do") == "confirm"
    files = received(typed.getlist("files"), request.FILES.getlist("new_files"), unit, request.actor)
    return _desk(request, _name(typed.get("kind")), typed, files, own_draft(request, typed), is_sent=is_sent)


def desk_of_draft(request: OfficeRequest, draft: Draft, *, is_sent: bool) -> Desk:
    """A draft taken up again; ``is_sent``: to be judged as if it had just been handed in."""
    name = next((name for name, code in KINDS.items() if code == draft.kind), "document")
    typed = _typed(draft.written)
    order = [int(pk) for pk in draft.written.get(HELD, [])]
    held = {stored.pk: stored for stored in draft.files.all()}
    files = [held[pk] for pk in order if pk in held]
    return _desk(request, name, typed, attached(files, own_unit(request)), draft, is_sent=is_sent)


def new_desk(request: OfficeRequest) -> Desk:
    """An empty desk, or one that answers or forwards what ``?reference=`` names."""
    asked = request.GET
    unit = own_unit(request)
    reference = _reference(request, asked.get("reference", ""))
    if reference is None:
        return _desk(request, _name(asked.get("kind")), QueryDict(), Attached(), None, is_sent=False)
    is_forward = asked.get("as") == "forward"
    files = _files_of(reference) if is_forward else []
    name = next((name for name, code in KINDS.items() if code == reference.kind), "document")
    typed = _answer(reference, unit, is_forward=is_forward)
    return _desk(request, name, typed, attached(files, unit), None, is_sent=False)


def own_draft(request: OfficeRequest, typed: QueryDict) -> Draft | None:
    """The draft that the form names; 404 where it is not the unit's or is gone."""
    given = typed.get("draft", "")
    if not given:
        return None
    draft = None
    if given.isascii() and given.isdigit() and len(given) < 18:
        draft = Draft.objects.filter(unit=own_unit(request), pk=int(given)).first()
    if draft is None:
        raise Http404
    return draft


def _desk(
    request: OfficeRequest,
    name: str,
    typed: QueryDict,
    files: Attached,
    draft: Draft | None,
    *,
    is_sent: bool,
) -> Desk:
    unit = own_unit(request)
    form = ComposeForm(kinds.newest(KINDS[name]), unit, typed or None, is_sent=is_sent)
    main, copy = picked(typed, unit)
    return Desk(name, unit, form, main, copy, files, draft, _reference(request, typed.get("reference", "")))


def _name(asked: str | None) -> str:
    return asked if asked and asked in KINDS else "document"


def _typed(written: Mapping[str, Any]) -> QueryDict:
    typed = QueryDict(mutable=True)
    for name, value in written.items():
        typed.setlist(name, [str(each) for each in value] if isinstance(value, list) else [str(value)])
    return typed


def _reference(request: OfficeRequest, uid: str) -> Envelope | None:
    if not uid:
        return None
    found = queries.visible_envelope(uid, request.post)
    if found is None:
        raise Http404
    return found


def _answer(reference: Envelope, unit: Unit, *, is_forward: bool) -> QueryDict:
    """What an answer or a forwarding begins with; forwarding carries the text along."""
    verb = "转发" if is_forward else "回复"
    subject = f"{verb}：《{reference.subject}》"
    written: dict[str, Any] = {
        "subject": subject[: ComposeForm.base_fields["subject"].max_length],  # type: ignore[attr-defined]
        "reference": reference.uid,
        "issuer": unit.name,
    }
    if is_forward:
        written["text"] = reference.statement.body.get("text", "")
    elif reference.sender_unit_id and reference.sender_unit_id != unit.pk:
        written["main"] = f"u{reference.sender_unit_id}"
    return _typed(written)


def _files_of(reference: Envelope) -> list[StoredFile]:
    return [each.stored for each in reference.attachments.select_related("stored")]

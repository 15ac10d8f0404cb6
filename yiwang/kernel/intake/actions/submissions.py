"""What may an applicant do: hand something in, add what is missing, take it back, rate the answer?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.rules import marking_in, refuse_marked
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import codes, contacts, kinds, messages, private, rules
from yiwang.kernel.intake.actions.handing_over import owe
from yiwang.kernel.intake.actions.states import settle
from yiwang.kernel.intake.contacts import NOBODY, Contact
from yiwang.kernel.intake.kinds import Kind
from yiwang.kernel.intake.models import (
    Handover,
    HeldFile,
    Series,
    Step,
    Submission,
    Supplement,
    new_reference,
)
from yiwang.kernel.prepared import ASKED_TEXT, Prepared, insert, insert_all, update

Materials = Mapping[str, Sequence[StoredFile]]
NO_MATERIALS: Materials = MappingProxyType({})
_OF_TOKEN = Prepared(lambda digest: Submission.objects.filter(token_digest=digest), ASKED_TEXT)


@dataclass(frozen=True)
class HandedIn:
    """A form as it was filled in; ``token``: the hidden one of the form."""

    kind: str
    token: str
    data: Mapping[str, Any]
    contact: Contact = NOBODY
    files: Sequence[StoredFile] = ()


@dataclass(frozen=True)
class Receipt:
    """What the applicant is shown once; ``code`` is stored nowhere."""

    submission: Submission
    code: str


@transaction.atomic
def submit(by: Actor, handed: HandedIn) -> Receipt:
    """Keep it, number it, owe it to the inner zone. The same form sent twice is one submission.

    Raises Refused for a form too old, for data or files that the kind forbids, for the mark of a state
    secret, and for a form that was sent before with other content.
    """
    kind = kinds.known(handed.kind)
    opened = codes.opened_token(handed.token)
    data = kinds.read(kind, handed.data).model_dump(mode="json")
    _check_files(handed.files, kind)
    clear, hidden = private.parted(data, kind.private)
    refuse_marked(marking_in("\n".join(value for value in clear.values() if isinstance(value, str))))
    refuse_marked(marking_in(json.dumps(hidden, ensure_ascii=False)))
    moment = now()
    series = _locked_series(kind.prefix, moment)
    code = codes.code_of(opened)
    earlier = _OF_TOKEN.first(codes.token_digest(opened))
    if earlier:
        _check_same(earlier, data, handed)
        return Receipt(earlier, code)
    submission = _numbered(series, kind, data, handed, opened, moment)
    files = _held(submission, handed.files)
    owe(by, submission, messages.SUBMISSION, _body(submission), files)
    digests = [held.stored.digest for held in files]
    record(by, "intake.submission_submit", submission, number=submission.number, files=digests)
    return Receipt(submission, code)


def _locked_series(prefix: str, moment: datetime) -> Series:
    """Ours until the commit: numbers follow one another, and a form is not submitted twice at once."""
    return Series.objects.locked(prefix, day_of(moment), is_inner=False)


def _check_same(earlier: Submission, data: Mapping[str, Any], handed: HandedIn) -> None:
    digests = [stored.digest for stored in handed.files]
    held = earlier.held_files.filter(step=None, is_from_applicant=True)
    is_same = earlier.data == data and contacts.of_submission(earlier) == handed.contact
    if not is_same or digests != list(held.values_list("stored__blob", flat=True)):
        raise Refused(f"这份表单已经提交过（编号 {earlier.number}）。要提交新的内容，请重新打开页面填写。")


def _numbered(
    series: Series, kind: Kind, data: dict[str, Any], handed: HandedIn, opened: str, moment: datetime
) -> Submission:
    series.last += 1
    update(series, ["last"])
    number = rules.number(series.prefix, series.day, series.last)
    submission = Submission(
        reference=new_reference(),
        kind=kind.code,
        number=number,
        code_digest=codes.digest(number, codes.code_of(opened)),
        token_digest=codes.token_digest(opened),
        data=data,
        contact=contacts.sealed(handed.contact),
        submitted_at=moment,
    )
    insert(submission)
    return submission


def _body(submission: Submission) -> dict[str, Any]:
    return messages.Submission(
        reference=submission.reference,
        kind=submission.kind,
        number=submission.number,
        submitted_at=submission.submitted_at,
        data=private.parted(submission.data, kinds.known(submission.kind).private)[0],
    ).model_dump(mode="json", exclude={"sealed"})


def _check_files(files: Sequence[StoredFile], kind: Kind) -> None:
    rules.check_files(len(files), kind.most_files)
    _check_clean(files)


def _check_clean(files: Sequence[StoredFile]) -> None:
    for stored in files:
        if not stored.is_clean:
            raise Refused(f"“{stored.name}”不能提交：{stored.notice}", field="files")


def _held(submission: Submission, files: Sequence[StoredFile], step: Step | None = None) -> list[HeldFile]:
    held = [
        HeldFile(submission=submission, step=step, is_from_applicant=True, stored=stored, name=stored.name)
        for stored in files
    ]
    insert_all(held)
    return held


@transaction.atomic
def hand_in_supplement(
    by: Actor,
    submission_id: int,
    step_number: int,
    text: str,
    files: Sequence[StoredFile] = (),
    materials: Materials = NO_MATERIALS,
) -> Supplement:
    """What a step asked for; ``materials``: the files for each thing asked for, by its code.

    Raises Refused where nothing is asked, it was handed in before, a required piece is missing, or all ended.
    """
    submission = _locked(submission_id)
    rules.check_open(submission.state, "补充")
    step = submission.steps.filter(number=step_number, kind=rules.ASK).first()
    if step is None:
        raise Refused("没有要您补充的内容，请刷新页面查看进度。")
    is_settled = submission.steps.filter(settles=True, number__gt=step.number).exists()
    if is_settled or Supplement.objects.filter(step=step).exists():
        raise Refused("这次要求的补充已经收到，不需要重复提交。")
    _check_pieces(step, materials)
    given = rules.checked_text(text, "text") if text.strip() or not materials else ""
    refuse_marked(marking_in(given))
    _check_files(files, kinds.known(submission.kind))
    held = [*_held_pieces(submission, step, materials), *_held(submission, files, step)]
    supplement = Supplement.objects.create(step=step, text=given, handed_in_at=now())
    owe(by, submission, messages.SUPPLEMENT, _supplement_body(supplement, held), held)
    settle(submission)
    digests = [one.stored.digest for one in held]
    record(by, "intake.supplement_hand_in", submission, step=step.number, files=digests)
    return supplement


def _check_pieces(step: Step, materials: Materials) -> None:
    asked = {one["code"]: one for one in step.asks}
    for code, files in materials.items():
        if code not in asked:
            raise Refused("有一份材料不在这次要求补充的范围内，请刷新页面。")
        rules.check_files(len(files), asked[code]["most"])
        _check_clean(files)
    needed = (one for one in asked.values() if one["is_required"])
    rules.check_complete(one["label"] for one in needed if not materials.get(one["code"]))


def _held_pieces(submission: Submission, step: Step, materials: Materials) -> list[HeldFile]:
    held = [
        HeldFile(
            submission=submission,
            step=step,
            is_from_applicant=True,
            stored=stored,
            name=stored.name,
            code=code,
        )
        for code, files in materials.items()
        for stored in files
    ]
    insert_all(held)
    return held


def _supplement_body(supplement: Supplement, held: Sequence[HeldFile]) -> dict[str, Any]:
    positions: dict[str, list[int]] = {}
    for number, one in enumerate(held):
        if one.code:
            positions.setdefault(one.code, []).append(number)
    return messages.Supplement(
        reference=supplement.step.submission.reference,
        step=supplement.step.number,
        text=supplement.text,
        handed_in_at=supplement.handed_in_at,
        materials=positions,
    ).model_dump(mode="json")


@transaction.atomic
def withdraw(by: Actor, submission_id: int) -> Submission:
    """Taken back by its applicant while it is open; what has not left yet never leaves."""
    submission = _locked(submission_id)
    rules.check_open(submission.state, "撤回")
    submission.withdrawn_at = now()
    submission.save(update_fields=["withdrawn_at"])
    unsent, _ = Handover.objects.filter(submission=submission, kind=messages.SUBMISSION, envelope="").delete()
    if not unsent:
        body = messages.Withdrawal(reference=submission.reference, withdrawn_at=submission.withdrawn_at)
        owe(by, submission, messages.WITHDRAWAL, body.model_dump(mode="json"))
    settle(submission)
    record(by, "intake.submission_withdraw", submission, number=submission.number)
    return submission


@transaction.atomic
def rate(by: Actor, submission_id: int, stars: int, comment: str = "") -> Submission:
    """Once, after the answer: 1 to 5 stars. Raises Refused before it and the second time."""
    submission = _locked(submission_id)
    rules.check_ratable(submission.state, submission.stars)
    rules.check_stars(stars)
    comment = comment.replace("\x00", "").strip()[: rules.COMMENT_LENGTH]
    refuse_marked(marking_in(comment))
    submission.stars, submission.comment, submission.rated_at = stars, comment, now()
    submission.save(update_fields=["stars", "comment", "rated_at"])
    body = messages.Rating(
        reference=submission.reference, stars=stars, comment=comment, rated_at=submission.rated_at
    ).model_dump(mode="json")
    owe(by, submission, messages.RATING, body)
    record(by, "intake.submission_rate", submission, stars=stars)
    return submission


def _locked(submission_id: int) -> Submission:
    return Submission.objects.select_for_update().get(pk=submission_id)

"""What does the page of an order show, and which deeds does it offer?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.forms import receiving
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.supervision.orders import sight as sights
from yiwang.subsystems.supervision.orders.actions import answering, judging
from yiwang.subsystems.supervision.orders.forms import ordering as asked
from yiwang.subsystems.supervision.orders.office.reading import reader
from yiwang.subsystems.supervision.orders.sight import Sight

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Deed:
    """``call(by, sight, target, said)`` answers with the sentence shown."""

    label: str
    form: type[asked.DeedForm]
    call: Callable[[Actor, Sight, int, Said], str]
    tone: str = "outline-primary"


@dataclass(frozen=True)
class Offer:
    """A deed as the page shows it: ``path`` is the rest of its address."""

    code: str
    path: str
    label: str
    deed: Deed
    form: forms.Form
    is_open: bool

    @property
    def asks(self) -> bool:
        return bool(self.form.fields)

    @property
    def is_first(self) -> bool:
        """What waits to be done, and what was just typed; what takes the whole order back stands last."""
        return self.is_open or (self.deed.tone != "outline-primary" and self.code != "cancel")


def _files(said: Said) -> list[Any]:
    return [said[name] for name in ("file_1", "file_2") if said.get(name)]


def _sign(by: Actor, sight: Sight, target: int, said: Said) -> str:
    answering.sign(by, target)
    return "已签收。"


def _feed_back(by: Actor, sight: Sight, target: int, said: Said) -> str:
    is_final = said["is_final"]
    answering.feed_back(by, target, said["progress"], said["text"], _files(said), is_final=is_final)
    return "已申请销号，等待下达单位审核。" if is_final else "反馈已提交。"


def _ask_delay(by: Actor, sight: Sight, target: int, said: Said) -> str:
    answering.ask_delay(by, target, said["days"], said["ground"])
    return "延期申请已提交，等待批准；批准前仍按原期限办理。"


def _accept(by: Actor, sight: Sight, target: int, said: Said) -> str:
    judging.accept(by, target, said["text"])
    return "已审核通过。"


def _send_back(by: Actor, sight: Sight, target: int, said: Said) -> str:
    judging.send_back(by, target, said["reason"], said["working_days"], said["due_on"])
    return "已退回，按新的期限重新办理。"


def _grant(by: Actor, sight: Sight, target: int, said: Said) -> str:
    judging.grant_delay(by, target, said["reply"])
    return "已批准延期。"


def _refuse(by: Actor, sight: Sight, target: int, said: Said) -> str:
    judging.refuse_delay(by, target, said["reply"])
    return "已回复，不批准延期。"


def _urge(by: Actor, sight: Sight, target: int, said: Said) -> str:
    cases.urge(by, sight.case.pk, said["text"])
    return "已催办，承办单位已收到通知。"


def _visit(by: Actor, sight: Sight, target: int, said: Said) -> str:
    judging.visit(by, sight.order.pk, said["text"], _files(said))
    return "实地督查情况已登记。"


def _cancel(by: Actor, sight: Sight, target: int, said: Said) -> str:
    judging.cancel(by, sight.order.pk, said["reason"])
    return "督办已撤销。"


def _reopen(by: Actor, sight: Sight, target: int, said: Said) -> str:
    judging.reopen(by, sight.order.pk, said["reason"], said["units"], said["working_days"], said["due_on"])
    return "已重新办理，期限自今天起算。"


DEEDS: dict[str, Deed] = {
    "sign": Deed("签收", asked.DeedForm, _sign, "primary"),
    "feedback": Deed("反馈办理情况", asked.FeedbackForm, _feed_back, "primary"),
    "delay": Deed("申请延期", asked.DelayForm, _ask_delay),
    "accept": Deed("审核通过，销号", asked.AcceptForm, _accept, "primary"),
    "return": Deed("退回重办", asked.ReturnForm, _send_back, "outline-danger"),
    "grant": Deed("批准延期", asked.GrantForm, _grant, "primary"),
    "refuse": Deed("不批准延期", asked.ReplyForm, _refuse),
    "urge": Deed("催办", asked.UrgeForm, _urge),
    "visit": Deed("登记实地督查", asked.VisitForm, _visit),
    "cancel": Deed("撤销督办", asked.ReasonForm, _cancel, "outline-danger"),
    "reopen": Deed("重新办理", asked.ReopenForm, _reopen),
}


@require_safe
@reader
def order(request: OfficeRequest, order_id: int) -> HttpResponse:
    sight = _seen(request, order_id)
    if not sight.is_ours:
        cases.oversee(request.actor, sight.case)
    return _page(request, sight)


@require_POST
@reader
def deed(request: OfficeRequest, order_id: int, code: str, target: int) -> HttpResponse:
    """Do it; where a rule says no, the page says so with what was typed still in the form."""
    sight = _seen(request, order_id)
    if code not in DEEDS or not _belongs(sight, code, target):
        raise Http404
    form = DEEDS[code].form(request.POST, request.FILES, prefix=f"{code}-{target}", sight=sight)
    if receiving(form, by=request.actor).is_valid():
        try:
            done = DEEDS[code].call(request.actor, sight, target, form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, done)
            return redirect("supervision_orders:order", order_id)
    return _page(request, _seen(request, order_id), (code, target, form), status=422)


def _belongs(sight: Sight, code: str, target: int) -> bool:
    """Whether the target is of this order, also where the deed is no longer offered: the action says why."""
    if code in {"grant", "refuse"}:
        return any(delay.pk == target for answer in sight.answers for delay in answer.delays)
    if code in {"urge", "visit", "cancel", "reopen"}:
        return target == 0
    return any(answer.duty.pk == target for answer in sight.answers)


def _seen(request: OfficeRequest, order_id: int) -> Sight:
    sight = sights.sight_of(order_id, request.post)
    if sight is None:
        raise Http404
    return sight


def _page(
    request: OfficeRequest,
    sight: Sight,
    held: tuple[str, int, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    offers = [_offer(sight, code, target, name, held) for code, target, name in sight.deeds]
    is_offered = held and any(offer.code == held[0] and offer.is_open for offer in offers)
    if held and not is_offered:
        offers.insert(0, _offer(sight, held[0], held[1], "", held))
    context = {
        "sight": sight,
        "order": sight.order,
        "case": sight.case,
        "main": [offer for offer in offers if offer.is_first],
        "more": [offer for offer in offers if not offer.is_first],
        "findings": sight.order.findings.all() if sight.is_of_issuer else [],
    }
    return render(request, "orders/order.html", context, status=status)


def _offer(
    sight: Sight, code: str, target: int, name: str, held: tuple[str, int, forms.Form] | None
) -> Offer:
    made = DEEDS[code]
    is_held = held is not None and held[:2] == (code, target)
    form = held[2] if held and is_held else made.form(prefix=f"{code}-{target}", sight=sight)
    label = f"{made.label}：{name}" if name else made.label
    return Offer(code, f"{code}/{target}/", label, made, form, is_open=is_held)

"""How do programs of the units send, receive, sign for and return envelopes?"""

from typing import Any, Literal

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from ninja import Header, Query, Router, Status
from ninja.errors import HttpError

from yiwang.kernel.audit.rules import Actor, canonical, sm3
from yiwang.kernel.exchange import kinds, mailboxes, programs, queries, rules
from yiwang.kernel.exchange.actions import answering, recalling
from yiwang.kernel.exchange.actions.alarms import alarmed
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.kinds import Kind
from yiwang.kernel.exchange.mailboxes import READ, SEND, SIGN
from yiwang.kernel.exchange.models import AddressGroup, Delivery, Receipt
from yiwang.kernel.exchange.parties import side_of
from yiwang.kernel.exchange.queries import Narrowing
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.serving import Served, answer
from yiwang.kernel.files.uploads import ArrivedFile
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.signatures.models import Certificate
from yiwang.kernel.systems.actions.submissions import once
from yiwang.kernel.systems.admission import Bearer, Caller, caller_of
from yiwang.kernel.systems.faults import CODES, Fault
from yiwang.kernel.systems.models import System

RECEIPTS = 200
router = Router(tags=["公文与信息交换"])
After = Query(0, ge=0, le=programs.LARGEST_ID, title="从此编号之后")
Limit = Query(50, ge=1, le=programs.MOST_AT_ONCE, title="最多几条")


def _asks(scope: str, outcome: Any, code: int = 200, **extra: Any) -> dict[str, Any]:
    """What every operation says: who may call it, what it answers, in which shape it refuses."""
    return {
        "auth": Bearer(scope),
        "response": {code: outcome, CODES: Fault},
        "openapi_extra": {"x-scope": scope, **extra},
    }


_FILE = {"type": "string", "contentMediaType": "application/octet-stream"}
_UPLOAD = {
    "required": True,
    "content": {
        "application/octet-stream": {"schema": _FILE},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {**_FILE, "title": "文件"}},
            }
        },
    },
}


@router.post("/files", summary="上传附件", **_asks(SEND, programs.Uploaded, 201, requestBody=_UPLOAD))
def upload(request: HttpRequest, name: str = Query("", max_length=200, title="文件名")) -> Any:
    """用 multipart/form-data 的 file 字段上传，或者把文件内容直接作为请求正文并在 name 中给出文件名。"""
    caller = caller_of(request)
    source, given = _source(request, name)
    stored = receive(caller.actor, source, given)
    uploaded = programs.Uploaded(
        key=mailboxes.upload_key(caller, stored),
        digest=stored.digest or "",
        size=stored.size,
        name=stored.name,
        state=stored.state,
        notice=stored.notice,
    )
    return Status(201, uploaded)


def _source(request: HttpRequest, name: str) -> tuple[UploadedFile | HttpRequest, str]:
    """Where the bytes come from, and what they are called. Raises HttpError 413 for what is too large."""
    most = max(settings.FILES_MAX_MB.values())
    if request.content_type == "multipart/form-data":
        files = request.FILES.getlist("file")
        if len(files) != 1:
            raise HttpError(400, "请在 file 字段中提供一个文件。")
        if isinstance(files[0], ArrivedFile) and files[0].is_too_large:
            raise HttpError(413, f"文件超过上限 {most} MB。")
        return files[0], name or files[0].name or ""
    announced = request.META.get("CONTENT_LENGTH") or ""
    if announced.isdecimal() and int(announced) > most << 20:
        raise HttpError(413, f"文件超过上限 {most} MB。")
    if not name:
        raise HttpError(400, "请在 name 参数中给出文件名。")
    return request, name


@router.post("/envelopes", summary="发送", **_asks(SEND, programs.Dispatch, 201))
def send_envelope(
    request: HttpRequest,
    letter: programs.Letter,
    idempotency_key: str = Header("", alias="Idempotency-Key", title="幂等键", max_length=200),
) -> Any:
    """同一个 Idempotency-Key、同样的内容只发送一次，再次请求得到同一个信封；内容不同则拒绝（409）。"""
    caller = caller_of(request)
    kind = kinds.newest(letter.kind)
    if not _is_offered(kind, caller):
        caller.require(kind.code)
    files = mailboxes.uploads(caller, letter.files)
    uid = _sent_once(caller.actor, caller, idempotency_key, letter, files)
    envelope = mailboxes.sent(side_of(caller.system)).get(uid=uid)
    return Status(201, programs.dispatch(envelope, queries.progress([envelope])[envelope.pk].states))


@alarmed
def _sent_once(by: Actor, caller: Caller, key: str, letter: programs.Letter, files: list[StoredFile]) -> str:
    """The uid of the envelope; the alarm for what is secret outlives the transaction that is undone."""
    content = {
        **letter.model_dump(mode="json"),
        "files": [[stored.digest, stored.name] for stored in files],
    }

    def act() -> str:
        mailboxes.refuse_stale(files)
        return send(by, side_of(caller.system), _outline(caller, letter, files)).uid

    return once(caller.system, "exchange.envelope_send", key, sm3(canonical(content).encode()), act)


def _outline(caller: Caller, letter: programs.Letter, files: list[StoredFile]) -> Outline:
    return Outline(
        kind=letter.kind,
        subject=letter.subject,
        main=mailboxes.addresses(caller, letter.main, "main"),
        copies=mailboxes.addresses(caller, letter.copies, "copies"),
        body=letter.body,
        files=files,
        urgency=letter.urgency,
        secrecy=letter.secrecy,
        valid_until=letter.valid_until,
        reference=letter.reference,
    )


@router.get("/envelopes", summary="收到的和发出的", **_asks(READ, programs.Page))
def list_envelopes(
    request: HttpRequest,
    direction: Literal["received", "sent"] = Query("received", title="方向"),
    mailbox: Literal["system", "unit"] = Query("system", title="信箱"),
    state: Literal[
        "", "to_sign", "waiting", "delivered", "opened", "signed", "returned", "withdrawn", "refused"
    ] = Query("", title="状态"),
    after: int = After,
    limit: int = Limit,
) -> Any:
    """按先后顺序列出；把返回的 after 带到下一次请求，就接着往下读，新来的也不会漏。

    mailbox=unit 读取本单位的收发件，须有“代办本单位的收发件”权限。
    对发出的，state 指至少有一个收件方处于该状态。
    """
    side = mailboxes.mailbox(caller_of(request), mailbox)
    if direction == "received":
        arrived = mailboxes.received(side, Narrowing(state=state)).filter(pk__gt=after).order_by("pk")
        arrived = arrived.defer("envelope__text")
        rows: list[Any] = list(arrived[: limit + 1])
        items = [programs.arrival(delivery) for delivery in rows[:limit]]
        return _page(items, after, len(rows) > limit)
    found = mailboxes.sent(side).filter(pk__gt=after).order_by("pk").defer("text")
    if state:
        states = rules.TO_SIGN if state == "to_sign" else {state}
        found = found.filter(pk__in=Delivery.objects.filter(state__in=states).values("envelope"))
    rows = list(found[: limit + 1])
    progress = queries.progress(rows[:limit])
    sent = [programs.dispatch(envelope, progress[envelope.pk].states) for envelope in rows[:limit]]
    return _page(sent, after, len(rows) > limit)


def _page(items: list[Any], after: int, more: bool) -> programs.Page:
    return programs.Page(items=items, after=items[-1].id if items else after, more=more)


@router.get("/envelopes/{uid}", summary="信封全文", **_asks(READ, programs.EnvelopeOut))
def read_envelope(request: HttpRequest, uid: str) -> Any:
    """签名原文、签名、证书、附件清单、收件方和回执；收件方只看到自己的办理情况，发件方看到全部。"""
    reading = mailboxes.readable_envelope(caller_of(request), uid)
    envelope, followed = reading.envelope, list(reading.deliveries)
    attachments = envelope.attachments.select_related("stored")
    receipts = _receipts(reading, followed, 0, RECEIPTS)
    return programs.EnvelopeOut(
        words=envelope.text,
        digest=envelope.digest,
        signature=envelope.signature,
        certificate=_certificates([envelope.certificate]).get(envelope.certificate, ""),
        files=[programs.file_out(attachment) for attachment in attachments],
        deliveries=[programs.delivery_out(delivery) for delivery in followed],
        receipts=receipts,
        **programs.item(envelope),
    )


@router.get("/envelopes/{uid}/receipts", summary="回执", **_asks(READ, programs.Receipts))
def list_receipts(request: HttpRequest, uid: str, after: int = After, limit: int = Limit) -> Any:
    """信封的回执和签发它们的证书，按先后顺序。"""
    reading = mailboxes.readable_envelope(caller_of(request), uid)
    return _receipts(reading, [] if reading.is_sender else list(reading.deliveries), after, limit)


def _receipts(
    reading: mailboxes.Reading, followed: list[Delivery], after: int, limit: int
) -> programs.Receipts:
    """To the sender all; to a recipient those that speak of the whole envelope or of its own delivery."""
    found = Receipt.objects.filter(envelope=reading.envelope, pk__gt=after).order_by("pk")
    if not reading.is_sender:
        own = [delivery.pk for delivery in followed]
        found = found.filter(Q(delivery=None) | Q(delivery__in=own))
    rows = list(found[: limit + 1])
    numbers = {delivery.number for delivery in followed}
    shown = [receipt for receipt in rows[:limit] if reading.is_sender or _concerns(receipt, numbers)]
    return programs.Receipts(
        items=[programs.receipt_out(receipt) for receipt in shown],
        certificates=_certificates({receipt.certificate for receipt in shown}),
        after=rows[:limit][-1].pk if rows else after,
        more=len(rows) > limit,
    )


def _concerns(receipt: Receipt, numbers: set[int]) -> bool:
    if receipt.delivery_id:
        return True
    recipients = receipt.statement.recipients
    return not recipients or not numbers.isdisjoint(recipients)


def _certificates(fingerprints: Any) -> dict[str, str]:
    return {each.fingerprint: each.pem for each in Certificate.objects.filter(fingerprint__in=fingerprints)}


_BYTES = {200: {"description": "文件内容", "content": {"application/octet-stream": {"schema": _FILE}}}}


@router.get("/envelopes/{uid}/files/{digest}", summary="下载附件", **_asks(READ, None, responses=_BYTES))
def download(request: HttpRequest, uid: str, digest: str) -> HttpResponseBase:
    """附件按 SHA-256 取得，支持 Range 断点续传。"""
    envelope = mailboxes.readable_envelope(caller_of(request), uid).envelope
    held = envelope.attachments.select_related("stored").filter(stored__blob_id=digest)
    attachment = held.first() if mailboxes.DIGEST.fullmatch(digest) else None
    if attachment is None or not attachment.stored.is_clean:
        raise Http404
    stored = attachment.stored
    served = Served(
        digest=digest,
        size=stored.size,
        format=stored.format,
        charset=stored.charset,
        name=attachment.name,
        is_public=False,
        is_inline=False,
    )
    return answer(request, served)


@router.post("/envelopes/{uid}/withdraw", summary="撤回", **_asks(SEND, programs.Done))
def withdraw(request: HttpRequest, uid: str, asked: programs.Withdrawing) -> Any:
    """从还没有签收的收件方撤回。"""
    caller = caller_of(request)
    side, envelope = mailboxes.own_envelope(caller, uid)
    numbers = sorted(set(asked.numbers)) if asked.numbers is not None else None
    return programs.Done(count=recalling.withdraw(caller.actor, side, envelope, asked.reason, numbers))


@router.post("/envelopes/{uid}/urge", summary="催收", **_asks(SEND, programs.Done))
def urge(request: HttpRequest, uid: str, asked: programs.Urging) -> Any:
    """催促还没有签收的收件方；半小时内催过的不再催。"""
    caller = caller_of(request)
    side, envelope = mailboxes.own_envelope(caller, uid)
    numbers = sorted(set(asked.numbers)) if asked.numbers is not None else None
    return programs.Done(count=recalling.urge(caller.actor, side, envelope, numbers))


@router.post("/deliveries/{delivery_id}/sign", summary="签收", **_asks(SIGN, programs.State))
def sign(request: HttpRequest, delivery_id: programs.Id) -> Any:
    caller = caller_of(request)
    side, delivery = mailboxes.own_delivery(caller, delivery_id)
    return _state(answering.sign_for(caller.actor, side, [delivery.pk])[0])


@router.post("/deliveries/{delivery_id}/return", summary="退回", **_asks(SIGN, programs.State))
def return_delivery(request: HttpRequest, delivery_id: programs.Id, asked: programs.Returning) -> Any:
    """签收之前退回，须说明理由。"""
    caller = caller_of(request)
    side, delivery = mailboxes.own_delivery(caller, delivery_id)
    return _state(answering.return_delivery(caller.actor, side, delivery.pk, asked.reason))


def _state(delivery: Delivery) -> programs.State:
    return programs.State(id=delivery.pk, state=delivery.state, ended_at=delivery.ended_at)


@router.get("/kinds", summary="内容种类", **_asks(READ, list[programs.KindOut]))
def list_kinds(request: HttpRequest) -> Any:
    """能够发送的内容种类，以及各自内容的 JSON Schema。"""
    caller = caller_of(request)
    return [
        programs.KindOut(
            code=kind.code,
            version=kind.version,
            label=kind.label,
            category=kind.category,
            body=kind.body.model_json_schema(),
        )
        for kind in kinds.registered().values()
        if _is_offered(kind, caller) and kinds.newest(kind.code) is kind
    ]


def _is_offered(kind: Kind, caller: Caller) -> bool:
    """Documents and information are for everybody; what subsystems say to each other needs its own scope."""
    return kind.category != rules.SERVICE or caller.may(kind.code)


@router.get("/units", summary="收件单位", **_asks(READ, programs.Units))
def list_units(
    request: HttpRequest,
    q: str = Query("", max_length=60, title="名称、简称、曾用名、代码"),
    after: int = After,
    limit: int = Limit,
) -> Any:
    """现有的单位及其业务系统。"""
    found = Unit.objects.open().filter(pk__gt=after).select_related("parent").order_by("pk")
    rows = list((found.matching(q.strip()) if q.strip() else found)[: limit + 1])
    systems: dict[int, list[programs.Named]] = {unit.pk: [] for unit in rows}
    for system in System.objects.active().filter(unit__in=rows[:limit]).order_by("code"):
        systems[system.unit_id].append(programs.Named(code=system.code, name=system.name))
    items = [
        programs.UnitOut(
            id=unit.pk,
            code=unit.code,
            name=unit.name,
            short_name=unit.short_name,
            kind=unit.kind,
            parent=unit.parent.code if unit.parent else "",
            systems=systems[unit.pk],
        )
        for unit in rows[:limit]
    ]
    return programs.Units(items=items, after=items[-1].id if items else after, more=len(rows) > limit)


@router.get("/groups", summary="地址组", **_asks(READ, list[programs.GroupOut]))
def list_groups(request: HttpRequest) -> Any:
    """全市通用的和本单位的地址组。"""
    usable = AddressGroup.objects.usable_by(caller_of(request).system.unit)
    return [programs.GroupOut(id=group.pk, name=group.name) for group in usable]

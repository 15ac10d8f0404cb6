"""How do programs read items, hand in applications, follow them, and report to an upper platform?"""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Header, Query, Router, Status

from yiwang.kernel.audit.rules import Actor, canonical, sm3
from yiwang.kernel.cases import timing
from yiwang.kernel.cases.models import Event
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange import mailboxes
from yiwang.kernel.exchange.actions.alarms import alarmed
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.kernel.systems.actions.submissions import once
from yiwang.kernel.systems.admission import Bearer, Caller, caller_of
from yiwang.kernel.systems.faults import CODES, Fault
from yiwang.subsystems.approvals.applications import applying, programs, rules, tracking
from yiwang.subsystems.approvals.applications.actions import entering, exporting
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.applications.upper import building
from yiwang.subsystems.approvals.applications.upper.codes import OBJECTS, SETS
from yiwang.subsystems.approvals.items.models import Edition

router = Router(tags=["政务服务"])
Limit = Query(50, ge=1, le=programs.MOST_AT_ONCE, title="最多几条")
After = Query(0, ge=0, le=programs.LARGEST_ID, title="从此编号之后")


def _asks(scope: str, outcome: Any, code: int = 200) -> dict[str, Any]:
    """What every operation says: who may call it, what it answers, in which shape it refuses."""
    return {
        "auth": Bearer(scope),
        "response": {code: outcome, CODES: Fault},
        "openapi_extra": {"x-scope": scope},
    }


def _in_force() -> Any:
    return Edition.objects.in_force_on(today()).in_full()


@router.get("/items", summary="事项", **_asks(rules.READ_ITEMS, programs.Items))
def list_items(
    request: HttpRequest,
    unit: str = Query("", max_length=40, title="实施主体代码"),
    after: str = Query("", max_length=60, title="从此编码之后"),
    limit: int = Limit,
) -> Any:
    """今天生效的事项，按实施编码排列；把返回的 after 带到下一次请求，就接着往下读。"""
    found = _in_force().order_by("implementation__code")
    found = found.filter(implementation__code__gt=after)
    rows = list((found.filter(implementation__unit__code=unit) if unit else found)[: limit + 1])
    items = [programs.ItemOut(**programs.item_out(edition)) for edition in rows[:limit]]
    return programs.Items(items=items, after=items[-1].code if items else after, more=len(rows) > limit)


@router.get("/items/{code}", summary="办事指南", **_asks(rules.READ_ITEMS, programs.GuideOut))
def read_item(request: HttpRequest, code: str) -> Any:
    """一个事项的全部要素，包括申请材料、时限、办理岗位和申请表的 JSON Schema。"""
    edition = _in_force().filter(implementation__code=code).first()
    if edition is None:
        raise Http404
    elements = edition.elements.model_dump(mode="json")
    return programs.GuideOut(**programs.item_out(edition), elements=elements)


@router.post("/applications", summary="提交申请", **_asks(rules.APPLY, programs.ReceiptOut, 201))
def apply(
    request: HttpRequest,
    given: programs.ApplicationIn,
    idempotency_key: str = Header("", alias="Idempotency-Key", title="幂等键", max_length=200),
) -> Any:
    """代申请人提交；申请人凭编号和查询码在网上继续补正、查询和评价。

    附件先用 /exchange/files 上传。同一个 Idempotency-Key、同样的内容只收一次，再次请求得到同一个编号。
    """
    caller = caller_of(request)
    files = {each.code: mailboxes.uploads(caller, each.files) for each in given.materials}
    number, code = _handed_in_once(caller.actor, caller, idempotency_key, given, files)
    application = Application.objects.select_related("case").get(matter__number=number)
    return Status(201, programs.ReceiptOut(number=number, code=code, case=application.case.number))


@alarmed
def _handed_in_once(
    by: Actor, caller: Caller, key: str, given: programs.ApplicationIn, files: dict[str, list[StoredFile]]
) -> tuple[str, str]:
    """Number, and the code where it was handed in just now."""
    digests = {code: [stored.digest for stored in each] for code, each in files.items()}
    content = {**given.model_dump(mode="json"), "materials": digests}
    codes: list[str] = []

    def act() -> str:
        mailboxes.refuse_stale([stored for each in files.values() for stored in each])
        receipt = entering.enter(by, _ready(given, files), system=caller.system).receipt
        codes.append(receipt.code)
        return receipt.number

    digest = sm3(canonical(content).encode())
    number = once(caller.system, "approvals.application_register", key, digest, act)
    return number, codes[0] if codes else ""


def _ready(given: programs.ApplicationIn, files: dict[str, list[StoredFile]]) -> applying.Ready:
    edition = applying.edition_in_force(given.item)
    extras = applying.Extras(
        channel=given.channel,
        delivery=given.delivery.model_dump() if given.delivery else {},
        paper=[each.code for each in given.materials if each.is_on_paper],
        project=given.project,
        parent=given.parent,
    )
    return applying.checked(
        applying.of_edition(edition), given.answers, given.party.model_dump(), files, extras
    )


@router.get("/applications", summary="本系统提交的申请", **_asks(rules.APPLY, programs.Applications))
def list_applications(request: HttpRequest, after: int = After, limit: int = Limit) -> Any:
    """按提交先后列出，各带办理进度。"""
    own = _followed().filter(system=caller_of(request).system, pk__gt=after).order_by("pk")
    rows = list(own[: limit + 1])
    items = _progress(rows[:limit])
    return programs.Applications(
        items=items, after=rows[:limit][-1].pk if rows else after, more=len(rows) > limit
    )


@router.get("/applications/{number}", summary="办理进度", **_asks(rules.APPLY, programs.ProgressOut))
def read_application(request: HttpRequest, number: str) -> Any:
    """本系统提交的一件申请。"""
    own = _followed().filter(system=caller_of(request).system, matter__number=number)
    return _one(own.first())


@router.post("/progress", summary="凭编号和查询码查进度", **_asks(rules.APPLY, programs.ProgressOut))
def read_progress(request: HttpRequest, asked: programs.ProgressIn) -> Any:
    """任何渠道提交的申请；编号或查询码不对的次数有限制。只在与外网合并部署的平台上可用。"""
    caller = caller_of(request)
    reference = tracking.reference_of(asked.number, asked.code, f"system:{caller.system.pk}")
    return _one(_followed().filter(matter__reference=reference).first() if reference else None)


def _followed() -> Any:
    return Application.objects.select_related("case__unit", "case__clock", "matter")


def _one(application: Application | None) -> programs.ProgressOut:
    if application is None:
        raise Http404
    return _progress([application])[0]


def _progress(rows: list[Application]) -> list[programs.ProgressOut]:
    """One query for the steps of all."""
    told: dict[int, list[Event]] = {}
    for event in Event.objects.public().filter(case__in=[row.case_id for row in rows]).order_by("pk"):
        told.setdefault(event.case_id, []).append(event)
    return [programs.progress_out(row, told.get(row.case_id, []), timing.due_on(row.case)) for row in rows]


@router.get("/objects", summary="办件数据（十个对象）", **_asks(rules.REPORT, programs.Objects))
def list_objects(request: HttpRequest, after: int = After, limit: int = Limit) -> Any:
    """本单位及下属单位办件的事件，按发生先后转成申办、预受理、受理、审批、办结等十个对象，含申请人证件号码。

    limit 是事件数；一个事件可产生多个对象。把返回的 after 带到下一次请求，就接着往下读。
    """
    caller = caller_of(request)
    found = Event.objects.filter(pk__gt=after, case__kind=rules.KIND, kind__in=building.KINDS)
    unit = caller.system.unit
    if unit.parent_id is not None:
        found = found.filter(in_subtree("case__unit__path", unit.path))
    joined = found.select_related("step", "case__party", "case__unit", "case__clock")
    parts = ("case__materials", "case__pauses", "case__extensions")
    rows = list(joined.prefetch_related(*parts).order_by("pk")[: limit + 1])
    last = rows[:limit][-1].pk if rows else after
    items = [
        programs.ObjectOut(id=event.pk, object=number, name=OBJECTS[number], at=event.at, data=data)
        for event, number, data in building.built(rows[:limit])
    ]
    exporting.note_objects(caller.actor, after, last, len(items))
    return programs.Objects(items=items, after=last, more=len(rows) > limit)


@router.get("/codes", summary="代码集", **_asks(rules.REPORT, programs.CodesOut))
def list_codes(request: HttpRequest) -> Any:
    """十个对象使用的代码，按本平台的配置。"""
    return programs.CodesOut(
        objects={str(number): name for number, name in OBJECTS.items()},
        sets={name: dict(codes) for name, codes in SETS.items()},
    )

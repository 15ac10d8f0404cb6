"""How do the units' own systems report records to supervision?"""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Status

from yiwang.kernel.errors import Refused
from yiwang.kernel.systems.admission import Bearer, caller_of
from yiwang.kernel.systems.faults import CODES, Fault
from yiwang.subsystems.supervision.sources import programs, registry, rules
from yiwang.subsystems.supervision.sources.actions import reporting
from yiwang.subsystems.supervision.sources.actions.importing import Rehearsal
from yiwang.subsystems.supervision.sources.models import Import
from yiwang.subsystems.supervision.sources.reading import checking
from yiwang.subsystems.supervision.sources.registry import Source

router = Router(tags=["监察数据"])
LARGEST_ID = 2**63 - 1


def _asks(outcome: Any, code: int = 200) -> dict[str, Any]:
    """What every operation says: who may call it, what it answers, in which shape it refuses."""
    return {
        "auth": Bearer(rules.SCOPE),
        "response": {code: outcome, CODES: Fault},
        "openapi_extra": {"x-scope": rules.SCOPE},
    }


@router.get("/sources/", summary="数据源和字段", **_asks(list[programs.SourceOut]))
def list_sources(request: HttpRequest) -> Any:
    """可以报送的数据源，以及每条记录的字段。"""
    return [_source(each) for each in registry.imported().values()]


def _source(source: Source) -> programs.SourceOut:
    return programs.SourceOut(
        code=source.code,
        label=source.label,
        key=list(source.key),
        fields=[
            programs.FieldOut(code=each.code, label=each.label, kind=each.hint, is_required=each.is_required)
            for each in source.fields
        ],
    )


@router.post("/records/", summary="报送记录", **_asks(programs.OutcomeOut, 201))
def report(request: HttpRequest, given: programs.RecordsIn) -> Any:
    """一次最多500条；同一条记录再次报送时，内容相同不重复，内容不同作为新版本保存，旧版本保留。

    不合格的记录逐条退回，其余照常保存。只能报送本系统所属单位及下属单位的记录；负责数据源的单位可以报送全部。
    """
    caller = caller_of(request)
    source = registry.imported().get(given.source)
    if source is None:
        raise Refused(f"没有“{given.source}”这个数据源。", field="source")
    if given.is_trial:
        return Status(201, _tried(source, reporting.rehearse(caller.system, source, given.records)))
    return Status(201, _outcome(reporting.report(caller.actor, caller.system, source, given.records)))


@router.get("/records/imports/{pk}/", summary="一次报送的结果", **_asks(programs.OutcomeOut))
def read_import(request: HttpRequest, pk: int) -> Any:
    """本系统所属单位报送的一次。"""
    own = Import.objects.filter(unit=caller_of(request).system.unit)
    imported = own.filter(pk=pk).first() if 0 < pk <= LARGEST_ID else None
    if imported is None:
        raise Http404
    return _outcome(imported)


def _tried(source: Source, outcome: Rehearsal) -> programs.OutcomeOut:
    return programs.OutcomeOut(
        id=None,
        source=source.code,
        added=outcome.added,
        changed=outcome.changed,
        same=outcome.same,
        rejected=outcome.rejected,
        rejections=[_rejection(each) for each in outcome.faults],
        state="trial",
        at=None,
    )


def _outcome(imported: Import) -> programs.OutcomeOut:
    return programs.OutcomeOut(
        id=imported.pk,
        source=imported.source,
        added=imported.added,
        changed=imported.changed,
        same=imported.same,
        rejected=imported.rejected,
        rejections=[_rejection(each) for each in reporting.faults(imported)],
        state=imported.state,
        at=imported.ended_at,
    )


def _rejection(fault: checking.Fault) -> programs.RejectionOut:
    return programs.RejectionOut(row=fault.row, field=fault.field, value=fault.value, sentence=fault.sentence)

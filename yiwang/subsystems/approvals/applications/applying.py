"""Is an application complete and lawful before it is handed in? Hall, counter and programs ask the same.

``checked`` is called where the application is filled in: outside with the guide that the applicant reads, at
the counter and by a program with the edition in force. What it returns is the body of an intake submission of
kind ``approvals.application``; inside, ``actions.registering.register`` makes a case of it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.rules import marking_in, refuse_marked
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.prepared import ASKED, ASKED_DAY, Prepared
from yiwang.subsystems.approvals.applications import editions, messages, rules
from yiwang.subsystems.approvals.items.codes import AUDIENCES
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.models import Edition
from yiwang.subsystems.approvals.items.parts import Material
from yiwang.subsystems.approvals.sheets import answers as sheet_answers
from yiwang.subsystems.approvals.sheets.reading import read as read_sheet

ONLY_PAPER = "paper"
_IN_FORCE = Prepared(
    lambda implementation_id, on: (
        Edition.objects.in_force_on(on).in_full().filter(implementation=implementation_id)[:1]
    ),
    *(ASKED, ASKED_DAY),
)


@dataclass(frozen=True)
class Offered:
    """An item as the applicant sees it: ``number`` and ``digest`` of the edition."""

    code: str
    number: int
    digest: str
    elements: Elements


def edition_in_force(code: str) -> Edition:
    """The edition that holds today. Raises Refused for an item that takes no applications, saying why."""
    implementation = editions.implementation_of(code)
    if implementation is None:
        raise Refused("没有这个办理事项，请核对实施编码。", field="item")
    held = _IN_FORCE.rows(implementation.pk, today())
    if not held:
        raise Refused(editions.closed_sentence(implementation), field="item")
    return held[0]


def of_edition(edition: Edition) -> Offered:
    """Inside, at the counter or for a program; the edition in force."""
    return Offered(edition.implementation.code, edition.number, edition.digest, edition.elements)


@dataclass(frozen=True)
class Extras:
    """What an application says beside answers, party and files; ``paper``: codes handed in on paper."""

    channel: str = "2"
    delivery: Mapping[str, Any] = field(default_factory=dict)
    paper: Collection[str] = ()
    project: str = ""
    parent: str = ""
    signature: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Ready:
    """``data`` and ``files`` go into ``intake.actions.submissions.HandedIn`` as they are."""

    body: messages.Application
    files: tuple[StoredFile, ...]

    @property
    def data(self) -> dict[str, Any]:
        return self.body.model_dump(mode="json")


def checked(
    offered: Offered,
    answers: Mapping[str, Any],
    party: Mapping[str, Any],
    files: Mapping[str, Sequence[StoredFile]],
    extras: Extras | None = None,
) -> Ready:
    """The body to hand in; ``files`` by the code of the material.

    Raises Refused with the field (``party.identifier``, ``materials``, ``answers.<name>`` …) for the first
    thing that is wrong: identifiers, a party that the item is not for, answers, materials that are missing,
    a project code, the mark of a state secret.
    """
    said = extras or Extras()
    elements = offered.elements
    _check_channel(elements, said.channel)
    applicant = checked_party(elements, party)
    clean = _checked_answers(elements, answers)
    _check_materials(elements, files, said)
    ordered = tuple(dict.fromkeys(stored for given in files.values() for stored in given))
    data = {
        "item": offered.code,
        "item_name": elements.name,
        "edition": offered.number,
        "digest": offered.digest,
        "answers": clean,
        "party": applicant.model_dump(),
        "materials": list(_index(files, said.paper, ordered)),
        "delivery": _checked_delivery(elements, said.delivery),
        "channel": said.channel,
        "project": checked_project(elements, said.project),
        "parent": said.parent,
        "signature": said.signature,
    }
    body = _read(data)
    refuse_marked(marking_in("\n".join(_texts(clean))))
    return Ready(body, ordered)


def checked_party(elements: Elements, party: Mapping[str, Any]) -> messages.Party:
    """The party with identifiers in their canonical form."""
    kind, number_kind = str(party.get("kind", "")), str(party.get("identifier_kind", ""))
    if kind not in elements.audience:
        raise Refused(f"本事项的服务对象是{audience_words(elements)}，请核对申请人类型。", field="party.kind")
    if not str(party.get("name", "")).strip():
        raise Refused("请填写申请人名称。", field="party.name")
    rules.check_identifier_kind(kind, number_kind)
    clean = {
        **party,
        "identifier": _number(number_kind, str(party.get("identifier", "")), "party.identifier"),
    }
    agent = party.get("agent")
    if agent and agent.get("identifier"):
        number = _number(str(agent.get("identifier_kind", "")), agent["identifier"], "party.agent")
        clean["agent"] = {**agent, "identifier": number}
    try:
        return messages.Party.model_validate(clean)
    except ValidationError as fault:
        place = ".".join(str(part) for part in fault.errors()[0]["loc"])
        raise Refused("申请人信息填写有误，请核对后提交。", field=f"party.{place}") from None


def audience_words(elements: Elements) -> str:
    return "、".join(AUDIENCES[code] for code in elements.audience)


def _number(kind: str, number: str, place: str) -> str:
    try:
        return identifiers.check(kind, number)
    except Refused as refused:
        raise Refused(refused.sentence, field=place) from None


def _check_channel(elements: Elements, channel: str) -> None:
    if channel != rules.AT_COUNTER and channel not in elements.channels:
        raise Refused("本事项不能这样申请，请按办事指南列出的办理形式申请。", field="channel")


def _checked_answers(elements: Elements, answers: Mapping[str, Any]) -> dict[str, Any]:
    if not elements.sheet:
        if answers:
            raise Refused("本事项没有申请表，请刷新页面后重新提交。", field="answers")
        return {}
    try:
        return sheet_answers.read(read_sheet(elements.sheet), dict(answers))
    except Refused as refused:
        place = f"answers.{refused.field}" if refused.field else "answers"
        raise Refused(refused.sentence, field=place) from None


def asked(elements: Elements) -> list[rules.Asked]:
    """The materials as rules see them: what is due only in some cases, or only on paper, is not forced."""
    return [rules.Asked(each.code, each.name, is_forced(each)) for each in elements.materials_asked]


def is_forced(material: Material) -> bool:
    return material.is_required and not material.needed_when and material.form != ONLY_PAPER


def _check_materials(elements: Elements, files: Mapping[str, Sequence[StoredFile]], said: Extras) -> None:
    given = {code for code, stored in files.items() if stored} | set(said.paper)
    rules.check_materials(asked(elements), given)
    count = sum(len(stored) for stored in files.values())
    if count > rules.MOST_FILES:
        raise Refused(
            f"附件一共不能超过{rules.MOST_FILES}个，现有{count}个，请合并后上传。", field="materials"
        )
    for stored in (each for given_files in files.values() for each in given_files):
        if not stored.is_clean:
            raise Refused(f"“{stored.name}”不能提交：{stored.notice}", field="materials")


def _index(
    files: Mapping[str, Sequence[StoredFile]], paper: Collection[str], ordered: Sequence[StoredFile]
) -> Iterator[dict[str, Any]]:
    at = {stored: number for number, stored in enumerate(ordered)}
    for code, given in files.items():
        if given:
            yield {"code": code, "files": [at[stored] for stored in given]}
    for code in paper:
        if not files.get(code):
            yield {"code": code, "form": "paper"}


def _checked_delivery(elements: Elements, delivery: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(delivery) or {"way": elements.deliveries[0]}
    if given.get("way") not in elements.deliveries:
        raise Refused("本事项的结果不能这样送达，请重新选择送达方式。", field="delivery.way")
    is_posted = given["way"] == rules.EXPRESS
    if is_posted and not (given.get("name") and given.get("phone") and given.get("address")):
        raise Refused("选择邮寄送达的，请填写收件人、电话和地址。", field="delivery.address")
    return given


def checked_project(elements: Elements, project: str) -> str:
    """The investment project's code in its canonical form; empty where the item needs none."""
    if not project.strip():
        if elements.needs_project_code:
            raise Refused("本事项需要投资项目代码，请填写项目审批监管平台赋予的代码。", field="project")
        return ""
    try:
        return identifiers.project_code(project).text
    except Refused as refused:
        raise Refused(refused.sentence, field="project") from None


def _read(data: Mapping[str, Any]) -> messages.Application:
    try:
        return messages.Application.model_validate(data)
    except ValidationError as fault:
        place = ".".join(str(part) for part in fault.errors()[0]["loc"])
        raise Refused("申请内容填写有误，请修改后再提交。", field=place) from None


def _texts(value: Any) -> Iterator[str]:
    """Every text in the answers, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)

"""How is a certificate issued, under the next number of its kind?"""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.approvals.certificates import holders, rules
from yiwang.subsystems.approvals.certificates.actions.deeds import Said, done
from yiwang.subsystems.approvals.certificates.holders import Holder
from yiwang.subsystems.approvals.certificates.models import Certificate, Kind, Series


@dataclass(frozen=True)
class Issuing:
    """What is issued: ``kind`` is the name on the certificate; ``number`` only for one issued before.

    ``content``: what it allows; ``valid_until``: rules.UNLIMITED where it has no end.
    """

    kind: str
    holder: Holder
    unit: Unit
    content: str
    valid_from: date
    valid_until: date
    issued_on: date | None = None
    basis: str = ""
    decision_number: str = ""
    case: Case | None = None
    number: str = ""


@transaction.atomic
def issue(by: Actor, issuing: Issuing) -> Certificate:
    """Part of the caller's transaction: a decision that is rolled back leaves no gap in the numbers.

    Raises Refused for a holder's number that is wrong, a validity that ends before it begins, no content.
    """
    holder = holders.checked(issuing.holder)
    rules.check_validity(issuing.valid_from, issuing.valid_until)
    content = issuing.content.replace("\x00", "").strip()
    if not 1 <= len(content) <= rules.CONTENT_LENGTH:
        raise Refused(f"请填写许可内容，不超过{rules.CONTENT_LENGTH}字。", field="content")
    kind = kind_named(issuing.kind)
    issued_on = issuing.issued_on or today()
    certificate = Certificate(
        kind=kind,
        name=kind.name,
        number=_number_given(issuing.number) or _next_number(kind, issuing.unit, issued_on),
        **holders.columns(holder),
        unit=issuing.unit,
        unit_name=issuing.unit.name,
        case=issuing.case,
        decision_number=issuing.decision_number.strip()[:100],
        basis=(issuing.basis or kind.basis).strip(),
        content=content,
        issued_on=issued_on,
        valid_from=issuing.valid_from,
        valid_until=issuing.valid_until,
    )
    done(by, certificate, "issue", Said(decision_number=issuing.decision_number))
    return certificate


def kind_named(name: str) -> Kind:
    """The kind of that name, made with the usual rules where nobody registered it yet."""
    name = name.replace("\x00", "").strip()
    if not 2 <= len(name) <= 100:
        raise Refused("请填写证照名称，2至100字。", field="kind")
    found = Kind.objects.filter(name=name).first()
    if found:
        return found
    try:
        with transaction.atomic():
            kind = Kind.objects.create(name=name, code=f"new{name}"[:12])
            kind.code = f"ZZ{kind.pk:04d}"
            kind.save(update_fields=["code"])
    except IntegrityError:  # somebody else issued the first one at the same moment
        kind = Kind.objects.get(name=name)
    return kind


@transaction.atomic
def save_kind(by: Actor, kind: Kind) -> Kind:
    """Enter a kind or its changed rules; certificates that were issued keep their numbers."""
    rules.check_pattern(kind.pattern)
    is_new = kind.pk is None
    kind.save()
    record(by, "certificates.kind_save", kind, code=kind.code, pattern=kind.pattern, is_new=is_new)
    return kind


def _number_given(number: str) -> str:
    number = rules.read_number(number)
    if number and Certificate.objects.filter(number=number).exists():
        raise Refused(f"编号{number}已经登记过。", field="number")
    return number


def _next_number(kind: Kind, unit: Unit, day: date) -> str:
    """The next of the series, which stays locked until the certificate is written."""
    parts = {"code": kind.code, "unit": unit.code, "year": f"{day.year}"}
    key = rules.series_of(kind.pattern, parts)
    Series.objects.get_or_create(kind=kind, key=key)
    series = Series.objects.select_for_update().get(kind=kind, key=key)
    series.last += 1
    number = rules.number_of(kind.pattern, parts, series.last)
    if Certificate.objects.filter(number=number).exists():
        raise Refused(f"按编号规则应编{number}，但这个编号已经登记过，请修改编号规则。")
    series.save(update_fields=["last"])
    return number

"""What does the record of double publicity say of a decision, and may it be read at all?"""

from datetime import date

from yiwang.kernel.cases import parties
from yiwang.kernel.cases.parties import PartyFacts
from yiwang.kernel.deadlines.moments import day_of, shifted
from yiwang.kernel.deadlines.months import months_later
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.subsystems.approvals.applications.models import Application, Paper
from yiwang.subsystems.approvals.applications.papers.rules import LICENCE
from yiwang.subsystems.approvals.applications.publicity import rules
from yiwang.subsystems.approvals.items.elements import Elements

ADULT = 18
_LICENCE_KINDS = {"1": "普通", "2": "特许", "3": "认可", "4": "核准", "5": "登记", "9": "其他"}


def ground_of(application: Application, elements: Elements) -> str:
    """Why nobody may read it, of rules.GROUNDS; empty where it is to be published."""
    if elements.type != LICENCE:
        return "not_licence"
    if not elements.is_published:
        return "privacy"
    party = parties.facts_of(application.case.party)
    decided_on = day_of(application.case.decided_at or application.registered_at)
    return "minor" if _is_minor(party, decided_on) else ""


def _is_minor(party: PartyFacts, on: date) -> bool:
    if not (party.is_person and party.identifier_kind == identifiers.IDENTITY and party.identifier):
        return False
    born_on = identifiers.read_identity(party.identifier).born_on
    return (on.year - born_on.year) - ((on.month, on.day) < (born_on.month, born_on.day)) < ADULT


def record_of(application: Application, elements: Elements, paper: Paper) -> dict[str, str]:
    """By the national field codes, unmasked; what never ends, ends on 2099-12-31 (credit.md §9 no. 23)."""
    case = application.case
    decided_on = day_of(case.decided_at or paper.issued_at)
    organ = _organ_code(elements, application)
    result = elements.results[0] if elements.results else None
    months = result.validity_months if result else None
    fields = {
        **_party(parties.facts_of(case.party)),
        "XK_XKWS": paper.title,
        "XK_WSH": paper.number,
        "XK_XKLB": _LICENCE_KINDS.get(elements.licence, "普通"),
        "XK_XKZS": result.name if result else "",
        "XK_NR": case.reason or elements.name,
        "XK_JDRQ": decided_on.isoformat(),
        "XK_YXQZ": decided_on.isoformat(),
        "XK_YXQZI": (last_valid(decided_on, months) if months else rules.UNLIMITED).isoformat(),
        "XK_XKJG": paper.unit_name,
        "XK_XKJGDM": organ,
        "XK_ZT": rules.VALID,
        "XK_LYDW": paper.unit_name,
        "XK_LYDWDM": organ,
        "BZ": application.project and f"投资项目代码：{application.project}",
    }
    return {code: value for code, value in fields.items() if value}


def _party(party: PartyFacts) -> dict[str, str]:
    if party.is_person:
        kind = identifiers.KINDS.get(party.identifier_kind, "")
        return {
            "XK_XDR_MC": party.name,
            "XK_XDR_LB": rules.NATURAL,
            "XK_XDR_ZJLX": kind,
            "XK_XDR_ZJHM": party.identifier,
        }
    is_credit = party.identifier_kind == identifiers.CREDIT
    return {
        "XK_XDR_MC": party.name,
        "XK_XDR_LB": rules.LEGAL_PERSON,
        "XK_XDR_SHXYM": party.identifier if is_credit else "",
        "XK_XDR_ZZJG": "" if is_credit else party.identifier[:9],
        "XK_FRDB": party.representative,
    }


def _organ_code(elements: Elements, application: Application) -> str:
    """The credit code that an implementation code begins with, otherwise the code of the unit ledger."""
    candidate = elements.code[:18]
    is_credit = not identifiers.judged(identifiers.CREDIT, candidate).fault
    return candidate if is_credit else application.case.unit.code[:18]


def last_valid(day: date, months: int) -> date:
    """The last day of a validity in months: the day before the same day (民法典 art. 202)."""
    return shifted(months_later(day, months), days=-1)

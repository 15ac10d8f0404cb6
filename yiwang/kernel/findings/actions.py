"""What enters a finding, and what ends it?"""

from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.findings import followers, rules
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import Found
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.prepared import insert_all

BATCH = 500


@transaction.atomic
def find(by: Actor, founds: Sequence[Found]) -> list[Finding]:
    """Those that are new; a fact that was found before is passed over, however it ended.

    A few statements for any number up to BATCH, and those of whatever follows. Two workers that find the
    same at once: the later one's transaction fails as a whole (IntegrityError); tried again it finds
    nothing new.
    """
    by_fact = {found.fact: found for found in founds}
    known = set(Finding.objects.filter(fact__in=by_fact).values_list("fact", flat=True))
    fresh = [found for fact, found in by_fact.items() if fact not in known]
    if not fresh:
        return []
    names = dict(Unit.objects.filter(pk__in={each.unit_id for each in fresh}).values_list("pk", "name"))
    findings = [_finding(found, names) for found in fresh if found.unit_id in names]
    insert_all(findings)
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.rule] = counts.get(finding.rule, 0) + 1
    record(by, "findings.finding_enter", findings[0], count=len(findings), rules=counts)
    followers.tell(findings)
    return findings


@transaction.atomic
def close(by: Actor, finding_id: int, reason: str) -> Finding:
    """Put right, or answered for. Raises Refused without reason and for one that ended."""
    return _end(by, finding_id, rules.CLOSED, reason, "findings.finding_close")


@transaction.atomic
def dismiss(by: Actor, finding_id: int, reason: str) -> Finding:
    """It was none: it no longer counts."""
    return _end(by, finding_id, rules.DISMISSED, reason, "findings.finding_dismiss")


@transaction.atomic
def overturn(by: Actor, finding_id: int, reason: str) -> Finding:
    """It was closed, and turned out to be none after all (an appeal was right): it no longer counts."""
    return _end(by, finding_id, rules.DISMISSED, reason, "findings.finding_dismiss", rules.CLOSED)


def _end(
    by: Actor, finding_id: int, state: str, reason: str, event: str, before: str = rules.OPEN
) -> Finding:
    reason = rules.reason(reason)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding_id)
    rules.check_state(finding.state, before)
    finding.state, finding.reason = state, reason
    finding.ended_at, finding.ended_by = now(), by.person[:80]
    finding.save(update_fields=["state", "reason", "ended_at", "ended_by"])
    record(by, event, finding, reason=reason)
    return finding


def _finding(found: Found, names: dict[int, str]) -> Finding:
    return Finding(
        rule=found.rule,
        label=found.label[:120],
        basis=found.basis[:300],
        colour=found.colour,
        fact=found.fact,
        unit_id=found.unit_id,
        unit_name=names[found.unit_id],
        subject_kind=found.matter.kind,
        subject_key=found.matter.key,
        title=found.matter.title[: rules.TITLE_LENGTH],
        address=found.matter.address[:200],
        item=found.matter.item[:120],
        happened_at=found.happened_at,
        found_at=now(),
        evidence=[list(each) for each in found.evidence],
        is_trial=found.is_trial,
    )

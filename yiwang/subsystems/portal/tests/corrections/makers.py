"""Corrections as the public hands them in, and who handles them."""

from collections.abc import Callable
from typing import Any

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, submit
from yiwang.kernel.intake.contacts import NOBODY
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import make_post, make_root
from yiwang.subsystems.portal.corrections import rules
from yiwang.subsystems.portal.models import Correction


def make_corrector(**changes: Any) -> Post:
    return make_post(**{"unit": make_root(), "roles": ["portal_corrector"], **changes})


def make_fault(**changes: Any) -> Submission:
    """What somebody handed in, on the outer side."""
    contact, files = changes.pop("contact", NOBODY), changes.pop("files", ())
    data = {"page": "/c/news/", "fault": "错别字", "text": "“即使”应为“及时”。", **changes}
    handed = HandedIn(rules.KIND, codes.new_token(), data, contact, files)
    return submit(PUBLIC, handed).submission


def make_correction(commits: Callable[[], Any], **changes: Any) -> Correction:
    """The same, taken in on the inner side."""
    with commits():
        submission = make_fault(**changes)
    return Correction.objects.get(matter__reference=submission.reference)


def submission_of(correction: Correction) -> Submission:
    return Submission.objects.get(reference=correction.matter.reference)

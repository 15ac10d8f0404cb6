"""What do the clocks of publicity and of bad ratings run for?"""

from collections.abc import Collection

from yiwang.kernel.deadlines.subjects import About
from yiwang.subsystems.approvals.applications.models import FollowUp, Publicity


def about_publicity(keys: Collection[str]) -> dict[str, About]:
    found = Publicity.objects.filter(pk__in=keys).select_related("application__case")
    return {
        str(each.pk): About(f"许可结果公示：{_case(each)}", f"/office/applications/publicity/{each.pk}/")
        for each in found
    }


def about_follow_ups(keys: Collection[str]) -> dict[str, About]:
    found = FollowUp.objects.filter(pk__in=keys).select_related("application__case")
    return {
        str(each.pk): About(f"差评整改：{_case(each)}", f"/office/applications/follow-ups/{each.pk}/")
        for each in found
    }


def _case(each: Publicity | FollowUp) -> str:
    case = each.application.case
    return f"{case.number} {case.title}"

"""Which guide does the public read, apply by, and find? (outer side)"""

from django.db.models import F

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.approvals.items.models import Guide, GuideEdition, GuideFile


def open_guide(code: str) -> Guide:
    """With its elements. Raises Refused where it is unknown here or nobody can apply any more."""
    guide = known_guide(code)
    if guide is None:
        raise Refused("没有这个办事事项，请从事项列表重新查找。")
    if not guide.is_open:
        raise Refused(f"此事项已停止受理：{guide.ended_because}。{_instead(guide)}")
    return guide


def known_guide(code: str) -> Guide | None:
    """Also one that has ended, with its elements."""
    return Guide.objects.with_elements().filter(code=code).first()


def _instead(guide: Guide) -> str:
    successor = Guide.objects.open().filter(code=guide.successor_code).first()
    return f"请改办“{successor.name}”。" if successor else "如有疑问，请咨询政务服务热线。"


def edition_of(guide: Guide, number: int) -> GuideEdition | None:
    """What the guide said in an earlier edition: for drafts that were begun with it."""
    return guide.editions.filter(number=number).first()


def files_of(guide: Guide) -> dict[str, StoredFile]:
    """The samples and blank forms of the current edition by digest; one query."""
    shown = GuideFile.objects.filter(edition=guide.current_id).select_related("stored")
    return {each.stored.digest or "": each.stored for each in shown}


def shows_file(stored: StoredFile, post: Post | None) -> bool:
    """To everybody, while an open guide shows it."""
    shown = GuideFile.objects.filter(stored=stored, edition__guide__is_open=True)
    return shown.filter(edition__guide__current=F("edition")).exists()


def held_files(ids: set[int]) -> set[int]:
    """Those of the ids that a guide holds, in earlier editions too."""
    return set(GuideFile.objects.filter(stored__in=ids).values_list("stored", flat=True))

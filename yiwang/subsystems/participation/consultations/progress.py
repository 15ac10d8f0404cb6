"""What does the public read of the opinions, once the feedback is there? (outer side)"""

from typing import Any

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.models import Consultation, OpenConsultation


def with_opinions(shown: OpenConsultation) -> list[dict[str, Any]]:
    """Each clause with the opinions told of it; ``begins``: the chapter that begins with it."""
    told = _told(shown)
    heading = ""
    found = []
    for clause in shown.clauses:
        begins = clause["heading"] if clause["heading"] != heading else ""
        heading = clause["heading"] or heading
        found.append({**clause, "begins": begins, "opinions": told.get(clause["number"], [])})
    return found


def of_whole(shown: OpenConsultation) -> list[dict[str, Any]]:
    return _told(shown).get(0, [])


def _told(shown: OpenConsultation) -> dict[int, list[dict[str, Any]]]:
    told: dict[int, list[dict[str, Any]]] = {}
    for one in (shown.feedback or {}).get("opinions", []):
        worded = {
            **one,
            "label": rules.VERDICTS[one["verdict"]],
            "tone": rules.VERDICT_TONES[one["verdict"]],
        }
        told.setdefault(one["clause"], []).append(worded)
    return told


def figures(shown: OpenConsultation) -> list[tuple[str, int]]:
    """Opinions by verdict, all of them first; empty while there is no feedback."""
    if not shown.feedback:
        return []
    counted = shown.feedback["figures"]
    total = sum(counted.values())
    return [("意见总数", total), *((label, counted.get(code, 0)) for code, label in rules.VERDICTS.items())]


def shows_file(stored: StoredFile, post: Post | None) -> bool:
    """To everybody, while a draft shows it."""
    return OpenConsultation.objects.published().filter(files=stored).exists()


def shows_draft_file(stored: StoredFile, post: Post | None) -> bool:
    """Inside, to whoever sees the consultation."""
    return post is not None and Consultation.objects.visible_to(post).filter(files=stored).exists()


def held_files(ids: set[int]) -> set[int]:
    held: set[int] = set()
    for through in (OpenConsultation.files.through, Consultation.files.through):
        held |= set(through.objects.filter(storedfile__in=ids).values_list("storedfile", flat=True))
    return held

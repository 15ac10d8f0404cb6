"""Which rows were ticked?"""

from yiwang.kernel.organizations.acting import OfficeRequest


def ids_of(request: OfficeRequest, name: str) -> list[int]:
    """Nonsense is left out; what was ticked twice counts once."""
    given = dict.fromkeys(request.POST.getlist(name))
    return [int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 19]

"""Whose mail does a request read, and which list does it come from?"""

from yiwang.kernel.exchange.parties import Side, mail_unit
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Unit


def own_unit(request: OfficeRequest) -> Unit:
    """The unit whose mail the acting post handles."""
    return mail_unit(request.post)


def side_of(request: OfficeRequest) -> Side:
    return Side(own_unit(request))


def without(request: OfficeRequest, *names: str) -> str:
    """The query of a list without some of its parameters, for links and tabs."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()


def numbers_in(given: list[str]) -> list[int]:
    """Those of the values sent by a form that are numbers."""
    return [int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 18]

"""How did the hall of the demonstration city come to its windows, and who draws a number there today?"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.catalogue.organs import CENTER, HOURS
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.exchange.actions.delivering import deliver_waiting
from yiwang.subsystems.approvals.counter import days as places
from yiwang.subsystems.approvals.counter import rules
from yiwang.subsystems.approvals.counter.actions import booking, calling, halls, owing, queueing
from yiwang.subsystems.approvals.counter.models import Offer, Service, Ticket, Window

MANAGER, CLERK = "lu.shouchuang", "wen.yinghe"
CODE = "center"
SLOTS = "09:00-10:00 6\n10:00-11:00 6\n15:00-16:00 6\n16:00-17:00 4"
# Letter, name, what it covers, whose items (short names).
SERVICES = (
    ("A", "企业开办和准营", "营业执照、食品药品经营许可", ("市市场监管局", "市行政审批局")),
    ("B", "社保和医保", "参保、待遇、异地就医", ("市人力资源社会保障局", "市医保局")),
    ("C", "不动产和住房公积金", "登记、查询、提取、贷款", ("市自然资源和规划局", "市公积金中心")),
    ("D", "公安出入境和户政", "身份证、护照、落户", ("市公安局",)),
    ("E", "综合受理", "其他事项", ()),
)
# Number and the letters that are called there.
WINDOWS = ((1, "AE"), (2, "AE"), (3, "B"), (4, "B"), (5, "C"), (6, "C"), (7, "D"), (8, "D"))
OPENED = 200  # working days ago
QUEUE = "AABDCAEBAD"
# Letter, which of the free places, by whom, for what.
BOOKED = (
    ("D", 0, "何女士", "孩子第一次办护照"),
    ("C", 1, "高先生", "二手房转移登记"),
    ("A", 5, "云泽市新禾餐饮", "咨询开店一件事"),
)
FIRST_NUMBER_AT = 8 * 60 + 35


def counters(cast: Cast, days: Days) -> Iterator[Act]:
    """The hall opens; on the last working day people draw numbers and the first ones are served."""
    yield Act(at(days.back(OPENED), 10 * 60), partial(_open, cast))
    day = days.back(0)
    for number, letter in enumerate(QUEUE):
        yield Act(at(day, FIRST_NUMBER_AT + 3 * number), partial(_draw, letter))
    for number, booked in enumerate(BOOKED):
        yield Act(at(day, 16 * 60 + 5 * number), partial(_book, *booked))
    for number in range(3):
        yield Act(at(day, 9 * 60 + 20 + 12 * number), partial(_serve, cast))
        yield Act(at(day, 9 * 60 + 29 + 12 * number), partial(_finish, cast))


def _open(cast: Cast) -> None:
    by = cast.by(MANAGER)
    about = {"name": "云泽市政务服务中心", "address": CENTER, "hours": HOURS, "is_open": True}
    hall = halls.open_hall(by, cast.units["市政府"], CODE, about)
    services = {row[0]: halls.put_service(by, hall.pk, _service(cast, *row)) for row in SERVICES}
    for number, letters in WINDOWS:
        called = [services[letter] for letter in letters]
        said = {"number": number, "name": "", "services": called, "is_open": True}
        halls.put_window(by, hall.pk, said)
    _cross()


def _service(cast: Cast, letter: str, name: str, covers: str, units: tuple[str, ...]) -> dict[str, Any]:
    return {
        "letter": letter,
        "name": name,
        "covers": covers,
        "themes": [],
        "units": [cast.units[unit] for unit in units],
        "slots": SLOTS,
        "days_ahead": 10,
        "is_open": True,
    }


def _draw(letter: str) -> None:
    service = Service.objects.get(hall__code=CODE, letter=letter)
    queueing.take_ticket(PUBLIC, service.pk, rules.KIOSK)


def _book(letter: str, place: int, called: str, matter: str) -> None:
    offer = Offer.objects.get(letter=letter)
    free = [each for day in places.open_places(offer) for each in day.places if each.left]
    if place < len(free):  # fewer at the turn of a year whose days off are not known yet
        booking.book(PUBLIC, offer.pk, free[place].value, called, matter)
        _cross()


def _serve(cast: Cast) -> None:
    by = cast.by(CLERK)
    window = Window.objects.get(hall__code=CODE, number=1)
    if window.clerk_id is None:
        calling.sit(by, window.pk)
    ticket = calling.call_next(by, window.pk)
    if ticket:
        calling.start(by, ticket.pk)


def _finish(cast: Cast) -> None:
    current = Ticket.objects.at_window().filter(window__number=1).first()
    if current:
        calling.finish(cast.by(CLERK), current.pk)


def _cross() -> None:
    owing.send_waiting()
    deliver_waiting()

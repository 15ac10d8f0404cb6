"""The city of the rehearsal: articles that are published again and again, some with files, and its makers."""

import os
import random
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

ARTICLES = 24
WITH_FILES_EVERY = 3
ORIGIN = "faults.publishing"


def prepared() -> dict[str, bytes]:
    """A site whose every page is a file; the addresses of its attachments with their bytes."""
    from bench.portal import made, published_article  # noqa: PLC0415 - Django is set up only now
    from yiwang.kernel.files.tests.makers import make_pdf, make_stored  # noqa: PLC0415
    from yiwang.subsystems.portal.pages.tests.makers import make_large  # noqa: PLC0415

    published_article(1)
    files: dict[str, bytes] = {}
    for number in range(0, ARTICLES, WITH_FILES_EVERY):
        content = make_large() if number == 0 else make_pdf(rest=b"%% %d\n" % number)
        stored = make_stored(content, f"附件{number}.{'zip' if number == 0 else 'pdf'}")
        files[stored.address()] = content
        _stored[number] = stored.pk
    for number in range(ARTICLES):
        publish(number, 1)
    made()
    return files


_stored: dict[int, int] = {}


def publish(number: int, edition: int) -> None:
    """An article that says its edition at the beginning and at the end."""
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415 - Django is set up only now
    from yiwang.kernel.publications import actions  # noqa: PLC0415
    from yiwang.kernel.publications.content import Content  # noqa: PLC0415

    body = (
        f"<p>第{edition}版之首</p>{'<p>全市各级各部门要扎实推进各项工作。</p>' * 60}<p>第{edition}版之尾</p>"
    )
    files = ((_stored[number], "附件"),) if number in _stored else ()
    actions.publish(
        SYSTEM,
        (ORIGIN, number),
        Content(
            title=f"演练稿件第 {number} 号",
            body=body,
            summary=f"演练稿件第 {number} 号",
            kind="news",
            columns=("column-2",),
            files=files,
            published_at=begun(),
        ),
    )


def begun() -> Any:
    """The moment at which all of them were first published: two hours ago, so that no clock hides them."""
    from yiwang.kernel.publications.models import Publication  # noqa: PLC0415 - Django is set up only now

    first = Publication.objects.order_by("pk").values_list("published_at", flat=True).first()
    return first - timedelta(hours=2) if first else None


def addresses() -> tuple[str, ...]:
    """Every page that readers ask for."""
    from yiwang.subsystems.portal.pages.models import Page  # noqa: PLC0415 - Django is set up only now

    paths = Page.objects.exclude(path__startswith="/feed/").values_list("path", flat=True)
    own = Page.objects.filter(path="/feed/").values_list("path", flat=True)
    return tuple(path for path in (*paths, *own) if path != "/robots.txt" and path != bare())


def bare() -> str:
    """The article of the bench, which says no edition."""
    from yiwang.kernel.publications.models import Publication  # noqa: PLC0415 - Django is set up only now

    return Publication.objects.exclude(origin_kind=ORIGIN).get().address


def publishing(seed: int) -> None:
    """Publish, publish anew and withdraw, until killed."""
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415 - Django is set up only now
    from yiwang.kernel.publications.actions import withdraw  # noqa: PLC0415
    from yiwang.kernel.publications.models import Publication  # noqa: PLC0415

    chance = random.Random(seed)
    while True:
        number = chance.randrange(ARTICLES)
        held = Publication.objects.get(origin_kind=ORIGIN, origin_id=str(number))
        if chance.random() < 0.15 and not held.is_withdrawn:
            withdraw(SYSTEM, held, "error", "演练中撤下")
        else:
            publish(number, chance.randrange(2, 10**6))


def working() -> None:
    """What ``yiwang worker`` does."""
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up only now

    call_command("worker", every=0.1, stdout=_nowhere())


def _nowhere() -> Any:
    return open(os.devnull, "w", encoding="utf-8")


def begun_as_process(deed: Callable[[], None]) -> int:
    """A process that does this until it is killed; its number."""
    from django.db import connections  # noqa: PLC0415 - Django is set up only now

    from yiwang.kernel.workbench.management.commands.serve import end_with_parent  # noqa: PLC0415

    connections.close_all()
    process = os.fork()
    if process:
        return process
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    silence()
    try:
        deed()
    except BaseException as fault:  # noqa: BLE001 - a fork must never come back into the rehearsal
        os.write(2, f"{type(fault).__name__}: {fault}\n".encode())
    os._exit(1)


def silence() -> None:
    """What the rehearsal provokes is no news."""
    import logging  # noqa: PLC0415

    logging.disable(logging.CRITICAL)


def killed(*processes: int) -> int:
    """SIGKILL; how many of them were still at it."""
    for process in processes:
        os.kill(process, signal.SIGKILL)
    return sum(os.WIFSIGNALED(os.waitpid(process, 0)[1]) for process in processes)

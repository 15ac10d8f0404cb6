"""Is every article wholly published or not at all, when the processes that publish are killed?

``python -m faults.publish_killed [--json] [--kills 60] [--articles 120]``: on its own database, articles
stand reviewed or scheduled; a process publishes them, publishes what is due, withdraws some, and is killed by
SIGKILL at a random moment, ``--kills`` times. After every kill each article is looked at: state, publication,
column, search entry and audit entries say the same, and the chain of the record holds. With ``DATABASE_URL``
it runs on PostgreSQL.
"""

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from typing import Any

from bench.rig import database, show

WITHDRAWN_EVERY = 4


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--articles", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with database("publish_killed"):
        publisher = prepared(asked.articles)
        chance = random.Random(asked.seed)
        halves: list[str] = []
        interrupted = 0
        for _ in range(asked.kills):
            interrupted += killed_once(publisher, chance)
            halves += half_done()
        publish_all(publisher)
        halves += half_done()
        states = counted()
    left = asked.articles - states.get("published", 0) - states.get("withdrawn", 0)
    show(
        {"kills": asked.kills, "interrupted": interrupted, "half_done": len(halves), "left": left, **states},
        as_json=asked.json,
    )
    for sentence in halves[:20]:
        print(sentence, file=sys.stderr)
    return 1 if halves or left or not interrupted else 0


def killed_once(publisher: int, chance: random.Random) -> bool:
    """Let a process publish and kill it at a random moment of its work; whether it was still at it."""
    from django.db import connections  # noqa: PLC0415 - Django is set up only now

    connections.close_all()
    process = os.fork()
    if process == 0:
        publish_all(publisher)
        os._exit(0)
    time.sleep(chance.uniform(0.01, 0.15))
    os.kill(process, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


def publish_all(post_id: int) -> None:
    """Publish everything that can be published, withdrawing some again, and everything that is due."""
    from yiwang.kernel.organizations.acting import actor  # noqa: PLC0415
    from yiwang.kernel.organizations.models import Post  # noqa: PLC0415
    from yiwang.subsystems.portal.actions import workflow  # noqa: PLC0415
    from yiwang.subsystems.portal.models import Article  # noqa: PLC0415
    from yiwang.subsystems.portal.rules import State  # noqa: PLC0415

    post = Post.objects.in_full().get(pk=post_id)
    by = actor(post.person, post)
    for number, article in enumerate(Article.objects.standing(State.REVIEWED).order_by("pk")):
        workflow.publish(by, article.pk)
        if number % WITHDRAWN_EVERY == 0:
            workflow.withdraw(by, article.pk, "error", "演练中撤下")
        if number % 3 == 0:
            workflow.publish_due()
    workflow.publish_due()


def prepared(count: int) -> int:
    """People of every role, and articles reviewed (two of three) or scheduled; the publisher's post."""
    from django.db import transaction  # noqa: PLC0415 - Django is set up only now

    from yiwang.kernel.deadlines.moments import now, shifted  # noqa: PLC0415
    from yiwang.kernel.organizations.tests.makers import actor  # noqa: PLC0415
    from yiwang.subsystems.portal.actions import workflow  # noqa: PLC0415
    from yiwang.subsystems.portal.models import Article  # noqa: PLC0415
    from yiwang.subsystems.portal.tests import makers  # noqa: PLC0415

    author, reviewer, publisher = (
        makers.make_officer(role) for role in (makers.AUTHOR, makers.REVIEWER, makers.PUBLISHER)
    )
    column = makers.make_column()
    with transaction.atomic():
        for number in range(count):
            article = makers.make_article(author, column_id=column.pk, title=f"演练第 {number} 篇")
            workflow.submit(actor(author), article.pk)
            workflow.review(actor(reviewer), article.pk)
            if number % 3 == 0:
                workflow.schedule(actor(publisher), article.pk, shifted(now(), seconds=600))
    Article.objects.exclude(publish_at=None).update(publish_at=shifted(now(), seconds=-1))
    return publisher.pk


def half_done() -> list[str]:
    """One sentence for every article whose traces do not agree, and for a broken record."""
    from yiwang.kernel.audit.proof import proved_database, stored_rows  # noqa: PLC0415
    from yiwang.subsystems.portal.models import Article  # noqa: PLC0415

    traces = traces_of_all()
    wrong = [
        f"{article} ({article.state}): {traces[article.pk]}"
        for article in Article.objects.order_by("pk")
        if not agrees(article, traces[article.pk])
    ]
    broken = proved_database(stored_rows(), 1).broken
    return wrong + ([f"The record is broken: {broken.sentence}"] if broken else [])


def traces_of_all() -> dict[int, Counter[str]]:
    """How many of each trace every article left: publication, placement, search entry, audit entries."""
    from yiwang.kernel.audit.models import Entry  # noqa: PLC0415
    from yiwang.kernel.publications.models import Publication  # noqa: PLC0415
    from yiwang.kernel.search.models import Entry as Found  # noqa: PLC0415
    from yiwang.subsystems.portal.models import Article  # noqa: PLC0415

    traces: dict[int, Counter[str]] = {pk: Counter() for pk in Article.objects.values_list("pk", flat=True)}
    found = set(Found.objects.filter(kind="publication").values_list("object_id", flat=True))
    of_publication: dict[str, int] = {}
    for publication in Publication.objects.prefetch_related("placements"):
        article = int(publication.origin_id)
        of_publication[str(publication.pk)] = article
        traces[article][publication.state] += 1
        traces[article]["placement"] += len(publication.placements.all())
        traces[article]["search"] += str(publication.pk) in found
    for act, kind, subject in Entry.objects.values_list("act", "subject_kind", "subject_id"):
        if act in {"portal.article_publish", "portal.article_withdraw"}:
            traces[int(subject)][act] += 1
        elif kind == "publications.publication":
            traces[of_publication[subject]][act] += 1
    return traces


def agrees(article: Any, traces: Counter[str]) -> bool:
    """Published: all traces once. Withdrawn: both acts once, nothing readable. Otherwise: no trace."""
    published = {"published": 1, "placement": 1, "search": 1, "portal.article_publish": 1}
    withdrawn = {"withdrawn": 1, "portal.article_publish": 1, "portal.article_withdraw": 1}
    acts = {"publications.publication_publish": 1}
    expected = {
        "published": published | acts,
        "withdrawn": withdrawn | acts | {"publications.publication_withdraw": 1},
    }
    is_live = article.publication_id is not None
    return +traces == Counter(expected.get(article.state, {})) and is_live == (article.state == "published")


def counted() -> dict[str, int]:
    from yiwang.subsystems.portal.models import Article  # noqa: PLC0415

    return dict(Counter(Article.objects.values_list("state", flat=True)))


if __name__ == "__main__":
    sys.exit(main())

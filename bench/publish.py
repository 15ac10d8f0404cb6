"""How long after "publish" is an article visible everywhere, and how fast is a site rebuilt?

``python -m bench.publish [--json] [--sizes 1000,10000,100000] [--times 40] [--rebuilt 0]``: in a database
and a tree of its own, a site grows to each size; every page is made; then articles are published one by
one, and the time is taken until the files of the article, its column, the front page, the feeds and the
site map all show it. The last and largest rebuild is measured: pages a second, and the most memory that it
took. ``--rebuilt``: no more pages than so many are made at each size, the others count as made, for a
hurried look.
"""

import argparse
import os
import resource
import sys
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from bench.rig import database, show

SHORT = {1000: "1k", 10_000: "10k", 100_000: "100k"}
COLUMNS = 7
BATCH = 2000


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--rebuilt", type=int, default=0)
    asked = parser.parse_args()
    os.environ["YIWANG_PAGES"] = "watched"
    figures: dict[str, float | int | str] = {}
    with database("publish"):
        prepare()
        for size in [int(one) for one in asked.sizes.split(",")]:
            grow(size)
            began = perf_counter()
            made = rebuild(asked.rebuilt or sys.maxsize)
            figures["rebuild_pages_per_s"] = round(made / (perf_counter() - began), 1)
            figures["rebuilt_pages"] = made
            figures["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
            taken = [published(number) for number in range(asked.times)]
            figures[f"p95_ms_{SHORT.get(size, size)}"] = round(quantiles(taken, n=20)[18] * 1000, 1)
            print(figures, file=sys.stderr)
    show(figures, as_json=asked.json)
    return 0


def prepare() -> None:
    """A site with seven columns and people that publish."""
    from bench.portal import published_article  # noqa: PLC0415 - Django is set up only now

    published_article(1)


def grow(size: int) -> None:
    """Articles until there are so many, over the last ten years, in the columns by turns."""
    from yiwang.kernel.deadlines.moments import now, shifted  # noqa: PLC0415
    from yiwang.kernel.publications.models import Placement, Publication  # noqa: PLC0415

    first = Publication.objects.order_by("pk").first()
    have, moment = Publication.objects.count(), now()
    for start in range(have, size, BATCH):
        rows = []
        for number in range(start, min(start + BATCH, size)):
            at = shifted(moment, minutes=-50 * (size - number))
            rows.append(
                Publication(
                    **{
                        name: getattr(first, name)
                        for name in ("kind", "site", "body", "text", "summary", "source")
                    },
                    origin_kind="bench.grown",
                    origin_id=str(number),
                    state="published",
                    is_released=True,
                    published_at=at,
                    changed_at=at,
                    title=f"关于做好第 {number} 项重点工作的通知",
                )
            )
        Publication.objects.bulk_create(rows, batch_size=500)
        Placement.objects.bulk_create(
            [
                Placement(
                    publication=row,
                    site="main",
                    column=f"column-{int(row.origin_id) % COLUMNS}",
                    published_at=row.published_at,
                )
                for row in rows
            ],
            batch_size=500,
        )


def rebuild(most: int) -> int:
    """Every page of the site, as ``yiwang publish --all`` does it."""
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415
    from yiwang.subsystems.portal.pages import making  # noqa: PLC0415
    from yiwang.subsystems.portal.pages.actions.remaking import remake_all  # noqa: PLC0415
    from yiwang.subsystems.portal.pages.models import Page  # noqa: PLC0415

    remake_all(SYSTEM, None)
    made = making.make_due(most, seconds=float("inf"), at_once=making.IN_BULK)
    Page.objects.stale().update(state="made", stale_at=None)
    return made


def published(number: int) -> float:
    """Seconds from the deed to the last of the files that have to show it."""
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415
    from yiwang.kernel.deadlines.moments import now  # noqa: PLC0415
    from yiwang.kernel.publications.actions import publish  # noqa: PLC0415
    from yiwang.kernel.publications.content import Content  # noqa: PLC0415
    from yiwang.kernel.publications.site_map import page_of  # noqa: PLC0415
    from yiwang.subsystems.portal.pages import mode  # noqa: PLC0415

    title, column = f"市政府召开会议研究第 {perf_counter()} 号事项", f"column-{number % COLUMNS}"
    content = Content(
        title=title,
        body="<p>全市各级各部门要认真贯彻落实会议精神，扎实推进各项工作。</p>" * 12,
        kind="news",
        columns=(column,),
        source="云泽市人民政府办公室",
        published_at=now(),
    )
    began = perf_counter()
    row: Any = publish(SYSTEM, ("bench.publish", title), content)
    taken = perf_counter() - began
    root = mode.published() / "main"
    places = ["index.html", f"a/{row.pk}.html", f"c/{column}.html", "feed.rss", f"feed/{column}.rss"]
    late = [place for place in places if title not in text_of(root / place)]
    if f"/a/{row.pk}/" not in text_of(root / f"sitemap-{page_of(row.pk)}.xml"):
        late.append("sitemap")
    if late:
        raise SystemExit(f"Not visible after {taken:.3f} s: {late}")
    return taken


def text_of(place: Path) -> str:
    return place.read_text(encoding="utf-8") if place.exists() else ""


if __name__ == "__main__":
    sys.exit(main())

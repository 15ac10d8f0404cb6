"""What is kept of a site that is to close: every public text as its readers had it, in one archive?"""

import csv
import io
import tempfile
import zipfile
from html import escape

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import local
from yiwang.kernel.files.actions import ARCHIVES, receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.sites import Site

HEAD = ("编号", "标题", "发布时间", "来源", "文件")
_PAGE = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><h1>{title}</h1><p>发布时间：{day}　来源：{source}</p>{body}</body></html>"
)


def kept(by: Actor, site: Site) -> StoredFile:
    """页面归档 (〔2017〕47号): one text at a time, with a table of contents and the list of columns."""
    texts = Publication.objects.filter(site=site.slug, withdrawn_at=None).order_by("pk")
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(HEAD)
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            for text in texts.iterator(100):
                day = f"{local(text.published_at):%Y-%m-%d %H:%M}"
                writer.writerow((text.pk, _cell(text.title), day, _cell(text.source), f"a/{text.pk}.html"))
                page = _PAGE.format(
                    title=escape(text.title), day=day, source=escape(text.source), body=text.body
                )
                packed.writestr(f"a/{text.pk}.html", page)
            packed.writestr("目录.csv", "\ufeff" + table.getvalue())
            packed.writestr("栏目.txt", _columns(site))
        file.seek(0)
        return receive(by, file, f"{site.slug}-归档.zip", kinds=ARCHIVES)


def _cell(text: str) -> str:
    """No spreadsheet program runs anything of it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _columns(site: Site) -> str:
    rows = Column.objects.filter(site=site).select_related("parent").in_order()
    return "\n".join(f"{one.parent.title if one.parent else ''}\t{one.title}\t{one.address}" for one in rows)

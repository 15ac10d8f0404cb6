"""A site of thousands of pages with faults planted in it, and the server that answers for it.

Every planted fault is one line of ``planted``: the indicator, what makes it that fault, and the page (or the
dead address) where it must be seen; whatever else an inspection says of the site is false.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CODE = "4199000001"
METAS = {"SiteName": "某市人民政府", "SiteDomain": "www.example.gov.cn", "SiteIDCode": CODE}
OF_ARTICLES = ("ArticleTitle", "PubDate", "ContentSource", "Keywords")
WORDS = (("布署", "部署"), ("松驰", "松弛"), ("防碍", "妨碍"), ("追朔", "追溯"), ("尤如", "犹如"))
SAFE = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'"),
    ("Referrer-Policy", "same-origin"),
)
COLUMNS, EMPTY = 50, 4
Planted = tuple[str, str, str]


@dataclass
class Site:
    """Path to page; ``planted``: indicator, key and path of every fault; ``failing``: path to status."""

    pages: dict[str, str] = field(default_factory=dict)
    planted: set[Planted] = field(default_factory=set)
    failing: dict[str, int] = field(default_factory=dict)


def made(count: int, today: date) -> Site:
    """A site of so many pages; every seventh article carries one of the faults in turn."""
    site = Site()
    articles = count - COLUMNS - EMPTY - 2
    per_column = articles // COLUMNS
    names = []
    for number in range(COLUMNS):
        name, kind, age = _column(number)
        names.append((name, number))
        first = number * per_column
        last = articles if number == COLUMNS - 1 else first + per_column
        listed = range(first, last)
        newest = today - timedelta(days=age)
        for place in listed:
            day = newest - timedelta(days=(place - first) % 9)
            _article(site, place, name, kind, day)
        _column_page(site, number, name, kind, newest, listed)
    for number in range(COLUMNS, COLUMNS + EMPTY):
        names.append((f"空白栏目之{number}", number))
        _empty_column(site, number, f"空白栏目之{number}")
    _home(site, names, today)
    return site


def _empty_column(site: Site, number: int, name: str) -> None:
    path = f"/c/{number}/"
    metas = {
        **METAS,
        "ColumnName": name,
        "ColumnDescription": name,
        "ColumnKeywords": name,
        "ColumnType": name,
    }
    site.pages[path] = _page(name, f"<h1>{name}</h1><p>暂无内容</p>", metas)
    site.planted.add(("column.empty", name, path))


def _column(number: int) -> tuple[str, str, int]:
    """Name, type and age in days of the newest article; every tenth one is too old."""
    if number % 10 == 3:
        return f"工作动态之{number}", "工作动态", 40
    if number % 10 == 7:
        return f"其他事项之{number}", "其他事项", 500
    return f"通知公告之{number}", "通知公告", 5


def _column_page(site: Site, number: int, name: str, kind: str, newest: date, listed: range) -> None:
    path = f"/c/{number}/"
    metas = {
        **METAS,
        "ColumnName": name,
        "ColumnDescription": name,
        "ColumnKeywords": name,
        "ColumnType": kind,
    }
    if number % 10 == 3:
        site.planted.add(("column.stale", name, path))
    if number % 10 == 7:
        site.planted.add(("column.long_stale", name, path))
    rows = "".join(
        f"<li><a href='/a/{place}.html'>关于第{place}件事情的消息</a>"
        f"<span>{newest - timedelta(days=(place - listed.start) % 9)}</span></li>"
        for place in listed
    )
    if number % 10 == 5:
        metas["ColumnKeywords"] = ""
        site.planted.add(("meta.missing", "ColumnKeywords", path))
    site.pages[path] = _page(name, f"<h1>{name}</h1><ul>{rows}</ul>", metas)


@dataclass
class Article:
    """An article before it is written; the faults change it and say what they planted."""

    place: int
    metas: dict[str, str]
    parts: list[str]
    title: str
    language: str = ' lang="zh-CN"'

    @property
    def path(self) -> str:
        return f"/a/{self.place}.html"

    @property
    def turn(self) -> int:
        """How often the round of faults was gone through before."""
        return self.place // (7 * len(FAULTS))


def _lost(site: Site, one: Article) -> Planted:
    lost = f"/lost/{one.place}.html"
    one.parts.append(f"<p>附件：<a href='{lost}'>失踪的附件第{one.place}号</a></p>")
    return "link.inside", lost, lost


def _failing(site: Site, one: Article) -> Planted:
    failing = f"/failing/{one.place}.html"
    one.parts.append(f"<p><a href='{failing}'>出错的网页第{one.place}号</a></p>")
    site.failing[failing] = 500
    return "link.inside", failing, failing


def _outside(site: Site, one: Article) -> Planted:
    one.parts.append(f"<p><a href='http://nobody-{one.place}.invalid/'>不在的网站第{one.place}号</a></p>")
    return "link.outside", f"nobody-{one.place}.invalid", "/"


def _wrong(site: Site, one: Article) -> Planted:
    wrong, right = WORDS[one.turn % len(WORDS)]
    one.parts.append(f"<p>会议要求认真做好{wrong}有关的各项工作。</p>")
    return "words.wrong", f"“{wrong}”应为“{right}”", one.path


def _severe(site: Site, one: Article) -> Planted:
    one.parts.append("<p>根据中华人名共和国有关法律的规定。</p>")
    return "words.severe", "“中华人名共和国”应为“中华人民共和国”", one.path


def _untagged(site: Site, one: Article) -> Planted:
    name = OF_ARTICLES[one.turn % len(OF_ARTICLES)]
    del one.metas[name]
    return "meta.missing", name, one.path


def _picture(site: Site, one: Article) -> Planted:
    one.parts.append(f"<p><img src='/i/{one.place % 50}.png'></p>")
    return "access.image", "", one.path


def _forged(site: Site, one: Article) -> Planted:
    one.metas["PubDate"] = "2019-01-01 09:00"
    return "date.differs", "", one.path


def _untitled(site: Site, one: Article) -> Planted:
    one.title = ""
    return "page.title", "", one.path


def _speechless(site: Site, one: Article) -> Planted:
    one.language = ""
    return "access.page", "没有声明网页语言", one.path


def _wordless(site: Site, one: Article) -> Planted:
    pieces = (
        ("<a href='/c/0/'></a>", "链接没有文字"),
        ("<button></button>", "按钮没有文字"),
        ("<input name='who'>", "表单项没有标签"),
        ("<iframe src='/map/'></iframe>", "内嵌框架没有标题"),
    )
    piece, about = pieces[one.turn % len(pieces)]
    one.parts.append(f"<p>{piece}</p>")
    return "access.page", about, one.path


def _code(site: Site, one: Article) -> Planted:
    one.metas["SiteIDCode"] = ("419900", "4199000099")[one.turn % 2]
    return "meta.site_code", "", one.path


def _number(site: Site, one: Article) -> Planted:
    one.parts.append("<p>名单：11010519491231002X</p>")
    return "words.personal", "", one.path


FAULTS: Sequence[Callable[[Site, Article], Planted]] = (
    _lost, _failing, _outside, _wrong, _severe, _untagged, _picture, _forged, _untitled, _speechless,
    _wordless, _code, _number,
)  # fmt: skip


def _article(site: Site, place: int, column: str, kind: str, day: date) -> None:
    title = f"关于第{place}件事情的消息"
    metas = {
        **METAS,
        "ColumnName": column,
        "ColumnType": kind,
        "ArticleTitle": title,
        "PubDate": f"{day} 09:00",
        "ContentSource": "某市人民政府办公室",
        "Keywords": "消息",
    }
    head = f"<h1>{title}</h1><p>发布时间：{day} 来源：某市人民政府办公室</p>"
    one = Article(place, metas, [head, _text(place)], title)
    if place % 7 == 0:
        site.planted.add(FAULTS[place // 7 % len(FAULTS)](site, one))
    site.pages[one.path] = _page(one.title, "".join(one.parts), one.metas, one.language)


def _text(place: int) -> str:
    """Running text of a usual length, with a date and a number that are no faults."""
    sentence = f"会议强调，要坚持以人民为中心，扎实推进第{place}项重点工作，确保各项任务落到实处。"
    facts = f"联系电话：0000-{place:07d}，文号〔2026〕{place}号。"
    return f"<p>{sentence * 6}</p><p>{facts}</p><p>{sentence * 6}</p>"


def _home(site: Site, names: list[tuple[str, int]], today: date) -> None:
    columns = "".join(f"<li><a href='/c/{number}/'>{name}</a></li>" for name, number in names)
    newest = today - timedelta(days=5)
    news = "".join(
        f"<li><a href='/a/{place}.html'>关于第{place}件事情的消息</a><span>{newest}</span></li>"
        for place in range(0, 36, 9)
    )
    body = f"<ul>{news}</ul><div class='nav'><ul>{columns}</ul></div>"
    # The home page forgets the number of the police record and the entry for corrections; it has a dead link.
    site.pages["/"] = _page(
        "某市人民政府", f"{body}<p><a href='/lost/home.html'>失踪的首页链接</a></p>", METAS
    )
    site.pages["/map/"] = _page("网站地图", f"<ul>{columns}</ul>", METAS)
    site.planted |= {
        ("link.inside", "/lost/home.html", "/lost/home.html"),
        ("element.missing", "police", "/"),
        ("element.missing", "correction", "/"),
        ("security.header", "Referrer-Policy", "/"),
    }


def _page(title: str, content: str, metas: dict[str, str], language: str = ' lang="zh-CN"') -> str:
    tags = "".join(f'<meta name="{name}" content="{value}">' for name, value in metas.items())
    return (
        f'<!doctype html><html{language}><head><meta charset="utf-8"><title>{title}</title>{tags}'
        '<link rel="icon" href="/favicon.ico"></head><body><header><form><label for="q">搜索</label>'
        '<input id="q" name="q" type="search"></form><nav><a href="/">首页</a>'
        f" <a href='/map/'>网站地图</a></nav></header><main>{content}</main>"
        "<footer>主办单位：某市人民政府办公室 联系方式：0000-0000000 "
        f"网站标识码：{CODE} 某ICP备12345678号</footer></body></html>"
    )


@contextmanager
def served(site: Site) -> Iterator[str]:
    """The address of its home page on this machine, as long as it is served."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            """Silence."""

        def do_GET(self) -> None:
            found = site.pages.get(self.path)
            good = found is not None or self.path == "/favicon.ico" or self.path.startswith("/i/")
            status = site.failing.get(self.path, 200 if good else 404)
            body = (found or "").encode()
            self.send_response(status)
            kind = "image/png" if self.path.startswith("/i/") else "text/html; charset=utf-8"
            for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), *SAFE[:2]):
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Whoever asked was killed."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()

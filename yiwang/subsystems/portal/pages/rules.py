"""Where does the file of a page lie, what of it may be wrong, and how long may a page go unseen?"""

import re
from zlib import crc32

READ, MANAGE = "portal.pages_read", "portal.pages_manage"
KEEPER = "portal_pages_keeper"

MADE, STALE, FAULTY, GONE = "made", "stale", "faulty", "gone"
STATES = {MADE: "已生成", STALE: "待更新", FAULTY: "生成失败", GONE: "已撤下"}
TONES = {MADE: "good", STALE: "warn", FAULTY: "bad", GONE: ""}

MEMORY, WATCHED, STRICT = "memory", "watched", "strict"
MODES = {MEMORY: "内存缓存", WATCHED: "静态文件（监视）", STRICT: "静态文件（逐次校验）"}

SHARDS = 1024
PER_STRETCH = 20
LOOKED_AT_HOURS = 24
"""A page is made again after so long though nothing said so: the net below all that was noted."""
TRIED_AGAIN_AFTER = (1, 5, 30, 120, 600)
"""Seconds to the next try of a page that could not be made; the last one for ever."""

PATHS = re.compile(
    r"/|/(?:a/\d{1,18}|sitemap)/|/(?:c|t)/[\w-]{1,60}/(?:p/\d{1,9}/)?|/t/"
    r"|/feed/(?:(?:unit/\d{1,18}|[\w-]{1,60})/)?(?:(?:atom|json)/)?"
    r"|/sitemap(?:-columns|-\d{1,9})?\.xml|/robots\.txt"
)
FEEDS = {"atom": ".atom", "json": ".json"}
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
}
GONE_FOLDER = "_gone"

FILES_FOLDER, STATIC_FOLDER = "files", "static"
STATIC_ADDRESS = "/static/"
PIECE = 1 << 20
"""A larger file is proved by pieces of so many bytes, so that none lies whole in memory."""
FILE_ADDRESS = re.compile(r"/files/([A-Za-z0-9_-]{1,64})/(?:(\d{1,4})/)?([^/]+)")
FILE_PLACE = re.compile(rf"{FILES_FOLDER}/([A-Za-z0-9_-]{{1,64}})(?:\.(\d{{1,4}}))?")


def is_page(path: str) -> bool:
    """Whether a path is one of those that become files."""
    return PATHS.fullmatch(path) is not None


def file_of(path: str) -> str:
    """The file of a page below the folder of its site: ``/a/5/`` is ``a/5.html``, ``/`` is ``index.html``.

    One file a page and few folders, so that a watcher has few folders to watch.
    """
    if path == "/":
        return "index.html"
    if not path.endswith("/"):
        return path[1:]
    bare = path[1:-1]
    if not path.startswith("/feed/"):
        return f"{bare}.html"
    return f"{bare}{FEEDS.get(bare.rpartition('/')[2], '.rss')}"


def path_of(file: str) -> str:
    """The page that a file is of: the other way round."""
    if file == "index.html":
        return "/"
    bare, dot, ending = file.rpartition(".")
    return f"/{file}" if f"{dot}{ending}" in {".xml", ".txt"} else f"/{bare}/"


def gone_file_of(path: str) -> str:
    """Where the page lies that says why there is none any more."""
    return f"{GONE_FOLDER}/{file_of(path)}"


def media_type(file: str) -> str:
    return MEDIA_TYPES[file[file.rindex(".") :]]


def shard_of(name: str) -> int:
    """In which part of the manifest a file stands: ``name`` is site and file. A page and the word that it
    is gone stand in the same; so do a file that pages show and its pieces.
    """
    return crc32(name.partition("#")[0].replace(f"/{GONE_FOLDER}/", "/", 1).encode()) % SHARDS


def place_of_file(key: str, width: int) -> str:
    """Where a file that pages show lies in the tree; ``width``: of a narrower picture, otherwise 0."""
    return f"{FILES_FOLDER}/{key}.{width}" if width else f"{FILES_FOLDER}/{key}"


def piece_of(file: str, number: int) -> str:
    """Under which name the list has the digest of a piece of a large file; the first is 0."""
    return f"{file}#{number}"


def pieces_of(size: int) -> int:
    """How many pieces of a file the list names apart: none where the whole is one piece."""
    return -(-size // PIECE) if size > PIECE else 0


def rank_of(path: str) -> int:
    """In which order pages are made: 1 first. What people look for comes before what programs read."""
    if path == "/":
        return 1
    if path.startswith(("/a/", "/c/", "/t/")):
        return 2
    return 4 if path.startswith("/feed/") else 5


def pause_after(tries: int) -> int:
    """How many seconds a page rests that could not be made so many times."""
    return TRIED_AGAIN_AFTER[min(tries, len(TRIED_AGAIN_AFTER)) - 1]

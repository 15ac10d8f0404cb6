"""How many requests a second does an article page take, beside the same file behind nginx?

``python -m bench.portal [--json] [--rounds 5] [--seconds 5]``: articles are published in a database of
their own and made into files; nginx answers one of these files (the limit), ``yiwang serve`` answers it
watched and strict (each byte proved by the signed list), and the framework makes it anew each time. ``wrk``
asks all of them in turn, round by round, and the medians are printed. Needs nginx and wrk on the path.
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.rig import database, show

CONFIGURATION = """
daemon off; worker_processes {workers}; pid {folder}/nginx.pid; error_log {folder}/error.log;
{user}
events {{ worker_connections 1024; }}
http {{
  types {{ text/html html; }} default_type text/html; charset utf-8; access_log off; sendfile on;
  open_file_cache max=10000;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{
    listen 127.0.0.1:{port}; root {pages};
    location ~ ^/(?<page>.+)/$ {{ try_files /$page.html =404; }}
  }}
}}
"""


class Round(NamedTuple):
    """What wrk says: requests a second, and the 99th percentile in milliseconds."""

    rps: float
    p99_ms: float


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=8)
    asked = parser.parse_args()
    missing = [tool for tool in ("nginx", "wrk") if not shutil.which(tool, path=_path())]
    if missing:
        print(f"Missing: {', '.join(missing)} (Debian: apt-get install nginx-light wrk).", file=sys.stderr)
        return 2
    os.environ["YIWANG_PAGES"] = "watched"
    with ExitStack() as stack:
        stack.enter_context(database("portal"))
        path = published_article()
        made()
        watched = stack.enter_context(serving("watched"))
        strict = stack.enter_context(serving("strict"))
        nginx = stack.enter_context(nginx_with_pages())
        page = fetched(f"{watched}{path}")
        if not page == fetched(f"{nginx}{path}") == fetched(f"{strict}{path}"):
            raise SystemExit("nginx and yiwang serve do not give the same bytes.")
        asked_of = {
            "nginx": f"{nginx}{path}",
            "serve": f"{watched}{path}",
            "strict": f"{strict}{path}",
            "dynamic": f"{watched}{path}?made=now",
        }
        rounds: dict[str, list[Round]] = {name: [] for name in asked_of}
        for address in asked_of.values():
            loaded(address, 2, asked.connections)
        for _ in range(asked.rounds):
            for name, address in asked_of.items():
                rounds[name].append(loaded(address, asked.seconds, asked.connections))
    show({**figures(rounds), "page_bytes": len(page)}, as_json=asked.json)
    return 0


def figures(rounds: dict[str, list[Round]]) -> dict[str, float]:
    """The medians, and what share of nginx is reached."""
    rps = {name: median(one.rps for one in told) for name, told in rounds.items()}
    p99 = {name: median(one.p99_ms for one in told) for name, told in rounds.items()}
    return {
        "nginx_rps": round(rps["nginx"]),
        "serve_rps": round(rps["serve"]),
        "strict_rps": round(rps["strict"]),
        "dynamic_rps": round(rps["dynamic"]),
        "ratio": round(rps["serve"] / rps["nginx"], 3),
        "strict_ratio": round(rps["strict"] / rps["nginx"], 3),
        "nginx_p99_ms": round(p99["nginx"], 2),
        "serve_p99_ms": round(p99["serve"], 2),
        "strict_p99_ms": round(p99["strict"], 2),
        "dynamic_p99_ms": round(p99["dynamic"], 2),
    }


def made() -> None:
    """Every page of the site becomes a file."""
    from yiwang.subsystems.portal.pages import making  # noqa: PLC0415 - Django is set up only now
    from yiwang.subsystems.portal.pages.actions.entering import enter_all  # noqa: PLC0415

    enter_all()
    making.make_due(100_000, seconds=600)


def published_article(count: int = 20) -> str:
    """A site with seven columns and ordinary articles of about 1,200 characters; the path of one page."""
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415 - Django is set up only now
    from yiwang.kernel.deadlines.moments import now  # noqa: PLC0415
    from yiwang.kernel.publications.actions import publish  # noqa: PLC0415
    from yiwang.kernel.publications.content import Content  # noqa: PLC0415
    from yiwang.subsystems.portal.models import Column, Site  # noqa: PLC0415

    site = Site.objects.create(
        slug="main",
        name="云泽市人民政府",
        domain="www.yunze.gov.cn",
        identification_code="4199000001",
        sponsor="云泽市人民政府办公室",
    )
    for number, title in enumerate(
        ["政务公开", "新闻中心", "办事服务", "互动交流", "数据发布", "走进云泽", "专题专栏"]
    ):
        Column.objects.create(site=site, slug=f"column-{number}", title=title, order=number)
    body = "".join(
        f"<p>{'全市各级各部门要认真贯彻落实会议精神，扎实推进各项工作。' * 4}</p>" for _ in range(11)
    )
    publications = [
        publish(
            SYSTEM,
            ("bench.portal", number),
            Content(
                title=f"市政府召开第 {number} 次常务会议研究部署重点工作",
                body=body,
                kind="news",
                columns=("column-1",),
                source="云泽市人民政府办公室",
                published_at=now(),
            ),
        )
        for number in range(1, count + 1)
    ]
    return publications[0].address


@contextmanager
def serving(mode: str = "memory") -> Iterator[str]:
    """``yiwang serve`` on a free port."""
    port = free_port()
    command = [sys.executable, "-m", "yiwang", "serve", "--port", str(port)]
    environment = {**os.environ, "YIWANG_PAGES": mode}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as process:
        try:
            yield answering(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()


@contextmanager
def nginx_with_pages() -> Iterator[str]:
    """nginx on the published files, as many processes as ``yiwang serve`` has."""
    from yiwang.subsystems.portal.pages import mode  # noqa: PLC0415 - Django is set up only now

    port = free_port()
    with tempfile.TemporaryDirectory(prefix="yiwang-nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        user = "user root;" if os.geteuid() == 0 else ""
        written = CONFIGURATION.format(
            workers=len(os.sched_getaffinity(0)),
            folder=folder,
            port=port,
            user=user,
            pages=mode.published() / "main",
        )
        (folder / "nginx.conf").write_text(written)
        nginx = shutil.which("nginx", path=_path()) or "nginx"
        command = [nginx, "-p", name, "-e", f"{name}/error.log", "-c", f"{name}/nginx.conf"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                yield answering(f"http://127.0.0.1:{port}", process)
            finally:
                process.terminate()


def answering(address: str, process: subprocess.Popen[bytes]) -> str:
    """The address, once something answers there."""
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit(f"The server of {address} ended with {process.returncode}.")
        try:
            fetched(f"{address}/")
        except urllib.error.HTTPError:
            return address
        except OSError:
            time.sleep(0.1)
        else:
            return address
    raise SystemExit(f"Nothing answers at {address}.")


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:
        content: bytes = answer.read()
    return content


def loaded(address: str, seconds: int, connections: int) -> Round:
    """One run of wrk; fails where any answer was not a success."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", address]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"wrk met errors:\n{said}")
    rps = re.search(r"Requests/sec:\s+([\d.]+)", said)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if not rps or not p99:
        raise SystemExit(f"wrk said something unknown:\n{said}")
    return Round(float(rps[1]), float(p99[1]) * {"us": 0.001, "ms": 1, "s": 1000}[p99[2]])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


if __name__ == "__main__":
    sys.exit(main())
